// A network in a pool is to the bit what it would be by itself, whatever the others do in between.
import { describe, expect, test } from 'vitest';
import {
  type DType,
  Network,
  type NetworkOptions,
  NetworkPool,
  type OptimizerConfig,
  type PooledNetwork,
  Trainer,
  type TrainerOptions,
  adam,
  dense,
  dropout,
  sgd,
} from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { optimizerNames } from '../../src/training/optimizers/optimizers.ts';
import { schedules } from '../support/schedules.ts';
import { classesOf, everyLayer, labelsOf, rowsOf } from '../support/networks.ts';

const dtypes: readonly DType[] = ['float64', 'float32'];

/** One of every kind of layer: 3 inputs, 2 probabilities; no seed. */
function everyLayerOptions(dtype: DType): Omit<NetworkOptions, 'seed'> {
  const { seed: _, ...options } = coreOf<DType>(everyLayer(dtype)).options;
  // The values of normalization are parameters, which the options of a finished network leave out.
  const scale = { mean: [0.5, -1, 2], deviation: [1, 0.25, 4] };
  return { ...options, layers: options.layers.map((layer, i) => (i === 0 ? { kind: 'normalization', scale } : layer)) };
}

/** A dense network with dropout: 3 inputs, 1 probability; no seed. */
const binary = {
  inputs: 3,
  layers: [dense(5, { activation: 'tanh' }), dropout(0.5), dense(1, { activation: 'sigmoid' })],
};

const optimizers: OptimizerConfig[] = [
  sgd({ learningRate: 0.1 }),
  sgd({ learningRate: 0.1, momentum: 0.9 }),
  sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  ...optimizerNames.map((name) => ({ name })),
  adam({ weightDecay: 0.1, excludeFromDecay: ['biases'], learningRateScales: { 'layers.1': 0.5 } }),
];

/** Each is what a trainer is made with, besides the loss. */
const methods: Partial<TrainerOptions>[] = [
  ...optimizers.map((optimizer) => ({ optimizer })),
  ...Object.values(schedules).map((schedule) => ({ schedule })),
  { clip: { value: 0.1, norm: 0.1, globalNorm: 0.1 } },
];

const bits = (values: ArrayLike<number>) => Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value));
const seeds = [0, 7, 2 ** 40 + 5];

describe.each(dtypes)('%s', (dtype) => {
  test('predictions are those of a network of the same seed, for any number of rows', () => {
    const options = everyLayerOptions(dtype);
    const pool = new NetworkPool(options);
    const pairs = seeds.map((seed) => ({ pooled: pool.add({ seed }), network: new Network({ ...options, seed }) }));
    for (const rows of [1, 5, 2, 300]) {
      const x = rowsOf(rows, 3, rows);
      for (const { pooled, network } of pairs) {
        expect(bits(pooled.parameters)).toEqual(bits(network.parameters));
        expect(bits(pooled.predict(x).data)).toEqual(bits(network.predict(x).data));
        const out = new Float64Array(rows * 2);
        expect(pooled.predict(x, out)).toBe(out);
        expect(bits(out)).toEqual(bits(network.predict(x).data));
        pooled.input.set(x.at(-1)!);
        pooled.run();
        expect(bits(pooled.output)).toEqual(bits(out.subarray(-2)));
      }
    }
  });

  test.each(methods)('steps are those of a trainer of the same seed: %j', (method) => {
    const options = everyLayerOptions(dtype);
    const trainer: TrainerOptions = { loss: 'categoricalCrossEntropy', ...method };
    const pool = new NetworkPool({ ...options, trainer });
    const pairs = seeds.map((seed) => ({
      pooled: pool.add({ seed }),
      trainer: new Trainer(new Network({ ...options, seed }), trainer),
    }));
    // Each network has other rows and another number of steps; batches grow and shrink.
    for (let round = 0; round < 12; round++) {
      pairs.forEach(({ pooled, trainer }, i) => {
        if (round % (i + 1) > 0) return;
        const rows = 1 + ((round * 5 + i) % 7);
        const [x, y] = [rowsOf(rows, 3, round + 10 * i), classesOf(rows, 2, round + i)];
        expect(pooled.step(x, y)).toBe(trainer.step(x, y));
      });
    }
    for (const { pooled, trainer } of pairs) {
      expect(pooled.steps).toBe(trainer.steps);
      expect(bits(pooled.parameters)).toEqual(bits(trainer.network.parameters));
      expect(pooled.toTrainer().save()).toEqual(trainer.save());
    }
    expect(new Set(pairs.map(({ pooled }) => pooled.steps)).size).toBe(seeds.length);
  });
});

const trainer: TrainerOptions = { loss: 'binaryCrossEntropy', optimizer: adam({ learningRate: 0.01 }) };
const newPool = () => new NetworkPool({ ...binary, trainer });
const [x, y] = [rowsOf(6, 3), labelsOf(6)];

function stepped<T extends PooledNetwork<'float64'> | Trainer>(network: T, steps: number): T {
  for (let i = 0; i < steps; i++) network.step(x, y);
  return network;
}

