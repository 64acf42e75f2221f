// What is said of a model beyond its scores, and the sets, intervals and pages that follow.
import { beforeAll, describe, expect, test } from 'vitest';
import { Network } from '../../src/index.ts';
import { type Row, TableModel, fitTable } from '../../src/table/index.ts';
import { expectError } from '../support/errors.ts';
import { customers, houses, quick } from './rows.ts';

const settings = { hidden: [16], epochs: 30 };

/** Rows to come, of the same kinds. */
const later = { customers: customers(1000).slice(400), houses: houses(1000).slice(400) };

let classes: TableModel;
let numbers: TableModel;

beforeAll(async () => {
  classes = await fitTable(customers(400), { target: 'churned', ...settings });
  numbers = await fitTable(houses(400), { target: 'price', ...settings });
});

/** The share of rows whose truth is in the set or interval, and what it may be: four standard deviations wide. */
function coverageOf(model: TableModel, rows: readonly Row[], coverage: number) {
  const { name } = model.target;
  const held = model.predict(rows, { coverage }).filter((prediction, i) => {
    const truth = rows[i]![name] as never;
    const [set, interval] = [prediction['set'] as unknown[], prediction['interval'] as [number, number]];
    return set?.includes(truth) ?? (interval[0] <= truth && truth <= interval[1]);
  });
  const n = model.result.rows.test;
  // Of the calibration rows, and of the rows to come.
  const variance = coverage * (1 - coverage) * (1 / n + 1 / rows.length);
  return { found: held.length / rows.length, bound: 4 * Math.sqrt(variance) };
}

describe('a prediction with a coverage', () => {
  test.each([0.8, 0.9])('holds the number in %d of the rows to come, for both models', (coverage) => {
    for (const model of [numbers, numbers.linear!]) {
      const { found, bound } = coverageOf(model, later.houses, coverage);
      expect(Math.abs(found - coverage)).toBeLessThan(bound);
    }
  });

  test.each([0.8, 0.9, 0.97])('holds the class in at least %d of the rows to come', (coverage) => {
    for (const model of [classes, classes.linear!]) {
      const { found, bound } = coverageOf(model, later.customers, coverage);
      expect(found).toBeGreaterThan(coverage - bound);
    }
  });

  test('is wider the more it is to cover, and infinite where there are too few test rows', () => {
    const width = (coverage: number): number => {
      const [low, high] = numbers.predict(later.houses[0]!, { coverage })['interval'] as [number, number];
      return high - low;
    };
    expect(width(0.5)).toBeLessThan(width(0.9));
    expect(width(0.9)).toBeLessThan(Infinity);
    expect(width(0.999)).toBe(Infinity);
    const set = classes.predict(later.customers[0]!, { coverage: 0.999 })['set'] as string[];
    expect([...set].sort()).toEqual(['no', 'yes']);
    expect(set[0]).toBe(classes.predict(later.customers[0]!)['churned']);
  });

  test('is checked, and nothing is added without one', () => {
    const row = later.customers[0]!;
    expect(Object.keys(classes.predict(row)).sort()).toEqual(['churned', 'probabilities', 'probability']);
    for (const coverage of [0, 1, NaN, '0.9' as unknown as number])
      expectError(() => classes.predict(row, { coverage }), 'INVALID_OPTION', /"coverage" must be/);
    expectError(() => classes.predict(row, { coverge: 0.9 } as object), 'INVALID_OPTION', /did you mean "coverage"/);
  });
});

