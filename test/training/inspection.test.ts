// Warnings come from networks that have the fault and from no others, and looking changes nothing.
import { describe, expect, test } from 'vitest';
import {
  type AnyLayerConfig,
  type InspectionCode,
  type LossOption,
  Network,
  type OptimizerConfig,
  Trainer,
  adam,
  dense,
  dropout,
  inspect,
  normalization,
  sgd,
  uniform,
} from '../../src/index.ts';
import { fill } from '../support/goldens.ts';

const ROWS = 96;

/** Rows around 0 whose class depends on them. */
function rows(columns: number, scale = 1) {
  const x = fill(1, ROWS * columns, scale);
  return { x, y: Float64Array.from({ length: ROWS }, (_, i) => Number(x[i * columns]! * x[i * columns + 1]! > 0)) };
}

const relu = (units: number) => dense(units, { activation: 'relu' });
const sigmoid = dense(1, { activation: 'sigmoid' });

interface Case {
  readonly layers: readonly AnyLayerConfig[];
  readonly data?: ReturnType<typeof rows>;
  readonly loss?: LossOption;
  readonly optimizer?: OptimizerConfig;
}

const healthy: Case = { layers: [relu(16), relu(16), sigmoid] };

async function warningsOf({ layers, data = rows(4), loss = 'binaryCrossEntropy', optimizer = adam() }: Case) {
  const network = new Network({ inputs: data.x.length / ROWS, layers, seed: 3 });
  const trainer = new Trainer(network, { loss, optimizer, batchSize: 32 });
  const told: unknown[] = [];
  const inspection = inspect(trainer, { every: 10, onWarning: (warning) => told.push(warning) });
  await trainer.fit(data, { epochs: 100, callbacks: [inspection] });
  expect(told).toEqual(inspection.warnings);
  return inspection.warnings;
}

/** Networks with a fault, and the layer that has it. */
const faults: { [C in InspectionCode]: Case & { readonly layer: number } } = {
  EXPLODING_GRADIENTS: {
    layers: [...Array.from({ length: 8 }, () => dense(16, { initializer: uniform(-3, 3) })), dense(1)],
    loss: 'meanSquaredError',
    layer: 0,
  },
  VANISHING_GRADIENTS: {
    layers: [...Array.from({ length: 10 }, () => dense(8, { activation: 'sigmoid' })), sigmoid],
    layer: 0,
  },
  DEAD_UNITS: {
    layers: [relu(16), dense(16, { activation: 'relu', biasInitializer: uniform(-60, 0) }), sigmoid],
    layer: 1,
  },
  CHANCE_LEVEL: {
    layers: [relu(16), dense(1, { activation: 'sigmoid', initializer: 'zeros' })],
    optimizer: sgd({ learningRate: 1e-6 }),
    layer: 1,
  },
  CONSTANT_COLUMNS: {
    ...healthy,
    data: { ...rows(4), x: rows(4).x.map((value, i) => (i % 4 === 3 ? 0.5 : value)) },
    layer: 0,
  },
  UNSCALED_COLUMNS: { ...healthy, data: rows(4, 100), layer: 0 },
};

test('a healthy network is not warned of', async () => {
  expect(await warningsOf(healthy)).toEqual([]);
});

describe.each(Object.entries(faults))('%s', (code, { layer, ...faulty }) => {
  test('is seen where it is', async () => {
    const warnings = (await warningsOf(faulty)).filter((warning) => warning.code === code);
    const warning = warnings.find((one) => one.layer === layer);
    expect(warning?.message).toMatch(/^layers\[\d+\] dense: .*: /);
    expect(new Set(warnings.map((warning) => warning.layer)).size).toBe(warnings.length);
  });
});

test('columns too small are unscaled too, and a normalization layer scales them', async () => {
  const data = rows(4, 1e-3);
  const [first] = await warningsOf({ ...healthy, data });
  expect(first).toMatchObject({ code: 'UNSCALED_COLUMNS', layer: 0 });
  expect(first!.message).toContain('too small');
  const scale = { mean: [0, 0, 0, 0], deviation: [1e-3, 1e-3, 1e-3, 1e-3] };
  expect(await warningsOf({ layers: [normalization(scale), ...healthy.layers], data })).toEqual([]);
});

function trainerOf(layers: readonly AnyLayerConfig[], dtype: 'float64' | 'float32' = 'float64') {
  const network = new Network({ inputs: 4, layers, seed: 3, dtype });
  return new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: sgd({ learningRate: 0.1 }), batchSize: 40 });
}

