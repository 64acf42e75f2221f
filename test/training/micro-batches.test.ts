// Gradient accumulation: a step on micro-batches is the step on the whole batch, to the bit where its sums allow it.
import { describe, expect, test } from 'vitest';
import {
  type AnyLayerConfig,
  type DType,
  type LossOption,
  Network,
  NetworkPool,
  Trainer,
  type TrainerOptions,
  batchNormalization,
  columnGroups,
  defineLayer,
  dense,
  dropout,
  embedding,
  fitBatches,
  gaussianNoise,
  inspect,
  l2PerSample,
  layerNormalization,
  residual,
  scale,
  sgd,
} from '../../src/index.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { lossNames, reductionNames } from '../../src/losses/losses.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { COLUMNS, categoriesOf, networkWith } from '../support/layers.ts';
import { classesOf, oneHot } from '../support/networks.ts';

const ROWS = 30;
const x = categoriesOf(ROWS);
const y = classesOf(ROWS, 2);
const data = { x, y };

type Options = Partial<TrainerOptions>;

/** Batches of 8 and a last one of 6, by Adam. */
function trained(network: Network<DType>, options: Options, given: { x: number[][]; y: number[] | number[][] } = data) {
  const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy', batchSize: 8, ...options } as TrainerOptions);
  const run = trainer.start(given, { epochs: 2 });
  while (!run.done) run.advance({ steps: 3 });
  return { hash: network.hash(), loss: run.history.loss };
}

/** The kinds whose rows depend on each other in training. */
const byBatch: readonly string[] = ['batchNormalization', 'residual', 'columnGroups'];

describe.each(dtypes)('%s', (dtype) => {
  test.each(layerKinds.filter((kind) => !byBatch.includes(kind)))('%s: the bits of whole batches', (kind) => {
    const options = {
      clip: { globalNorm: 1 },
      metrics: ['accuracy'] as const,
      schedule: { name: 'cosineDecay', steps: 6 },
    };
    const whole = trained(networkWith(kind, dtype), options as Options);
    for (const microBatchSize of [1, 3, 4, 5, 7, 8, 100]) {
      const parts = trained(networkWith(kind, dtype), { ...options, microBatchSize } as Options);
      expect(parts.hash, `${microBatchSize}`).toBe(whole.hash);
      parts.loss.forEach((loss, i) => expect(loss).toBeCloseTo(whole.loss[i]!, 12));
    }
  });
});

test('blocks of layers: the bits of whole batches', () => {
  const layers = [
    columnGroups([
      { columns: 1, layers: [embedding({ categories: 3, dimensions: 2 })] },
      { columns: 2, layers: [dense(3, { activation: 'tanh' }), gaussianNoise(0.1)] },
      { columns: 1 },
    ]),
    residual([dropout(0.3), dense(6, { activation: 'sigmoid' }), residual([layerNormalization(), scale()])]),
    dense(2, { activation: 'softmax' }),
  ];
  const network = () => new Network({ inputs: COLUMNS, layers, seed: 4 });
  const { hash } = trained(network(), {});
  for (const microBatchSize of [1, 3, 5]) expect(trained(network(), { microBatchSize }).hash).toBe(hash);
});

const losses: readonly LossOption[] = [
  ...lossNames.flatMap((name) => reductionNames.map((reduction) => ({ name, reduction }))),
  ...reductionNames.map((reduction) => ({
    name: 'categoricalCrossEntropy' as const,
    reduction,
    classWeights: [0.5, 3],
    labelSmoothing: 0.1,
  })),
];

test.each(losses)('%j: weighted and not, by one row and by five at a time', (loss) => {
  const { name } = loss as { name: string };
  const activation = /categorical|kl/.test(name) ? 'softmax' : /poisson/.test(name) ? 'softplus' : 'sigmoid';
  const layers = [dense(5, { activation: 'tanh', regularizer: l2PerSample(0.1) }), dense(2, { activation })];
  const network = () => new Network({ inputs: COLUMNS, layers, seed: 1 });
  const rows = { x, y: oneHot(y, 2), weights: x.map((_, i) => (i % 3) / 2) };
  for (const given of [rows, { x, y: rows.y }]) {
    const whole = trained(network(), { loss }, given);
    for (const microBatchSize of [1, 5])
      expect(trained(network(), { loss, microBatchSize }, given).hash).toBe(whole.hash);
  }
});