test('networks of one seed and the same steps are equal; dropout draws from each one’s own seed', () => {
  const pool = newPool();
  const [a, b, c] = [pool.add({ seed: 1 }), pool.add({ seed: 1 }), pool.add({ seed: 2 })];
  c.copyFrom(a);
  for (let i = 0; i < 5; i++) for (const network of [a, b, c]) network.step(x, y);
  expect(bits(a.parameters)).toEqual(bits(b.parameters));
  expect(bits(a.parameters)).not.toEqual(bits(c.parameters));
});

test('a trainer’s seed is that of all networks', () => {
  const pool = new NetworkPool({ ...binary, trainer: { ...trainer, seed: 5 } });
  const alone = new Trainer(new Network({ ...binary, seed: 1 }), { ...trainer, seed: 5 });
  const pooled = pool.add({ seed: 1 });
  stepped(pool.add({ seed: 2 }), 1);
  stepped(pooled, 3);
  stepped(alone, 3);
  expect(pooled.toTrainer().save()).toEqual(alone.save());
});

test('a network leaves as a trainer, is fitted elsewhere and comes back', async () => {
  const pool = newPool();
  const pooled = pool.add({ seed: 3 });
  const alone = new Trainer(new Network({ ...binary, seed: 3 }), trainer);
  stepped(pooled, 4);
  stepped(alone, 4);
  const outside = pooled.toTrainer();
  for (const fitted of [outside, alone]) {
    await fitted.fit({ x, y }, { epochs: 3 });
    fitted.learningRate = 0.005;
  }
  const other = pool.add({ seed: 9 });
  for (const target of [pooled, other]) {
    target.copyFrom(Trainer.load(outside.save()) as Trainer<'float64'>);
    stepped(target, 4);
    expect(target.learningRate).toBe(0.005);
  }
  stepped(alone, 4);
  expect(bits(pooled.parameters)).toEqual(bits(alone.network.parameters));
  expect(bits(other.parameters)).toEqual(bits(alone.network.parameters));
});

test('a network is copied from one outside, from one of another pool, and to one outside', () => {
  const pool = new NetworkPool(everyLayerOptions('float64') as NetworkOptions<'float64'>);
  const network = everyLayer('float64');
  const pooled = pool.add();
  pooled.copyFrom(network);
  const second = new NetworkPool(everyLayerOptions('float64') as NetworkOptions<'float64'>).add();
  second.copyFrom(pooled);
  const outside = second.toNetwork();
  expect(outside.hash()).toBe(network.hash());
  expect(outside.classes).toEqual(['no', 'yes']);
  expect(outside.seed).toBe(0);
  outside.parameters.fill(0);
  second.parameters.fill(1);
  expect(bits(pooled.parameters)).toEqual(bits(network.parameters));
});

test('the learning rate is each network’s own', () => {
  const pool = newPool();
  const [a, b] = [pool.add({ seed: 1 }), pool.add({ seed: 1 })];
  a.learningRate = 0.5;
  expect([a.learningRate, b.learningRate]).toEqual([0.5, 0.01]);
  a.step(x, y);
  b.step(x, y);
  expect(bits(a.parameters)).not.toEqual(bits(b.parameters));
});

test('a step that overflows changes no network', () => {
  const pool = new NetworkPool({
    inputs: 1,
    layers: [dense(1)],
    trainer: { loss: 'meanSquaredError', optimizer: 'sgd' },
  });
  const [a, b] = [pool.add({ seed: 1 }), pool.add({ seed: 2 })];
  b.step([1], [2]);
  const before = [bits(a.parameters), bits(b.parameters)];
  expect(() => b.step([1e300], [-1e300])).toThrow(/^step 1: layers\[0\] dense/);
  expect([bits(a.parameters), bits(b.parameters)]).toEqual(before);
  expect([a.steps, b.steps]).toEqual([0, 1]);
  expect(b.step([1], [2])).toBeGreaterThan(0);
});

test('a network that is removed makes room for another, which starts afresh', () => {
  const pool = newPool();
  const networks = Array.from({ length: 2000 }, (_, seed) => pool.add({ seed }));
  for (const network of networks) stepped(network, 1);
  const bytes = pool.memoryBytes;
  for (let round = 0; round < 3; round++) {
    networks.forEach((network, i) => {
      if ((i + round) % 3 > 0) return;
      network.remove();
      network.remove();
      networks[i] = pool.add({ seed: i });
    });
    expect(pool.size).toBe(2000);
  }
  expect(pool.memoryBytes).toBe(bytes);
  for (const network of networks.slice(0, 20)) {
    expect(network.steps).toBe(0);
    const alone = stepped(new Trainer(new Network({ ...binary, seed: network.seed }), trainer), 2);
    expect(stepped(network, 2).toTrainer().save()).toEqual(alone.save());
  }
});

test('a network takes its parameters and its optimizer’s state, and no more', () => {
  const pool = newPool();
  stepped(pool.add(), 1);
  const before = pool.memoryBytes;
  for (let i = 0; i < 1000; i++) stepped(pool.add({ seed: i }), 1);
  const parameters = 3 * 5 + 5 + 5 + 1;
  const lines = Math.ceil((parameters * 8) / 64) * 64;
  // Parameters, two moments; the state and the scalars take a cache line each.
  expect((pool.memoryBytes - before) / 1000).toBeLessThanOrEqual(3 * lines + 128 + 65.536);
});
