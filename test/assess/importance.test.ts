import { describe, expect, test } from 'vitest';
import { permutationImportance } from '../../src/assess/importance.ts';
import { Random } from '../../src/assess/random.ts';
import { expectError } from '../support/errors.ts';

const random = new Random(12);
const unit = (): number => random.below(2 ** 32) / 2 ** 32;
const names = ['noise', 'planted', 'weak', '__proto__'];
const columns = names.map((name) => ({ name, keys: [name] }));
const rows = Array.from({ length: 300 }, () => Object.fromEntries(names.map((name) => [name, unit()])));
const predict = (given: readonly Readonly<Record<string, unknown>>[]): number[] =>
  given.map((row) => 10 * (row['planted'] as number) + (row['weak'] as number));
const targets = predict(rows);

describe('of rows that are objects', () => {
  const found = permutationImportance({ rows, targets, columns, predict, metric: 'mse', lessIsBetter: true, seed: 3 });
  const by = new Map(found.map((each) => [each.column, each]));

  test('the planted column is found', () => {
    expect([...found].sort((a, b) => b.mean - a.mean).map(({ column }) => column)[0]).toBe('planted');
    // A column of variance 1/12 that counts c adds 2c²/12 to the squared error.
    expect(Math.abs(by.get('planted')!.mean / (200 / 12) - 1)).toBeLessThan(0.15);
    expect(Math.abs(by.get('weak')!.mean / (2 / 12) - 1)).toBeLessThan(0.15);
  });

  test('what is not used is worth nothing', () => {
    for (const name of ['noise', '__proto__']) expect(by.get(name)).toMatchObject({ mean: 0, deviation: 0 });
  });

  test('the columns are in order and repeat with the seed', () => {
    expect(found.map(({ column }) => column)).toEqual(names);
    const again = permutationImportance({
      rows,
      targets,
      columns,
      predict,
      metric: 'mse',
      lessIsBetter: true,
      seed: 3,
    });
    expect(again).toEqual(found);
    const other = permutationImportance({
      rows,
      targets,
      columns,
      predict,
      metric: 'mse',
      lessIsBetter: true,
      seed: 4,
    });
    expect(other[1]!.mean).not.toBe(found[1]!.mean);
  });
});

test('a column called __proto__ is permuted like any other', () => {
  const read = (row: Readonly<Record<string, unknown>>): number =>
    Object.getOwnPropertyDescriptor(row, '__proto__')!.value as number;
  const [found] = permutationImportance({
    rows,
    targets: rows.map(read),
    columns: columns.slice(3),
    predict: (given) => given.map(read),
    metric: 'r2',
    lessIsBetter: false,
  });
  expect(Math.abs(found!.mean - 2)).toBeLessThan(0.3);
  expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
});

test('of rows that are lists, columns that belong together move together', () => {
  const lists = rows.map((row) => Float64Array.of(row['planted'] as number, row['planted'] as number));
  const seen: boolean[] = [];
  const [found] = permutationImportance({
    rows: lists,
    targets,
    columns: [{ name: 'both', keys: [0, 1] }],
    predict: (given: readonly ArrayLike<number>[]) => {
      seen.push(given.every((row) => row[0] === row[1]));
      return given.map((row) => 10 * row[0]!);
    },
    metric: 'rmse',
    lessIsBetter: true,
    repeats: 1,
  });
  expect(seen).toEqual([true, true]);
  expect(found!.mean).toBeGreaterThan(3);
  expect(found!.deviation).toBe(0);
  expect([...lists[0]!]).toEqual([rows[0]!['planted'], rows[0]!['planted']]);
});

test('two columns that say the same stand in for one another', () => {
  const twice = rows.map((row) => [row['planted'] as number, row['planted'] as number]);
  const found = permutationImportance({
    rows: twice,
    targets: twice.map(([a]) => a!),
    columns: [0, 1].map((key) => ({ name: String(key), keys: [key] })),
    predict: (given: readonly (readonly number[])[]) =>
      given.map(([a, b]) => (Math.abs(a! - b!) > 0.1 ? Math.max(a!, b!) : a!)),
    metric: 'mae',
    lessIsBetter: true,
  });
  const alone = permutationImportance({
    rows: twice,
    targets: twice.map(([a]) => a!),
    columns: [{ name: 'both', keys: [0, 1] }],
    predict: (given: readonly (readonly number[])[]) => given.map(([a]) => a!),
    metric: 'mae',
    lessIsBetter: true,
  });
  for (const { mean } of found) expect(mean).toBeLessThan(0.7 * alone[0]!.mean);
});

test('mistakes', () => {
  const given = { rows, targets, columns, predict, metric: 'mse', lessIsBetter: true } as const;
  expectError(() => permutationImportance({ ...given, repeats: 0 }), 'INVALID_OPTION', /"repeats" must be/);
  expectError(() => permutationImportance({ ...given, seed: 0.5 }), 'INVALID_OPTION', /"seed" must be/);
});
