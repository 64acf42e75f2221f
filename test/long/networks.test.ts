// Networks that are dropped give their memory back by themselves; the host's limit is an error that one can act on.
import { type LayerwiseError, Network, Trainer, dense } from 'layerwise';
import { expect, test } from 'vitest';

const MIB = 1_048_576;

/** Four times as many as a process holds memories. */
const DROPPED = 50_000;

function make(seed: number): Network {
  const layers = [dense(16, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 8, layers, seed });
  network.predict(new Float64Array(8));
  if (seed % 4 === 0) new Trainer(network, { loss: 'binaryCrossEntropy' }).step(new Float64Array(8), [1]);
  return network;
}

test(`${DROPPED} networks that are dropped leave room for more, and the process does not grow`, () => {
  for (let seed = 0; seed < 5000; seed++) make(seed);
  const before = process.memoryUsage().rss;
  for (let seed = 0; seed < DROPPED; seed++) make(seed);
  expect(process.memoryUsage().rss - before).toBeLessThan(128 * MIB);
});

test('the host’s limit is OUT_OF_MEMORY; the networks that there are go on, and disposing of them makes room', () => {
  const held: Network[] = [];
  let error: LayerwiseError | undefined;
  try {
    for (;;) held.push(make(held.length));
  } catch (thrown) {
    error = thrown as LayerwiseError;
  }
  expect(error).toMatchObject({ code: 'OUT_OF_MEMORY', message: expect.stringMatching(/dispose of.*NetworkPool/) });
  expect(held.length).toBeGreaterThan(1000);
  expect(held.at(-1)!.predict(new Float64Array(8)).rows).toBe(1);
  for (const network of held) network.dispose();
  for (let seed = 0; seed < 1000; seed++) make(seed);
});
