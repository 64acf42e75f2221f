import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classIndices, oneHot } from '../../src/data/encoders.ts';
import { expectError } from '../support/errors.ts';

test('words', () => {
  const { indices, classes } = classIndices(['b', 'a', 'b', 'Z']);
  expect(classes).toEqual(['Z', 'a', 'b']);
  expect(indices).toEqual(new Float64Array([2, 1, 2, 0]));
});

test('numbers are sorted as numbers', () => {
  const { indices, classes } = classIndices(new Int16Array([10, 9, -1, 10]));
  expect(classes).toEqual([-1, 9, 10]);
  expect([...indices]).toEqual([2, 1, 0, 2]);
});

test('given classes keep their order, those that do not occur included', () => {
  const { matrix, classes } = oneHot<string>(['no', 'yes'], ['yes', 'maybe', 'no']);
  expect(classes).toEqual(['yes', 'maybe', 'no']);
  expect(matrix.toArray()).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
});

test('labels that every object has', () => {
  expect([...classIndices(['constructor', '__proto__', 'toString']).indices]).toEqual([1, 0, 2]);
  expectError(
    () => classIndices<string>(['constructor'], ['a']),
    'UNKNOWN_NAME',
    'labels: row 0 is the string "constructor", which is not one of the 1 classes',
  );
});

test.each<[string, unknown[], unknown[] | undefined, string, string]>([
  [
    'a typo',
    ['setosa', 'setsoa'],
    ['setosa', 'virginica'],
    'UNKNOWN_NAME',
    'labels: row 1 is the string "setsoa", which is not one of the 2 classes; did you mean "setosa"?',
  ],
  ['an unknown number', [1, 12], [1, 2], 'UNKNOWN_NAME', 'labels: row 1 is 12, which is not one of the 2 classes'],
  [
    'a number among words',
    ['1'],
    [1],
    'UNKNOWN_NAME',
    'labels: row 0 is the string "1", which is not one of the 1 classes; did you mean the number 1?',
  ],
  ['no labels', [], undefined, 'INVALID_SHAPE', 'labels are empty'],
  ['no classes', ['a'], [], 'INVALID_SHAPE', 'classes are empty'],
  ['NaN', [1, NaN], undefined, 'INVALID_VALUE', 'labels: row 1 is NaN, not a word or a finite number'],
  ['a boolean', [true], undefined, 'INVALID_VALUE', 'labels: row 0 is the boolean true, not a word or a finite number'],
  [
    'a hole',
    Object.assign(['a'], { 2: 'b' }),
    undefined,
    'INVALID_VALUE',
    'labels: row 1 is missing, not a word or a finite number',
  ],
  ['words and numbers', [1, 'a'], undefined, 'INVALID_VALUE', 'labels: row 1 is the string "a", but row 0 is 1'],
  [
    'no labels',
    undefined as never,
    undefined,
    'INVALID_VALUE',
    'labels must be an array of words or numbers, but is missing',
  ],
  [
    'a number of classes',
    [0, 1],
    3 as never,
    'INVALID_VALUE',
    'classes must be an array of words or numbers, but is 3',
  ],
  ['a class twice', ['a'], ['a', 'b', 'a'], 'INVALID_VALUE', 'classes: the string "a" occurs twice'],
])('%s', (_, labels, classes, code, message) => {
  for (const encode of [classIndices, oneHot]) {
    expectError(() => encode(labels as string[], classes as string[] | undefined), code as 'INVALID_VALUE', message);
  }
});

test('a row is 1 at its class and 0 elsewhere, and the class is the label', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (labels) => {
      const { matrix, classes } = oneHot(labels);
      expect(classes).toEqual([...new Set(labels)].sort());
      for (const [row, values] of matrix.toArray().entries()) {
        expect(values.filter((value) => value !== 0)).toEqual([1]);
        expect(classes[values.indexOf(1)]).toBe(labels[row]);
      }
      expect([...classIndices(labels, classes).indices]).toEqual(matrix.toArray().map((values) => values.indexOf(1)));
    }),
  );
});
