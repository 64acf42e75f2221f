import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Matrix } from '../../src/data/matrix.ts';
import { standardScaler } from '../../src/data/scaler.ts';
import { expectError } from '../support/errors.ts';

test('mean and population deviation, by hand', () => {
  const scaler = standardScaler([[2], [4], [4], [4], [5], [5], [7], [9]]);
  expect([...scaler.mean]).toEqual([5]);
  expect([...scaler.deviation]).toEqual([2]);
  expect(scaler.constantColumns).toEqual([]);
  expect(scaler.transform([[5], [9], [0]]).toArray()).toEqual([[0], [2], [-2.5]]);
  expect(scaler.inverse([[0], [2], [-2.5]]).toArray()).toEqual([[5], [9], [0]]);
});

test('a mean far from 0 costs no accuracy', () => {
  const { mean, deviation } = standardScaler([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  expect(mean[0]).toBe(1e9 + 10);
  expect(deviation[0]).toBeCloseTo(Math.sqrt(22.5), 14);
});

test('the rounding of a long sum does not reach the mean', () => {
  const column = Float64Array.from({ length: 100_000 }, (_, row) => 1e6 + (row % 2 === 0 ? 0.1 : 0.3));
  const { mean, deviation } = standardScaler(column);
  expect(Math.abs(mean[0]! - 1_000_000.2)).toBeLessThanOrEqual(2e-10);
  expect(deviation[0]).toBeCloseTo(0.1, 9);
});

test('constant columns become 0, and are told', () => {
  const scaler = standardScaler([
    [0.1, 1, -7],
    [0.1, 2, -7],
    [0.1, 4, -7],
  ]);
  expect(scaler.constantColumns).toEqual([0, 2]);
  expect([scaler.mean[0], scaler.deviation[0], scaler.mean[2], scaler.deviation[2]]).toEqual([0.1, 1, -7, 1]);
  expect(scaler.transform([[0.1, 0, -6]]).data[0]).toBe(0);
  expect(scaler.transform([[0.1, 0, -6]]).data[2]).toBe(1);
  expect(standardScaler([[3, 4]]).constantColumns).toEqual([0, 1]);
});

test('values whose squares overflow or vanish', () => {
  for (const size of [1e200, 1e-200]) {
    const { mean, deviation, transform } = standardScaler([-size, size]);
    expect([mean[0], deviation[0]]).toEqual([0, size]);
    expect([...transform([size]).data]).toEqual([1]);
  }
  const smallest = standardScaler([0, 0, 0, 0, 5e-324]);
  expect(smallest.deviation[0]).toBe(5e-324);
  expect(smallest.constantColumns).toEqual([]);
  expectError(
    () =>
      standardScaler([
        [0, 1e308],
        [0, 1e308],
        [0, -1e308],
      ]),
    'INVALID_VALUE',
    'x: column 1 reaches from -1e+308 to 1e+308, too far to scale',
  );
});

test('transform and inverse make new matrices of the element type given', () => {
  const scaler = standardScaler([
    [1, 2],
    [3, 6],
  ]);
  for (const data of [new Float64Array([1, 2]), new Float32Array([1, 2])]) {
    const scaled = scaler.transform(data);
    expect(scaled.data.constructor).toBe(data.constructor);
    expect([...scaled.data]).toEqual([-1, -1]);
    expect([...data]).toEqual([1, 2]);
    expect(scaler.inverse(scaled).data).toEqual(data);
  }
});

test('another number of columns is refused', () => {
  const scaler = standardScaler([
    [1, 2],
    [3, 6],
  ]);
  expectError(() => scaler.transform([[1, 2, 3]]), 'INVALID_SHAPE', 'x: row 0 has 3 columns, the scaler takes 2');
  expectError(
    () => scaler.inverse(new Matrix(new Float64Array(3), 1, 3)),
    'INVALID_SHAPE',
    'x has 3 columns, the scaler takes 2',
  );
  expectError(() => standardScaler([[1], [NaN]]), 'NON_FINITE', 'x: row 1, column 0 is NaN');
});

test('scaled columns have mean 0 and deviation 1, and come back', () => {
  // Denormals have too few bits for their mean to be exact to 1e-9 of their deviation.
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => (Math.abs(value) < 1e-290 ? 0 : value));
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 65 }), (rows) => {
      const scaler = standardScaler(rows);
      const scaled = scaler.transform(rows);
      const again = standardScaler(scaled);
      for (const column of [0, 1]) {
        // The distances must stand out from the rounding of the values for a deviation of 1 to be expected.
        const largest = Math.max(...rows.map((row) => Math.abs(row[column]!)));
        if (scaler.deviation[column]! < 1e-6 * largest) continue;
        expect(Math.abs(again.mean[column]!)).toBeLessThan(1e-9);
        expect(again.deviation[column]).toBeCloseTo(1, 9);
        for (const [index, row] of scaler.inverse(scaled).toArray().entries()) {
          expect(Math.abs(row[column]! - rows[index]![column]!)).toBeLessThanOrEqual(4e-16 * largest * 4);
        }
      }
    }),
  );
});