test('a batch of all rows, in threads, of a step, of given batches and of a pool', async () => {
  const full = { batchSize: 'full' } as const;
  const layers = [dense(64, { activation: 'tanh' }), dropout(0.3), dense(2, { activation: 'softmax' })];
  const network = (threads = 1) => new Network({ inputs: COLUMNS, layers, seed: 4, threads });
  const hash = trained(network(), full).hash;
  expect(trained(network(), { ...full, microBatchSize: 7 }).hash).toBe(hash);
  expect(trained(network(3), { ...full, microBatchSize: 7 }).hash).toBe(hash);
  const settings = { loss: 'categoricalCrossEntropy', microBatchSize: 7, metrics: ['accuracy'] } as const;
  const single = new Trainer(network(), settings);
  for (let step = 0; step < 2; step++) single.step(x, y);
  expect(single.network.hash()).toBe(hash);
  const streaming = new Trainer(network(), settings);
  const history = await fitBatches(streaming, [data], { epochs: 2 });
  expect(streaming.network.hash()).toBe(hash);
  const whole = await fitBatches(new Trainer(network(), { ...settings, microBatchSize: 99 }), [data], { epochs: 2 });
  expect(history.accuracy).toEqual(whole.accuracy);
  const pool = new NetworkPool({ inputs: COLUMNS, layers, trainer: settings });
  pool.add({ seed: 9 });
  const pooled = pool.add({ seed: 4 });
  for (let step = 0; step < 2; step++) pooled.step(x, y);
  expect(pooled.toNetwork().hash()).toBe(hash);
});

test('a layer of the user’s own', () => {
  const factors = defineLayer('factors', (_: object, inputs) => ({
    outputs: inputs,
    parameters: { by: { columns: inputs, initial: Array.from({ length: inputs }, () => 1) } },
    forward({ x, y, parameters: { by } }) {
      y.forEach((_, i) => (y[i] = x[i]! * by![i % inputs]!));
    },
    backward({ x, dy, dx, parameters: { by }, gradients }) {
      gradients['by']!.fill(0);
      dy.forEach((slope, i) => {
        dx[i] = slope * by![i % inputs]!;
        gradients['by']![i % inputs]! += slope * x[i]!;
      });
    },
  }));
  const network = () =>
    new Network({ inputs: COLUMNS, layers: [dense(3), factors({}), dense(2, { activation: 'softmax' })], seed: 4 });
  const whole = trained(network(), { microBatchSize: 1 });
  const parts = network();
  const batches = network();
  expect(trained(parts, { microBatchSize: 4 }).loss[1]).toBeCloseTo(trained(batches, {}).loss[1]!, 12);
  parts.parameters.forEach((value, i) => expect(value).toBeCloseTo(batches.parameters[i]!, 10));
  expect(trained(network(), { microBatchSize: 1 }).hash).toBe(whole.hash);
});