describe('the assessment', () => {
  test('finds the columns that decide', () => {
    const best = (model: TableModel) =>
      [...model.result.assessments[model.kind].importance!].sort((a, b) => b.mean - a.mean).map(({ column }) => column);
    for (const model of [classes, classes.linear!]) expect(best(model).slice(0, 2).sort()).toEqual(['age', 'plan']);
    for (const model of [numbers, numbers.linear!]) expect(best(model).slice(0, 2)).toEqual(['area', 'near']);
  });

  test('permutes a column with gaps together with the one that says where they are', async () => {
    const given = Array.from({ length: 300 }, (_, i) => ({
      a: i % 3 === 0 ? null : i % 7,
      b: i % 5,
      y: i % 3 === 0 ? 'gap' : 'none',
    }));
    const { result } = await fitTable(given, { target: 'y', ...settings });
    const [a, b] = result.assessments.network.importance!;
    expect(a!.mean).toBeGreaterThan(10 * Math.abs(b!.mean));
  });

  test('is left out of importance where that would take longer than a part of the training', async () => {
    const wide = Array.from({ length: 60 }, (_, i) =>
      Object.fromEntries([['y', i % 2], ...Array.from({ length: 40 }, (__, c) => [`c${c}`, (i * (c + 3)) % 11])]),
    );
    const { result } = await fitTable(wide, { target: 'y', ...quick });
    expect(result.assessments.network).not.toHaveProperty('importance');
  });

  test('counts the test rows', () => {
    const { confusion, curves } = classes.result.assessments.network.classes!;
    expect(confusion!.flat().reduce((sum, rows) => sum + rows, 0)).toBe(classes.result.rows.test);
    expect(curves.map(({ auc }) => auc)).toEqual([classes.result.scores.network.auc!.value]);
    expect(numbers.result.assessments.linear.numbers!.points).toHaveLength(numbers.result.rows.test);
    for (const { rows } of numbers.result.assessments.network.coverage) expect(rows).toBe(numbers.result.rows.test);
  });
});

describe('the file', () => {
  test('predicts the same sets and intervals, and makes the same report', async () => {
    for (const [model, rows] of [
      [classes, later.customers],
      [numbers, later.houses],
      [numbers.linear!, later.houses],
    ] as const) {
      const loaded = TableModel.load(model.save());
      const some = rows.slice(0, 20);
      expect(loaded.predict(some, { coverage: 0.9 })).toEqual(model.predict(some, { coverage: 0.9 }));
      expect(await loaded.report()).toBe(await model.report());
    }
  });

  test.each([
    ['no assessments', {}],
    ['scores that are not sorted', { network: { conformal: { task: 'classes', scores: [0.5, 0.1] } } }],
    ['scores that are no numbers', { network: { conformal: { task: 'classes', scores: ['0.1'] } } }],
    ['those of another task', { network: { conformal: { task: 'numbers', scores: [0.1] } } }],
  ])('with %s is refused', (_, assessments) => {
    expectError(
      () => TableModel.load(tampered({ assessments })),
      'INVALID_FILE',
      /what is said of the model is damaged/,
    );
  });

  test('that lacks what the report needs is no report', async () => {
    const model = TableModel.load(tampered({ scores: undefined }));
    await expect(model.report()).rejects.toMatchObject({ name: 'LayerwiseError', code: 'INVALID_FILE' });
  });

  /** The file of the classifier with another result. */
  function tampered(changes: object): Uint8Array {
    const network = Network.load(classes.save());
    const { table } = network.card as { table: { result: object } };
    return network.save({ card: { table: { ...table, result: { ...table.result, ...changes } } } });
  }
});

test('where all test rows are of one number there is no R², and a report all the same', async () => {
  const given = houses(100).map((row, i) => ({ ...row, price: i === 0 ? 1.5 : 7.5 }));
  const model = await fitTable(given, { target: 'price', ...quick });
  expect(Object.keys(model.result.scores.network)).toEqual(['rmse', 'mae']);
  expect(JSON.parse(JSON.stringify(model.result))).toEqual(model.result);
  expect(await TableModel.load(model.save()).report()).toBe(await model.report());
});

test('a target may not have the name of what is said beside it', async () => {
  const rows = houses(40);
  await expect(
    fitTable(
      rows.map(({ price, ...rest }) => ({ ...rest, interval: price })),
      { target: 'interval', ...quick },
    ),
  ).rejects.toThrow('a target of numbers cannot be called "interval"');
  await expect(
    fitTable(
      rows.map(({ near, ...rest }) => ({ ...rest, set: near })),
      { target: 'set', ...quick },
    ),
  ).rejects.toThrow('a target of classes cannot be called "set"');
});
