// Metrics with options, of the user's own, and part by part.
import { describe, expect, test } from 'vitest';
import {
  type CustomMetric,
  type Evaluation,
  type History,
  Matrix,
  type MetricOption,
  Trainer,
  metric,
} from '../../../src/index.ts';
import { measureFor, metricNames } from '../../../src/training/metrics/metrics.ts';
import { expectError } from '../../support/errors.ts';
import { wrong } from '../../support/mistakes.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../../support/networks.ts';
import { randomValues } from '../../support/values.ts';

const data = { x: rowsOf(40, 3), y: labelsOf(40) };
const loss = 'binaryCrossEntropy';

/** The share of positive outputs of which the target is positive too, times what each brings. */
const profit = {
  name: 'profit',
  compute(outputs: Matrix, targets: Matrix) {
    let sum = 0;
    for (let row = 0; row < outputs.rows; row++) if (outputs.data[row]! >= 0.5) sum += targets.data[row]! * 5 - 1;
    return sum;
  },
} as const satisfies CustomMetric;

describe('part by part', () => {
  const [outputs, targets] = [1, 2].map((seed) => randomValues(60, seed).map((value) => (value + 1.001) / 2.01));
  const part = (values: readonly number[], columns: number, first: number, end: number) =>
    new Matrix(Float64Array.from(values.slice(first * columns, end * columns)), end - first, columns);
  const streamed = metricNames.filter((name) => measureFor('test', name).stream !== undefined);

  test('all but those of the order of rows', () => {
    expect(metricNames.filter((name) => !streamed.includes(name))).toEqual([
      'auc',
      'averagePrecision',
      'medianAbsoluteError',
    ]);
  });

  test.each(streamed.flatMap((name) => [1, 3].map((columns) => [name, columns] as const)))(
    '%s of %i',
    (name, columns) => {
      const rows = 60 / columns;
      const stream = measureFor('test', name).stream!(columns);
      for (const [first, end] of [
        [0, 1],
        [1, 8],
        [8, rows],
      ] as const)
        stream.add(part(outputs!, columns, first, end), part(targets!, columns, first, end));
      const whole = metric(name)(part(outputs!, columns, 0, rows), part(targets!, columns, 0, rows));
      expect(stream.value()).toBeCloseTo(whole, 12);
      stream.sums.fill(0);
      stream.add(part(outputs!, columns, 0, rows), part(targets!, columns, 0, rows));
      expect(stream.value()).toBeCloseTo(whole, 12);
    },
  );
});

test('options make metrics of their own, under names of their own', async () => {
  const trainer = new Trainer(binaryNetwork('float64'), {
    loss,
    metrics: ['f1', { name: 'f1', average: 'macro', as: 'f1Macro' }, { name: 'topK', k: 1 }, profit],
  });
  const history = await trainer.fit(data, { epochs: 2, validationSplit: 0.25 });
  const values: readonly number[][] = [history.f1, history.valF1Macro, history.topK, history.profit, history.valProfit];
  for (const numbers of values) expect(numbers).toHaveLength(2);
  const { f1, f1Macro, topK, profit: made } = trainer.evaluate(data);
  const outputs = trainer.network.predict(data.x);
  expect(f1).toBe(metric('f1')(outputs, data.y));
  expect(f1Macro).toBe(metric({ name: 'f1', average: 'macro' })(outputs, data.y));
  expect(topK).toBe(metric('accuracy')(outputs, data.y));
  expect(made).toBe(metric(profit)(outputs, data.y));
  // @ts-expect-error: no such metric
  expect(history.auc).toBeUndefined();
});

test('a metric written in place takes its types from there, and keeps the names of all', async () => {
  const trainer = new Trainer(binaryNetwork('float64'), {
    loss,
    metrics: ['f1', { name: 'rows', mode: 'min', compute: (outputs, targets) => outputs.rows + targets.rows }],
  });
  const history = await trainer.fit(data, { epochs: 1, validationSplit: 0.25 });
  const numbers: readonly number[] = [...history.rows, ...history.valRows];
  expect(numbers).toEqual([60, 20]);
  const { f1, rows }: { readonly f1: number; readonly rows: number } = trainer.evaluate(data);
  expect([f1, rows]).toEqual([metric('f1')(trainer.network.predict(data.x), data.y), 80]);
  // @ts-expect-error: no such metric
  expect(history.auc).toBeUndefined();
  const word = { name: 'word', compute: () => 'none' } as const;
  // @ts-expect-error: what it computes is no number
  expect(new Trainer(trainer.network, { loss, metrics: [word] })).toBeInstanceOf(Trainer);
});

test('of a trainer whose metrics a type does not name, the history has none', async () => {
  const trainer: Trainer = new Trainer(binaryNetwork('float64'), { loss, metrics: ['f1'] });
  const history: History = await trainer.fit(data, { epochs: 1 });
  const evaluation: Evaluation = trainer.evaluate(data);
  // @ts-expect-error: not known
  expect([history.f1, evaluation.f1]).toHaveLength(2);
  expect([history.loss, evaluation.loss]).toHaveLength(2);
  const none = new Trainer(binaryNetwork('float64'), { loss });
  // @ts-expect-error: there are no metrics
  expect(none.evaluate(data).f1).toBeUndefined();
});

