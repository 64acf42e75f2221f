import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Matrix, type MatrixLike, toMatrix } from '../../src/data/matrix.ts';
import { expectError } from '../support/errors.ts';

const nested = [
  [1, 2, 3],
  [4, 5, 6],
];
const flat = [1, 2, 3, 4, 5, 6];

test.each<[string, MatrixLike]>([
  ['nested arrays', nested],
  ['typed rows', [new Float32Array([1, 2, 3]), new Int16Array([4, 5, 6])]],
  ['a flat array', flat],
  ['a Float64Array', new Float64Array(flat)],
  ['a Float32Array', new Float32Array(flat)],
  ['a Uint8ClampedArray', new Uint8ClampedArray(flat)],
  ['a Matrix', new Matrix(new Float64Array(flat), 2, 3)],
  ['the fields of one', { data: flat, rows: 2, columns: 3 }],
])('%s of three columns', (_, value) => {
  for (const dtype of ['float64', 'float32'] as const) {
    const matrix = toMatrix(value, { name: 'x', columns: 3, dtype });
    expect([matrix.rows, matrix.columns]).toEqual([2, 3]);
    expect(matrix.data).toBeInstanceOf(dtype === 'float64' ? Float64Array : Float32Array);
    expect(matrix.toArray()).toEqual(nested);
  }
});

test('a flat array is one column, or one row of all the columns there are', () => {
  expect(toMatrix([1, 2, 3], { name: 'y' })).toMatchObject({ rows: 3, columns: 1 });
  expect(toMatrix([1, 2, 3], { name: 'x', columns: 1 })).toMatchObject({ rows: 3, columns: 1 });
  expect(toMatrix([1, 2, 3], { name: 'x', columns: 3 })).toMatchObject({ rows: 1, columns: 3 });
});

test('arrays of the element type are shared, all others copied', () => {
  const doubles = new Float64Array(flat);
  const singles = new Float32Array(flat);
  const matrix = new Matrix(doubles, 2, 3);
  expect(toMatrix(doubles, { name: 'x' }).data).toBe(doubles);
  expect(toMatrix(matrix, { name: 'x', dtype: 'float64' }).data).toBe(doubles);
  expect(toMatrix(singles, { name: 'x' }).data).toBe(singles);
  expect(toMatrix(singles, { name: 'x', dtype: 'float64' }).data).toEqual(doubles);
  expect(toMatrix(doubles, { name: 'x', dtype: 'float32' }).data).toEqual(singles);
  expect(toMatrix([doubles], { name: 'x' }).data).not.toBe(doubles);
});

test('row is a view and toArray a copy', () => {
  const matrix = new Matrix(new Float64Array(flat), 2, 3);
  const array = matrix.toArray();
  matrix.row(1)[0] = 40;
  expect(matrix.data[3]).toBe(40);
  expect(array).toEqual(nested);
  for (const index of [-1, 2, 0.5, NaN]) {
    expectError(
      () => matrix.row(index),
      'INVALID_VALUE',
      `there is no row ${index} in a matrix of 2 rows, counted from 0`,
    );
  }
});

test('a Matrix has as many values as its shape says', () => {
  expect(new Matrix(new Float64Array(0), 0, 3).toArray()).toEqual([]);
  expect(new Matrix(new Float64Array(0), 2, 0).toArray()).toEqual([[], []]);
  expectError(() => new Matrix(new Float64Array(5), 2, 3), 'INVALID_SHAPE', 'a matrix of 2 × 3 cannot have 5 values');
  expectError(() => new Matrix(new Float64Array(6), -2, -3), 'INVALID_SHAPE', /-2 × -3/);
  expectError(() => new Matrix(new Float64Array(3), 1.5, 2), 'INVALID_SHAPE', /1.5 × 2/);
});

test.each<[string, unknown, number | undefined, string]>([
  ['nothing', [], undefined, 'x has no rows'],
  ['an empty typed array', new Float64Array(0), 3, 'x has no rows'],
  ['an empty matrix', { data: [], rows: 0, columns: 3 }, 3, 'x has no rows'],
  ['empty rows', [[], []], undefined, 'x has no columns'],
  ['a matrix without columns', { data: [], rows: 2, columns: 0 }, undefined, 'x has no columns'],
  ['rows that differ', [[1, 2], [3]], undefined, 'x: row 1 has 1 columns, row 0 has 2'],
  ['rows too short', [[1, 2], [3]], 2, 'x: row 1 has 1 columns, the network takes 2'],
  ['rows too long', [[1, 2, 3]], 2, 'x: row 0 has 3 columns, the network takes 2'],
  ['a matrix too wide', { data: flat, rows: 2, columns: 3 }, 2, 'x has 3 columns, the network takes 2'],
  [
    'a flat array of odd length',
    [1, 2, 3],
    2,
    'x has 3 values, not a multiple of the 2 columns that the network takes',
  ],
  [
    'a matrix with values missing',
    { data: [1], rows: 2, columns: 3 },
    undefined,
    'x says 2 rows × 3 columns and has 1 values',
  ],
  [
    'a matrix of −1 rows',
    { data: [1], rows: -1, columns: -1 },
    undefined,
    'x says -1 rows × -1 columns and has 1 values',
  ],
])('%s is not a matrix', (_, value, columns, message) => {
  expectError(
    () => toMatrix(value as MatrixLike, { name: 'x', ...(columns === undefined ? {} : { columns }) }),
    'INVALID_SHAPE',
    message,
  );
});

