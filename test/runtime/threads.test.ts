// Threads: the same bits on any number of them, and what happens when one ends.
import { execFileSync } from 'node:child_process';
import workerThreads, { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import {
  type DType,
  Network,
  NetworkPool,
  Trainer,
  adam,
  dense,
  dropout,
  isLayerwiseError,
  l2,
  normalization,
  sgd,
} from '../../src/index.ts';
import { SCALARS_AT, STRIDE_AT } from '../../assembly/opcodes.ts';
import { type OpName, recordFields } from '../../src/program/records.ts';
import { shares } from '../../src/program/shares.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { dtypes } from '../support/kernel.ts';

const ROWS = 300;
const x = rowsOf(ROWS, 120);
const y = classesOf(ROWS, 40);

/** Until all threads of a network have started. */
async function started(network: { readonly threads: number }, threads: number): Promise<void> {
  await vi.waitFor(() => expect(network.threads).toBe(threads), { timeout: 20_000 });
}

/** Large enough for every operation that threads share to be shared. */
const networkOf = <D extends DType>(dtype: D, threads: number): Network<D> =>
  new Network({
    inputs: 120,
    layers: [
      normalization({ mean: Array<number>(120).fill(0.1), deviation: Array<number>(120).fill(1.5) }),
      dense(512, { activation: 'tanh', regularizer: l2(1e-4) }),
      dropout(0.25),
      dense(512, { activation: 'softmax' }),
      dense(300, { activation: 'gelu' }),
      dense(40, { activation: 'softmax' }),
    ],
    dtype,
    seed: 5,
    threads,
  });

const optimizers = { adam: adam({ learningRate: 1e-3 }), momentum: sgd({ learningRate: 0.1, momentum: 0.9 }) };

const trainerOf = (network: Network<DType>, optimizer: keyof typeof optimizers): Trainer<DType> =>
  new Trainer(network, {
    loss: 'categoricalCrossEntropy',
    optimizer: optimizers[optimizer],
    batchSize: 128,
    metrics: ['accuracy'],
  });

/** Two epochs, validation and all: the hash of the weights, the history, predictions. */
function train(network: Network<DType>, optimizer: keyof typeof optimizers): unknown[] {
  const run = trainerOf(network, optimizer).start({ x, y }, { epochs: 2, validationSplit: 0.1 });
  while (!run.done) run.advance({ steps: 1 });
  return [network.hash(), run.history, [...network.predict(x).data], [...network.predict(x[0]!).data]];
}

afterEach(() => vi.restoreAllMocks());

for (const dtype of dtypes) {
  test.each(['adam', 'momentum'] as const)(
    `${dtype}, %s: 2, 3 and 4 threads have the bits of one`,
    async (optimizer) => {
      const expected = train(networkOf(dtype, 1), optimizer);
      for (const threads of [2, 3, 4]) {
        using network = networkOf(dtype, threads);
        await started(network, threads);
        expect(train(network, optimizer), `${threads} threads`).toEqual(expected);
      }
    },
  );
}

test('the networks of these tests have every operation that threads share', () => {
  using network = networkOf('float64', 2);
  const listing = trainerOf(network, 'adam').listing() + trainerOf(network, 'momentum').listing();
  const missing = (Object.keys(shares) as OpName[]).filter((op) => !new RegExp(`\\b${op} `).test(listing));
  expect(missing).toEqual([]);
});

test.each(Object.keys(shares) as OpName[])('%s: what is moved are its operands', (op) => {
  const fields = Object.keys(recordFields[op]);
  for (const name of shares[op]!.moves ?? []) expect(fields).toContain(name);
});

test.each(Object.keys(recordFields) as OpName[])('%s: its fields leave the bytes alone that threads use', (op) => {
  const offsets = Object.values(recordFields[op]).filter((offset) => typeof offset === 'number');
  const taken = offsets.filter((offset) => offset >= STRIDE_AT && offset < SCALARS_AT);
  expect(taken).toEqual([]);
});

test('the bits are those of one thread on a machine that is busy', async () => {
  const loads = Array.from({ length: 4 }, () => new Worker('for (;;);', { eval: true }));
  try {
    using network = networkOf('float64', 3);
    await started(network, 3);
    expect(train(network, 'adam')).toEqual(train(networkOf('float64', 1), 'adam'));
  } finally {
    await Promise.all(loads.map((load) => load.terminate()));
  }
});

test('networks take turns with the helpers, and a disposed one goes on alone or not at all', async () => {
  using a = networkOf('float64', 2);
  using b = networkOf('float32', 3);
  await started(a, 2);
  await started(b, 3);
  const [expectedA, expectedB] = [train(networkOf('float64', 1), 'adam'), train(networkOf('float32', 1), 'adam')];
  const first = trainerOf(a, 'adam').start({ x, y }, { epochs: 2, validationSplit: 0.1 });
  const second = trainerOf(b, 'adam').start({ x, y }, { epochs: 2, validationSplit: 0.1 });
  while (!first.done) {
    first.advance({ steps: 1 });
    second.advance({ steps: 1 });
  }
  expect([a.hash(), b.hash()]).toEqual([expectedA[0], expectedB[0]]);
});

test('clones, loaded networks and pools have threads too', async () => {
  using network = networkOf('float64', 2);
  using copy = network.clone();
  using loaded = Network.load(network.save(), { threads: 2 });
  using pool = new NetworkPool({ inputs: 120, layers: [dense(600, { activation: 'relu' }), dense(40)], threads: 2 });
  await started(copy, 2);
  await started(loaded, 2);
  const pooled = pool.add({ seed: 3 });
  using alone = new Network({ inputs: 120, layers: [dense(600, { activation: 'relu' }), dense(40)], seed: 3 });
  expect(pooled.predict(x)).toEqual(alone.predict(x));
  expect(loaded.predict(x)).toEqual(copy.predict(x));
});

test('a loaded trainer goes on with threads to the bits of one', async () => {
  using network = networkOf('float64', 1);
  const trainer = trainerOf(network, 'adam');
  trainer.start({ x, y }, { epochs: 2 }).advance({ steps: 1 });
  const [one, two] = [1, 2].map((threads) => Trainer.load(trainer.save(), { threads }));
  await started(two!.network, 2);
  const hashes = [one!, two!].map((trainer) => {
    trainer.start({ x, y }, { epochs: 2 }).advance({ steps: 3 });
    return trainer.network.hash();
  });
  expect(hashes[1]).toBe(hashes[0]);
  for (const { network } of [one!, two!]) network.dispose();
});

test('a gradient that is not finite is found whichever thread meets it', async () => {
  using network = networkOf('float64', 2);
  await started(network, 2);
  network.layers.at(-1)!.parameters['weights']!.fill(1e308);
  const before = network.hash();
  const attempt = (): unknown => trainerOf(network, 'adam').step(x, y);
  expect(attempt).toThrow(expect.objectContaining({ code: 'NON_FINITE' }));
  expect(network.hash()).toBe(before);
});

test('files and copies stand in memory that is not shared', async () => {
  using network = networkOf('float64', 2);
  await started(network, 2);
  const copies = [network.save(), network.predict(x).data, network.getWeights()['layers.1.weights']!.data];
  for (const { buffer } of copies) expect(buffer).toBeInstanceOf(ArrayBuffer);
});

/** Replaces the workers that start by ones whose source begins with something else. */
function startWorkersWith(prefix: string): Worker[] {
  const workers: Worker[] = [];
  vi.spyOn(workerThreads, 'Worker').mockImplementation(function (source, options) {
    const worker = new Worker(prefix + String(source), options);
    workers.push(worker);
    return worker;
  });
  return workers;
}

test('workers end with the last network that needs them', async () => {
  const workers = startWorkersWith('');
  const networks = [networkOf('float64', 3), networkOf('float64', 2)];
  await started(networks[0]!, 3);
  expect(workers).toHaveLength(2);
  const ended = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve))));
  networks[0]!.dispose();
  await started(networks[1]!, 2);
  networks[1]!.dispose();
  await ended;
});

