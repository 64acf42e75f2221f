// Training as a program does it: fit, abort, many networks.
import { Network, Trainer, adam, dense } from 'layerwise';
import { expect, test } from 'vitest';

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const y = [0, 1, 1, 0];

function xor(seed) {
  const layers = [dense(8, { activation: 'tanh' }), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 2, layers, seed });
  return new Trainer(network, {
    loss: 'binaryCrossEntropy',
    optimizer: adam({ learningRate: 0.05 }),
    batchSize: 'full',
  });
}

test('learns XOR', async () => {
  const trainer = xor(1);
  const { loss } = await trainer.fit({ x, y }, { epochs: 500 });
  expect(loss.at(-1)).toBeLessThan(0.02);
  expect(Array.from(trainer.network.predict(x).data, Math.round)).toEqual(y);
});

test('a fit gives way, and ends when it is aborted', async () => {
  const trainer = xor(2);
  const controller = new AbortController();
  const fit = trainer.fit({ x, y }, { epochs: 1e9, signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 1);
  await expect(fit).rejects.toThrow('enough');
  expect(trainer.steps).toBeGreaterThan(0);
  expect(trainer.step(x, y)).toBeLessThan(2);
});

test('a hundred networks live side by side and learn alike', () => {
  const trainers = Array.from({ length: 100 }, () => xor(3));
  for (let step = 0; step < 20; step++) for (const trainer of trainers) trainer.step(x, y);
  expect(new Set(trainers.map(({ network }) => network.hash())).size).toBe(1);
});

test('a network can be disposed of', () => {
  const { network } = xor(4);
  network.dispose();
  expect(() => network.predict(x)).toThrow(/disposed/);
});
