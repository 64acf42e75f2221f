import { expect, test } from 'vitest';
import { Matrix } from '../../src/data/matrix.ts';
import { shuffledIndices } from '../../src/data/order.ts';
import { selectRows, trainTestSplit } from '../../src/data/split.ts';
import { expectError } from '../support/errors.ts';
import { wrong } from '../support/mistakes.ts';

// Orders that the reference results in Python were computed with.
test.each([
  [569, 0, [174, 133, 520, 509, 211]],
  [150, 0, [133, 135, 56, 60, 105]],
  [1797, 0, [1567, 1790, 174, 583, 133]],
  [17, 0, [7, 16, 10, 5, 4, 11, 6, 14, 12, 0, 1, 9, 15, 2, 8, 3, 13]],
  [17, 1, [1, 10, 11, 2, 3, 4, 0, 13, 15, 9, 7, 8, 12, 14, 5, 6, 16]],
  [17, 9, [13, 3, 6, 0, 2, 7, 15, 10, 16, 12, 14, 5, 1, 11, 9, 4, 8]],
  [17, 2 ** 32 - 1, [0, 7, 4, 2, 8, 1, 16, 6, 12, 3, 11, 13, 14, 9, 5, 15, 10]],
  [17, 2 ** 53 - 1, [0, 7, 4, 2, 8, 1, 16, 6, 12, 3, 11, 13, 14, 9, 5, 15, 10]],
])('the order of %i rows with seed %i', (count, seed, start) => {
  const order = shuffledIndices(count, seed);
  expect([...order.subarray(0, start.length)]).toEqual(start);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('shuffling nothing and one', () => {
  expect([...shuffledIndices(0, 3)]).toEqual([]);
  expect([...shuffledIndices(1, 3)]).toEqual([0]);
});

test('the parts hold the rows that their indices name', () => {
  const x = Array.from({ length: 17 }, (_, row) => [row, -row]);
  const y = new Float32Array(17).map((_, row) => 100 + row);
  const { train, test: held, trainIndices, testIndices } = trainTestSplit({ x, y }, { testShare: 0.3, seed: 1 });
  expect([...testIndices]).toEqual([1, 10, 11, 2, 3]);
  expect([...trainIndices]).toEqual([4, 0, 13, 15, 9, 7, 8, 12, 14, 5, 6, 16]);
  expect(held.x.toArray()).toEqual([1, 10, 11, 2, 3].map((row) => [row, -row]));
  expect([...train.y.data]).toEqual([...trainIndices].map((row) => 100 + row));
  expect(held.y.data).toBeInstanceOf(Float32Array);
});

test('the parts are copies', () => {
  const x = new Float64Array([1, 2, 3, 4]);
  const { train, test: held } = trainTestSplit({ x, y: x });
  train.x.data.fill(0);
  held.x.data.fill(0);
  expect([...x]).toEqual([1, 2, 3, 4]);
  expect([held.x.rows, train.x.rows]).toEqual([1, 3]);
});

test('what cannot be split', () => {
  const x = [1, 2, 3, 4];
  expectError(() => trainTestSplit({ x, y: [1] }), 'INVALID_SHAPE', 'x has 4 rows, y has 1');
  expectError(
    () => trainTestSplit({ x: [1, 2, 3], y: [1, 2, 3] }),
    'INVALID_SHAPE',
    'trainTestSplit: a share of 0.25 of 3 rows is no row',
  );
  expectError(() => trainTestSplit({ x, y: x, weights: [1, 1] }), 'INVALID_SHAPE', 'x has 4 rows, weights has 2');
  for (const [given, message] of [
    [{ test_size: 0.5 }, /trainTestSplit: unknown option "test_size"/],
    [0.5, /trainTestSplit: options must be an object, got 0.5/],
    [{ testShare: '0.5' }, /"testShare" must be between 0 and 1, got "0.5"/],
    [{ stratify: x }, /"stratify" must be true or false, got an array/],
  ] as const)
    expectError(() => trainTestSplit({ x, y: x }, wrong(given)), 'INVALID_OPTION', message);
  expectError(() => trainTestSplit(wrong(x)), 'INVALID_OPTION', /trainTestSplit: the data must be .* got an array/);
  expectError(() => trainTestSplit(wrong({ x, labels: x })), 'INVALID_OPTION', /unknown option "labels"/);
  for (const testShare of [0, 1, -1, NaN]) {
    expectError(
      () => trainTestSplit({ x, y: x }, { testShare }),
      'INVALID_OPTION',
      `trainTestSplit: "testShare" must be between 0 and 1, got ${testShare}`,
    );
  }
  for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
    expectError(
      () => trainTestSplit({ x, y: x }, { seed }),
      'INVALID_OPTION',
      `trainTestSplit: "seed" must be an integer of at least 0, got ${seed}`,
    );
  }
});

test('selectRows copies rows in the order asked for', () => {
  const matrix = new Matrix(new Float32Array([1, 2, 3, 4, 5, 6]), 3, 2);
  const selected = selectRows(matrix, [2, 0, 2]);
  expect(selected.data).toEqual(new Float32Array([5, 6, 1, 2, 5, 6]));
  expect(selectRows(matrix, []).rows).toBe(0);
  expectError(
    () => selectRows(matrix, [3]),
    'INVALID_VALUE',
    'there is no row 3 in a matrix of 3 rows, counted from 0',
  );
});