test.each(['float64', 'float32'] as const)(
  'the bits are those of a training that nobody looks at: %s',
  async (dtype) => {
    const layers = [relu(8), dropout(0.2), sigmoid];
    const [alone, watched] = [trainerOf(layers, dtype), trainerOf(layers, dtype)];
    await alone.fit(rows(4), { epochs: 7 });
    await watched.fit(rows(4), { epochs: 7, callbacks: [inspect(watched, { every: 3 })] });
    expect(watched.save()).toEqual(alone.save());
  },
);

test('the first step is looked at, then the multiples of `every`; the oldest records go', async () => {
  const trainer = trainerOf([relu(8), sigmoid]);
  const inspection = inspect(trainer, { every: 4, keep: 3 });
  const steps: number[] = [];
  await trainer.fit(rows(4), {
    epochs: 5,
    callbacks: [
      inspection,
      { onStep: ({ step }) => void (inspection.records.at(-1)!.step === step && steps.push(step)) },
    ],
  });
  expect(steps).toEqual([1, 4, 8, 12]);
  expect(inspection.records.map(({ step }) => step)).toEqual([4, 8, 12]);
  expect(inspection.records.every(({ layers }) => layers.every(({ updates }) => updates !== undefined))).toBe(true);
});

test.each([1, 2, 3, 7])('after single steps, every %i', (every) => {
  const trainer = trainerOf([relu(8), sigmoid]);
  const inspection = inspect(trainer, { every });
  const { x, y } = rows(4);
  for (let step = 1; step <= 15; step++) {
    trainer.step(x, y);
    expect(inspection.look()?.step).toBe(step === 1 || step % every === 0 ? step : undefined);
  }
  expect(inspection.records.every(({ layers }) => layers[0]!.updates !== undefined)).toBe(true);
});

test('a record holds the mean, the deviation and the histogram of what the step left', () => {
  const trainer = trainerOf([relu(8), sigmoid]);
  const { network } = trainer;
  const { x, y } = rows(4);
  const inspection = inspect(trainer);
  const before = network.parameters.slice();
  const cache = network.forward(x, { cache: true });
  const gradients = network.backward(cache, y, { loss: 'binaryCrossEntropy' });
  const loss = trainer.step(x, y);
  const record = inspection.look()!;
  expect(record.loss).toBe(loss);
  const [first, last] = record.layers as [(typeof record.layers)[0], (typeof record.layers)[0]];
  const count = 4 * 8 + 8;
  const update = network.parameters.slice(0, count).map((value, i) => value - before[i]!);
  const size = (values: ArrayLike<number>) => Math.sqrt(Array.from(values, (v) => v * v).reduce((a, b) => a + b, 0));
  for (const [statistics, values] of [
    [first.activations, cache.A[1]!.data],
    [first.parameters!, network.parameters.slice(0, count)],
    [first.gradients!, gradients.flat.slice(0, count)],
    [first.updates!, update],
    [last.parameters!, network.parameters.slice(count)],
  ] as const) {
    const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    const square = Array.from(values).reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(statistics.mean).toBeCloseTo(mean, 12);
    expect(statistics.deviation).toBeCloseTo(Math.sqrt(square), 12);
    expect(statistics.low).toBe(Math.min(...values));
    expect(statistics.high).toBe(Math.max(...values));
    expect(statistics.histogram).toHaveLength(16);
    expect(statistics.histogram.reduce((a, b) => a + b, 0)).toBe(values.length);
  }
  expect(first.updateRatio).toBeCloseTo(size(update) / size(network.parameters.slice(0, count)), 12);
  expect(last.deadShare).toBeUndefined();
});

test('of large tensors a sample is read', () => {
  const network = new Network({ inputs: 4, layers: [relu(4096), relu(64), sigmoid] });
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy' });
  const inspection = inspect(trainer);
  const { x, y } = rows(4);
  trainer.step(x, y);
  const [, second] = inspection.look()!.layers;
  const seen = second!.parameters!.histogram.reduce((a, b) => a + b, 0);
  expect(seen).toBeGreaterThan(3000);
  expect(seen).toBeLessThanOrEqual(4096 + 64);
});

test('a look after the step’s program is gone finds nothing', async () => {
  const trainer = trainerOf([relu(8), sigmoid]);
  await trainer.fit(rows(4), { epochs: 1 });
  expect(inspect(trainer, { every: 3 }).look()).toBeUndefined();
});

test('wrong options are named', () => {
  const trainer = trainerOf([sigmoid]);
  expect(() => inspect(trainer, { every: 0 })).toThrow('inspect: "every"');
  expect(() => inspect(trainer, { keep: 1.5 })).toThrow('inspect: "keep"');
  expect(() => inspect(trainer, { often: 1 } as never)).toThrow('often');
});
