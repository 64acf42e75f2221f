import { expect, test } from 'vitest';
import { kFold, stratifiedKFold, trainTestSplit } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { wrong } from '../support/mistakes.ts';
import { classesOf, oneHot } from '../support/networks.ts';

const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const all = (rows: number) => Array.from({ length: rows }, (_, row) => row);
const counts = (y: readonly number[], rows: Iterable<number>, classes: number) => {
  const found = Array.from({ length: classes }, () => 0);
  for (const row of rows) found[y[row]!]!++;
  return found;
};

test.each([
  [10, 5],
  [23, 4],
  [3, 3],
  [2, 2],
])('%i rows in %i folds: each is held out once', (rows, folds) => {
  const parts = kFold(rows, { folds, seed: 4 });
  expect(parts).toHaveLength(folds);
  expect(sorted(parts.flatMap(({ test: held }) => [...held]))).toEqual(all(rows));
  for (const { train, test: held } of parts) {
    expect(sorted([...train, ...held])).toEqual(all(rows));
    expect(Math.abs(held.length - rows / folds)).toBeLessThan(1);
  }
});

test('the seed determines the folds', () => {
  expect(kFold(50, { seed: 1 })).toEqual(kFold(50, { seed: 1 }));
  expect(kFold(50, { seed: 1 })).not.toEqual(kFold(50, { seed: 2 }));
  expect(kFold(50)).toEqual(kFold(50, { folds: 5, seed: 0 }));
});

test('stratified folds have as many of each class, by index and one-hot', () => {
  const y = classesOf(97, 3);
  const folds = stratifiedKFold(y, { folds: 6, seed: 2 });
  expect(stratifiedKFold(oneHot(y, 3), { folds: 6, seed: 2 })).toEqual(folds);
  expect(sorted(folds.flatMap(({ test: held }) => [...held]))).toEqual(all(97));
  const whole = counts(y, all(97), 3);
  for (const { test: held } of folds) {
    expect(Math.abs(held.length - 97 / 6)).toBeLessThan(1);
    counts(y, held, 3).forEach((count, index) => expect(Math.abs(count - whole[index]! / 6)).toBeLessThan(1));
  }
});

test('folds that cannot be', () => {
  expectError(
    () => kFold(10, { folds: 1 }),
    'INVALID_OPTION',
    'kFold: "folds" must be an integer of at least 2, got 1',
  );
  expectError(() => kFold(10, wrong(3)), 'INVALID_OPTION', 'kFold: options must be an object, got 3');
  expectError(() => stratifiedKFold([0, 1], wrong({ k: 2 })), 'INVALID_OPTION', /stratifiedKFold: unknown option "k"/);
  expectError(() => kFold(3, { folds: 4 }), 'INVALID_OPTION', 'kFold: 4 folds of 3 rows');
  expectError(() => kFold(0), 'INVALID_OPTION', 'kFold: "rows" must be a positive integer, got 0');
  expectError(() => stratifiedKFold([0, 1], { seed: -1 }), 'INVALID_OPTION', /stratifiedKFold: "seed"/);
});

test('a stratified split gives each class its share', () => {
  const y = classesOf(101, 4).map((value) => (value === 3 ? 2 : value));
  const x = y.map((_, row) => [row]);
  for (const targets of [y, oneHot(y, 3)]) {
    const { train, testIndices, trainIndices } = trainTestSplit(
      { x, y: targets, weights: y },
      { testShare: 0.3, stratify: true, seed: 5 },
    );
    expect(testIndices).toHaveLength(30);
    expect(sorted([...testIndices, ...trainIndices])).toEqual(all(101));
    const whole = counts(y, all(101), 3);
    counts(y, testIndices, 3).forEach((count, index) =>
      expect(Math.abs(count - (whole[index]! * 30) / 101)).toBeLessThan(1),
    );
    expect([...train.weights!.data]).toEqual([...trainIndices].map((row) => y[row]));
  }
});