test('early stopping and checkpoints monitor a metric of the user’s own', async () => {
  const trainer = new Trainer(binaryNetwork('float64'), { loss, metrics: [{ ...profit, mode: 'min' } as const] });
  const history = await trainer.fit(data, { epochs: 30, earlyStopping: { monitor: 'profit', patience: 3 } });
  expect(history.profit[history.bestEpoch]).toBe(Math.min(...history.profit));
  expect(history.profit.indexOf(Math.min(...history.profit))).toBe(history.bestEpoch);
});

test('a loaded trainer goes on with its metrics, those of the user’s own given again', async () => {
  const metrics = ['accuracy', { name: 'f1', average: 'macro', as: 'f1Macro' }, profit] as const;
  const make = () => new Trainer(binaryNetwork('float64'), { loss, metrics, batchSize: 7 });
  const whole = make();
  const history = await whole.fit(data, { epochs: 3 });
  const trainer = make();
  trainer.start(data, { epochs: 3 }).advance({ steps: 9 });
  const file = trainer.save();
  const loaded = Trainer.load<(typeof metrics)[number]>(file, { metrics: [profit] });
  const rest = await loaded.fit(data, { epochs: 3 });
  expect(rest).toEqual(history);
  expect(rest.f1Macro).toHaveLength(3);
  expect(loaded.save()).toEqual(whole.save());
  for (const options of [{}, { metrics: [{ ...profit, name: 'loss of profit' }] }])
    expectError(() => Trainer.load(file, options), 'INVALID_OPTION', /metric of its own, give it in "metrics": profit/);
  const nameAlone = () => Trainer.load(file, { metrics: wrong([{ name: 'profit' }]) });
  expectError(nameAlone, 'INVALID_OPTION', /metric profit: "compute" must be a function, got undefined/);
});

test('a card cannot say how a metric of the user’s own is computed', () => {
  const trainer = new Trainer(binaryNetwork('float64'), { loss, metrics: [profit] });
  expectError(() => trainer.start(data, { epochs: 1, card: true }), 'INVALID_STATE', /metrics of the library alone/);
});

test.each<[string, readonly unknown[], string, RegExp]>([
  [
    'an unknown option',
    [{ name: 'topK', K: 3 }],
    'INVALID_OPTION',
    /metric topK: unknown option "K"; did you mean "k"/,
  ],
  ['an option of another', [{ name: 'mse', k: 3 }], 'INVALID_OPTION', /metric mse: unknown option "k"/],
  ['k of 0', [{ name: 'topK', k: 0 }], 'INVALID_OPTION', /metric topK: "k" must be a positive integer/],
  ['an unknown average', [{ name: 'f1', average: 'mean' }], 'UNKNOWN_NAME', /metric f1: unknown average "mean"/],
  [
    'two of a name',
    [
      { name: 'topK', k: 1 },
      { name: 'topK', k: 2 },
    ],
    'INVALID_OPTION',
    /two metrics are named "topK"/,
  ],
  ['the name of the loss', [{ ...profit, name: 'loss' }], 'INVALID_OPTION', /two metrics are named "loss"/],
  ['the name of a validation', ['auc', { ...profit, name: 'valAuc' }], 'INVALID_OPTION', /named "valAuc"/],
  ['no name', [{ compute: profit.compute }], 'INVALID_OPTION', /name must be a word, got undefined/],
  [
    'no function',
    [{ name: 'profit', compute: 3 }],
    'INVALID_OPTION',
    /metric profit: "compute" must be a function, got 3/,
  ],
  ['another mode', [{ ...profit, mode: 'less' }], 'UNKNOWN_NAME', /metric profit: unknown mode "less"/],
])('%s', (_, metrics, code, message) => {
  expectError(() => new Trainer(binaryNetwork('float64'), { loss, metrics: wrong(metrics) }), wrong(code), message);
});

test('a metric that returns no number says so', () => {
  const broken: MetricOption = { name: 'broken', compute: () => wrong('much') };
  expectError(
    () => metric(broken)([1], [1]),
    'INVALID_VALUE',
    /metric broken: "compute" must return a number, got "much"/,
  );
});

test('probabilities of 0 and 1 have a finite log loss, NaN has none', () => {
  const most = 36.04365338911715;
  expect(metric('logLoss')([0], [1])).toBeCloseTo(most, 13);
  expect(metric('logLoss')([[1, 0, 0]], [2])).toBeCloseTo(most, 13);
  expect(metric('logLoss')([0, 1], [0, 1])).toBeLessThan(1e-15);
  for (const name of ['logLoss', 'brier'] as const) {
    expect(metric(name)([NaN, 0.5], [1, 1])).toBeNaN();
    expect(metric(name)([NaN, 0.5], [0, 1])).toBeNaN();
  }
});

test('the log loss is within 3 ULP of the logarithm', () => {
  for (let i = 1; i < 2000; i++) {
    const probability = i % 2 === 0 ? i / 2000 : 2 ** (-i / 40);
    const expected = -Math.log(probability);
    // Of one row with two classes; the other's part is 0.
    const value = metric('logLoss')([[probability, 1]], [0]);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(3 * 2 ** -52 * expected);
  }
});

test('what no row is predicted to be, or is, counts 0', () => {
  expect(metric('precision')([0.1, 0.2], [1, 0])).toBe(0);
  expect(metric('recall')([0.9, 0.2], [0, 0])).toBe(0);
  expect(metric('f1')([0.1, 0.2], [0, 0])).toBe(0);
  expect(metric('mcc')([0.9, 0.8], [1, 0])).toBe(0);
  // Of the three classes the last occurs nowhere.
  const outputs = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  expect(metric('f1')(outputs, [0, 1])).toBe(1);
});