test('a worker that ends between runs is only missed', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const workers = startWorkersWith('');
  using network = networkOf('float64', 2);
  await started(network, 2);
  await workers[0]!.terminate();
  await started(network, 1);
  expect(warn.mock.calls.length).toBeLessThanOrEqual(1);
  expect(train(network, 'adam')).toEqual(train(networkOf('float64', 1), 'adam'));
});

test('a worker that ends in the middle of its work ends the network, within the deadline', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  // It takes a part of the first record that it sees, and no more is heard of it.
  startWorkersWith(`
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function (module, { env }) {
      const serve = (block) => {
        const ticket = new BigInt64Array(env.memory.buffer, block, 1);
        for (;;) {
          const seen = Atomics.load(ticket, 0);
          if ((seen & 0xffffffffn) > 0n && Atomics.compareExchange(ticket, 0, seen, seen - 1n) === seen) process.exit();
        }
      };
      return { exports: { serve } };
    };`);
  const network = networkOf('float64', 2);
  await started(network, 2);
  const trainer = trainerOf(network, 'adam');
  const run = trainer.start({ x, y }, { epochs: 1000 });
  const attempts = [
    () => run.advance({ steps: 1000 }),
    () => network.predict(x),
    () => network.save(),
    () => trainer.step(x, y),
    () => network.parameters,
  ];
  for (const attempt of attempts) {
    let error: unknown;
    try {
      attempt();
    } catch (thrown) {
      error = thrown;
    }
    expect(isLayerwiseError(error) && error.code).toBe('THREADS_FAILED');
  }
  network.dispose();
});

test('threads keep no process alive, nor does one that ends wait for them', () => {
  const code = `
    import { Network, dense } from './dist/index.js';
    const network = new Network({ inputs: 200, layers: [dense(400), dense(400)], threads: 3 });
    const x = new Float64Array(300 * 200);
    while (network.threads < 3) network.predict(x);
    network.predict(x);
    console.log(network.threads);`;
  execFileSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'ignore' });
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { timeout: 50_000 });
  expect(output.toString().trim()).toBe('3');
});

test.each([0, 1.5, -2, 33, 'many', null])('threads: %s is refused', (threads) => {
  expect(() => new Network({ inputs: 1, layers: [dense(1)], threads: threads as never })).toThrow(/"threads"/);
});

test('auto takes what the machine has', () => {
  using network = new Network({ inputs: 1, layers: [dense(1)], threads: 'auto' });
  expect(network.threads).toBeGreaterThanOrEqual(1);
});