test.each<[unknown, string]>([
  [undefined, 'x must be rows of numbers, a flat array or a matrix, but is missing'],
  [null, 'x must be rows of numbers, a flat array or a matrix, but is null'],
  ['1,2', 'x must be rows of numbers, a flat array or a matrix, but is the string "1,2"'],
  [7, 'x must be rows of numbers, a flat array or a matrix, but is 7'],
  [{}, 'x must be rows of numbers, a flat array or a matrix, but is an object'],
  [() => 1, 'x must be rows of numbers, a flat array or a matrix, but is a function'],
  [
    [
      [1, 2],
      [3, 'a'],
    ],
    'x: row 1, column 1 is the string "a"',
  ],
  [
    [
      [1, 2],
      [3, null],
    ],
    'x: row 1, column 1 is null',
  ],
  [
    [
      [1, 2],
      [3, true],
    ],
    'x: row 1, column 1 is the boolean true',
  ],
  [
    [
      [1, 2],
      [3, [4]],
    ],
    'x: row 1, column 1 is an array',
  ],
  [[[1, 2], Object.assign([], { length: 2 })], 'x: row 1, column 0 is missing'],
  [[[1, 2], 3], 'x: row 1 must be an array of numbers, but is 3'],
  [[[1, 2], 'ab'], 'x: row 1 must be an array of numbers, but is the string "ab"'],
  [Object.assign([[1, 2]], { 2: [5, 6] }), 'x: row 1 must be an array of numbers, but is missing'],
  [[1, 2, 3, '4'], 'x: row 1, column 1 is the string "4"'],
  [[{ a: 1, b: 2 }], 'x: row 0, column 0 is an object'],
  [new BigInt64Array(2), 'x: row 0, column 0 is the bigint 0'],
  [[['x'.repeat(1000), 1]], `x: row 0, column 0 is the string "${'x'.repeat(40)}…"`],
])('%o is not numbers', (value, message) => {
  expectError(() => toMatrix(value as MatrixLike, { name: 'x', columns: 2 }), 'INVALID_VALUE', message);
});

test.each([NaN, Infinity, -Infinity])('%s is refused unless asked for, with its place', (wrong) => {
  const values = [1, 2, 3, 4, 5, wrong];
  const message = `x: row 1, column 2 is ${wrong}`;
  for (const value of [
    [
      [1, 2, 3],
      [4, 5, wrong],
    ],
    values,
    new Float64Array(values),
    new Float32Array(values),
    { data: values, rows: 2, columns: 3 },
  ]) {
    for (const dtype of ['float64', 'float32'] as const) {
      expectError(() => toMatrix(value, { name: 'x', columns: 3, dtype }), 'NON_FINITE', message);
      expect(toMatrix(value, { name: 'x', columns: 3, dtype, finite: false }).data[5]).toBe(wrong);
    }
  }
});

test('what float32 cannot hold is refused, what it rounds is not', () => {
  for (const value of [[[1, 1e39]], [1, 1e39], new Float64Array([1, 1e39])]) {
    expectError(
      () => toMatrix(value, { name: 'x', columns: 2, dtype: 'float32' }),
      'INVALID_VALUE',
      'x: row 0, column 1 is 1e+39, too large for float32',
    );
  }
  expect([...toMatrix([[0.1, 5e-324, -0]], { name: 'x', dtype: 'float32' }).data]).toEqual([Math.fround(0.1), 0, -0]);
});

test('messages name the taker', () => {
  expectError(
    () => toMatrix([[1]], { name: 'x', columns: 2, taker: 'the scaler' }),
    'INVALID_SHAPE',
    'x: row 0 has 1 columns, the scaler takes 2',
  );
});

test('every form of the same numbers gives the same matrix', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const rows = fc
    .integer({ min: 1, max: 17 })
    .chain((columns) =>
      fc.array(fc.array(number, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 9 }),
    );
  fc.assert(
    fc.property(rows, (values) => {
      const columns = values[0]!.length;
      const data = new Float64Array(values.flat());
      for (const form of [
        values,
        values.map((row) => new Float64Array(row)),
        data,
        [...data],
        { data, rows: values.length, columns },
      ]) {
        const matrix = toMatrix(form, { name: 'x', columns });
        expect(matrix.data).toEqual(data);
        expect(matrix.toArray()).toEqual(values);
      }
    }),
  );
});
