// The memory of a network: it grows to what the largest call needs, and no further.
import { expect, test } from 'vitest';
import { type DType, type Network, Trainer, isLayerwiseError } from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

const used = (network: Network<DType>): number => coreOf(network).engine.arena.usedBytes;

test('the memory stands still over 100,000 steps', () => {
  const network = binaryNetwork('float32');
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy' });
  const x = new Float32Array(rowsOf(4, 3).flat());
  const y = new Float32Array(labelsOf(4));
  const out = new Float32Array(4);
  const steps = (count: number) => {
    for (let i = 0; i < count; i++) {
      trainer.step(x, y);
      if (i % 16 === 0) network.predict(x, out);
    }
  };
  steps(1000);
  const [bytes, reserved] = [network.memoryBytes, used(network)];
  steps(100_000);
  expect(trainer.steps).toBe(101_000);
  expect([network.memoryBytes, used(network)]).toEqual([bytes, reserved]);
});

test('whatever is done again reserves nothing more', async () => {
  const network = binaryNetwork('float64');
  const data = { x: rowsOf(50, 3), y: labelsOf(50) };
  const once = async () => {
    const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', batchSize: 16, metrics: ['accuracy'] });
    trainer.step(data.x, data.y);
    trainer.evaluate(data);
    await trainer.fit(data, { epochs: 2, validationData: data });
    trainer.start(data, { epochs: 1 }).advance({ steps: 1 });
    trainer.start(data, { epochs: 1 }).cancel();
    trainer.dispose();
    const cache = network.forward(data.x, { cache: true });
    network.applyGradients(network.backward(cache, data.y, { loss: 'binaryCrossEntropy' }), { learningRate: 0.1 });
    network.predict(data.x);
    network.setWeights(network.getWeights());
  };
  // The first times lay out what stays; the free blocks between then stand where they will.
  for (let i = 0; i < 4; i++) await once();
  const [bytes, reserved] = [network.memoryBytes, used(network)];
  for (let i = 0; i < 20; i++) await once();
  expect([network.memoryBytes, used(network)]).toEqual([bytes, reserved]);
});

test('a trainer that ends gives its memory back', () => {
  const network = binaryNetwork('float64');
  const before = used(network);
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy' });
  trainer.step(rowsOf(4, 3), labelsOf(4));
  trainer.start({ x: rowsOf(4, 3), y: labelsOf(4) }, { epochs: 1 });
  expect(used(network)).toBeGreaterThan(before);
  trainer.dispose();
  trainer.dispose();
  expect(used(network)).toBe(before);
});

test('networks that are dropped or disposed of need not be counted: thousands may be made', () => {
  for (let i = 0; i < 3000; i++) {
    const network = binaryNetwork('float32', i);
    if (i % 2 === 0) network.dispose();
  }
  expect(binaryNetwork('float32').predict([1, 2, 3]).rows).toBe(1);
});

test('a host that refuses memory leaves everything usable and nothing reserved', () => {
  const network = binaryNetwork('float64');
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy' });
  const x = rowsOf(4, 3);
  const y = labelsOf(4);
  trainer.step(x, y);
  const cache = network.forward(x, { cache: true });
  const hash = network.hash();
  const { arena } = coreOf(network).engine;
  const allocate = arena.allocate.bind(arena);
  // The host's refusal, at every allocation in turn.
  const failing = <T>(action: () => T): void => {
    const reserved = used(network);
    for (let allowed = 0; ; allowed++) {
      let left = allowed;
      arena.allocate = (bytes) => allocate(left-- > 0 ? bytes : 2 ** 40);
      try {
        action();
        return;
      } catch (error) {
        if (!isLayerwiseError(error) || error.code !== 'OUT_OF_MEMORY') throw error;
      } finally {
        arena.allocate = allocate;
      }
      expect(used(network), `after allocation ${allowed} failed`).toBeLessThanOrEqual(reserved);
      expect(network.hash()).toBe(hash);
      network.predict(x);
      trainer.evaluate({ x, y });
    }
  };
  const many = rowsOf(64, 3);
  failing(() => network.predict(many));
  failing(() => trainer.evaluate({ x: many, y: labelsOf(64) }));
  failing(() => trainer.start({ x: many, y: labelsOf(64) }, { epochs: 1 }).cancel());
  failing(() => network.forward(many, { cache: true }));
  network.backward(cache, y, { loss: 'binaryCrossEntropy' });
  trainer.step(x, y);
});