describe('batch normalization', () => {
  const network = () =>
    new Network({
      inputs: COLUMNS,
      layers: [dense(3), batchNormalization(), dense(2, { activation: 'softmax' })],
      seed: 4,
    });
  const options = { loss: 'categoricalCrossEntropy', optimizer: sgd({ learningRate: 1 }), microBatchSize: 4 } as const;

  test('takes each micro-batch by its own statistics, and each moves the running ones', () => {
    const made = network();
    const trainer = new Trainer(made, options);
    const before = made.parameters.slice();
    const loss = trainer.step(x.slice(0, 10), y.slice(0, 10));
    // 4, 4 and 2 rows: the gradients and losses weighted by their shares.
    const reference = network();
    const sum = new Float64Array(before.length);
    let expected = 0;
    for (const [from, to] of [
      [0, 4],
      [4, 8],
      [8, 10],
    ] as const) {
      const cache = reference.forward(x.slice(from, to), { cache: true, training: true });
      const { flat, loss: part } = reference.backward(cache, y.slice(from, to), { loss: options.loss });
      flat.forEach((value, i) => (sum[i]! += (value * (to - from)) / 10));
      expected += (part!.total * (to - from)) / 10;
    }
    expect(loss).toBeCloseTo(expected, 12);
    made.parameters.slice(0, sum.length).forEach((value, i) => expect(before[i]! - value).toBeCloseTo(sum[i]!, 12));
    const stepped = network();
    const still = new Trainer(stepped, { ...options, optimizer: sgd({ learningRate: 1e-300 }) });
    for (const [from, to] of [
      [0, 4],
      [4, 8],
      [8, 10],
    ] as const)
      still.step(x.slice(from, to), y.slice(from, to));
    const statistics = (of: Network) => [
      of.layers[1]!.parameters['runningMean'],
      of.layers[1]!.parameters['runningVariance'],
    ];
    expect(statistics(made)).toEqual(statistics(stepped));
  });

  test('a step that overflows in a later micro-batch leaves the running statistics as they were, and names the row', () => {
    const made = network();
    const trainer = new Trainer(made, options);
    trainer.step(x.slice(0, 8), y.slice(0, 8));
    const hash = made.hash();
    const rows = x.slice(0, 12).map((row, i) => (i === 9 ? row.map(() => 1e160) : row));
    expectError(() => trainer.step(rows, y.slice(0, 12)), 'NON_FINITE', /layers\[1\] batchNormalization: a statistic/);
    expect(made.hash()).toBe(hash);
    expect(trainer.steps).toBe(1);
    const plain = new Trainer(new Network({ inputs: COLUMNS, layers: [dense(2, { activation: 'softmax' })] }), options);
    const huge = rows.map((row, i) => (i === 9 ? row.map(() => 1.7e308) : row));
    expectError(
      () => plain.step(huge, y.slice(0, 12)),
      'NON_FINITE',
      /step 0: layers\[0\] dense: Z is .* in row 9, column/,
    );
  });

  test('a micro-batch of one row has no statistics', () => {
    expectError(
      () => new Trainer(network(), options).step(x.slice(0, 9), y.slice(0, 9)),
      'INVALID_SHAPE',
      /step: x: its last micro-batch has 1 row, layers\[1\] batchNormalization needs at least 2/,
    );
    expectError(
      () => new Trainer(network(), { ...options, batchSize: 9 }).start(data, { epochs: 1 }),
      'INVALID_SHAPE',
      /its last micro-batch has 1 row/,
    );
  });
});

test('stopped after every step and gone on with from a file', () => {
  const options = { loss: 'categoricalCrossEntropy', batchSize: 8, microBatchSize: 3, metrics: ['accuracy'] } as const;
  const whole = new Trainer(networkWith('residual', 'float64'), options);
  const run = whole.start(data, { epochs: 2 });
  while (!run.done) run.advance({ steps: 100 });
  let current = new Trainer(networkWith('residual', 'float64'), options) as Trainer<DType, 'accuracy'>;
  for (;;) {
    const part = current.start(data, { epochs: 2 });
    part.advance({ steps: 1 });
    if (part.done) break;
    current = Trainer.load(current.save()) as unknown as Trainer<DType, 'accuracy'>;
  }
  expect(current.save()).toEqual(whole.save());
});

test('the memory of activations is that of a micro-batch', () => {
  const layers: AnyLayerConfig[] = [dense(512, { activation: 'tanh' }), dense(2, { activation: 'softmax' })];
  const bytes = (microBatchSize: number) => {
    const network = new Network({ inputs: 1, layers });
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy', microBatchSize, optimizer: sgd() });
    const many = Array.from({ length: 4096 }, (_, i) => i / 4096);
    trainer.step(
      many,
      many.map((value) => Number(value > 0.5)),
    );
    return network.memoryBytes;
  };
  // Z and dZ of 4096 rows of 512 columns.
  expect(bytes(4096) - bytes(64)).toBeGreaterThan(1.9 * 4032 * 512 * 8);
});

test('an inspection sees the last micro-batch', () => {
  const options = { loss: 'categoricalCrossEntropy', batchSize: 8, microBatchSize: 3 } as const;
  const trainer = new Trainer(networkWith('dense', 'float64'), options);
  const inspection = inspect(trainer, { every: 1 });
  trainer.step(x.slice(0, 8), y.slice(0, 8));
  const record = inspection.look()!;
  const cache = networkWith('dense', 'float64').forward(x.slice(6, 8), { cache: true });
  const mean = [...cache.A[1]!.data].reduce((sum, value) => sum + value, 0) / 8;
  expect(record.layers[0]!.activations.mean).toBeCloseTo(mean, 12);
});

test('mistakes', () => {
  for (const microBatchSize of [0, 1.5, -1, '8'])
    expectError(
      () => new Trainer(networkWith('dense', 'float64'), { loss: 'categoricalCrossEntropy', microBatchSize } as never),
      'INVALID_OPTION',
      /"microBatchSize" must be a positive integer/,
    );
});
