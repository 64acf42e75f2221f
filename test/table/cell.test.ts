// What values of a row mean.
import { expect, test } from 'vitest';
import { cellOf, truthOf } from '../../src/table/cell.ts';
import { expectError } from '../support/errors.ts';

const place = () => 'row 3, column "age":';

test.each([
  [null, undefined],
  [undefined, undefined],
  [NaN, undefined],
  ['', undefined],
  ['  ', undefined],
  ['NA', undefined],
  ['?', undefined],
  ['null', undefined],
  [' 4.50 ', 4.5],
  ['-1e3', -1000],
  ['+.5', 0.5],
  ['007', '007'],
  ['-01', '-01'],
  ['0', 0],
  ['0.7', 0.7],
  ['0x1f', '0x1f'],
  ['1e999', '1e999'],
  ['Infinity', 'Infinity'],
  ['1,5', '1,5'],
  ['12 px', '12 px'],
  [12n, 12],
  [true, true],
  [' red ', 'red'],
  [new Date(86400000), 86400000],
  [new Date(NaN), undefined],
])('%o is the cell %o', (value, cell) => {
  expect(cellOf(value, place)).toBe(cell);
});

test.each([
  [Infinity, 'Infinity'],
  [{}, 'an object'],
  [[1], 'an array'],
  [() => 1, 'a function'],
  [Symbol('s'), 'a symbol'],
])('%o is no cell', (value, shown) => {
  expectError(
    () => cellOf(value, place),
    'INVALID_VALUE',
    `row 3, column "age": is ${shown}, not a finite number, a text or a boolean`,
  );
});

test('truth values are booleans and the words for them', () => {
  expect([true, 'Yes', 'TRUE', 'no', 1, 'y', 'maybe', undefined].map(truthOf)).toEqual([
    true,
    true,
    true,
    false,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
