// Threads where the host has them, one where it has not; the bits are the same.
import { Network, Trainer, dense } from 'layerwise';
import { expect, test, vi } from 'vitest';
import { train } from '../../determinism/train.ts';
import cases from '../../determinism/hashes.json';

/** Cloudflare's runtime has no workers that share memory, and pages that are not isolated have no shared memory. */
const hasThreads = typeof SharedArrayBuffer !== 'undefined' && globalThis.navigator?.userAgent !== 'Cloudflare-Workers';
const most = hasThreads ? 2 : 1;

const rows = Array.from({ length: 256 }, (_, i) => Array.from({ length: 64 }, (_, j) => ((i * 31 + j * 17) % 97) / 97));
const labels = rows.map((row) => Number(row[0] + row[1] > row[2] + row[3]));

/** Large enough to be shared. */
function trained(network) {
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', batchSize: 128 });
  const run = trainer.start({ x: rows, y: labels }, { epochs: 2 });
  while (!run.done) run.advance({ steps: 1 });
  return [network.hash(), [...network.predict(rows).data]];
}

const networkOf = (dtype, threads) =>
  new Network({
    inputs: 64,
    layers: [
      dense(512, { activation: 'relu' }),
      dense(256, { activation: 'tanh' }),
      dense(1, { activation: 'sigmoid' }),
    ],
    dtype,
    threads,
  });

test('a host without threads says so, once', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  for (let i = 0; i < 2; i++) networkOf('float64', 2).dispose();
  expect(warn.mock.calls).toHaveLength(2 - most);
  warn.mockRestore();
});

test.each(['float64', 'float32'])('%s: two threads, or one where there are no more', async (dtype) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const network = networkOf(dtype, 2);
  await vi.waitFor(() => expect(network.threads).toBe(most), { timeout: 10_000 });
  expect(trained(network)).toEqual(trained(networkOf(dtype, 1)));
  network.dispose();
  warn.mockRestore();
});

/** A network of two threads whatever the options. */
class TwoThreads extends Network {
  constructor(options) {
    super({ ...options, threads: 2 });
  }
}

test.each(cases)('$name with two threads', async (specification) => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await train({ Network: TwoThreads, Trainer }, specification, 'float32')).toEqual(specification.hashes.float32);
  warn.mockRestore();
});
