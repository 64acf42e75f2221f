import { expect, test } from 'vitest';
import { parseCsv } from '../../src/cli/csv.ts';
import { tableOf } from '../../src/cli/table.ts';
import type { LayerwiseErrorCode } from '../../src/errors.ts';
import { expectError } from '../support/errors.ts';

const table = (text: string, target = 'y') => tableOf(parseCsv(text), target);
/** A table with one feature and these targets. */
const withTargets = (targets: readonly (string | number)[]) =>
  table(`x,y\n${targets.map((target, row) => `${row},${target}`).join('\n')}`);

test('the target may stand anywhere; the other columns are features in order', () => {
  const { x, y, featureNames, classes } = table('a,y,b\n1, 0.5 ,-2\n 1e3 ,1.5,.5\n');
  expect(featureNames).toEqual(['a', 'b']);
  expect(x.toArray()).toEqual([
    [1, -2],
    [1000, 0.5],
  ]);
  expect(y.toArray()).toEqual([[0.5], [1.5]]);
  expect(classes).toBeUndefined();
});

test('two words are 0 and 1, in sorted order', () => {
  const { y, classes } = withTargets(['no', 'yes', 'no']);
  expect(classes).toEqual(['no', 'yes']);
  expect(y.toArray()).toEqual([[0], [1], [0]]);
});

test('several words are indices, by code units', () => {
  const { y, classes } = withTargets(['b', 'a', 'B', 'é']);
  expect(classes).toEqual(['B', 'a', 'b', 'é']);
  expect([...y.data]).toEqual([2, 1, 0, 3]);
});

test('few whole numbers that come back are classes, sorted as numbers', () => {
  const { y, classes } = withTargets([10, 9, -1, 10, 9, -1]);
  expect(classes).toEqual(['-1', '9', '10']);
  expect([...y.data]).toEqual([2, 1, 0, 2, 1, 0]);
  expect(withTargets([0, 1, 1, 0]).classes).toEqual(['0', '1']);
});

test.each([
  ['broken numbers', [0.5, 1, 0.5, 1]],
  ['whole numbers that seldom come back', [1, 2, 3, 4, 4]],
  ['many whole numbers', Array.from({ length: 63 }, (_, row) => row % 21)],
])('%s are quantities', (_, targets) => {
  const { y, classes } = withTargets(targets);
  expect(classes).toBeUndefined();
  expect([...y.data]).toEqual(targets);
});

test('twenty whole numbers are classes', () => {
  expect(withTargets(Array.from({ length: 60 }, (_, row) => row % 20)).classes).toHaveLength(20);
});

test.each<[string, LayerwiseErrorCode, string]>([
  ['x,y\n1,\n', 'INVALID_VALUE', 'line 2, column "y" is empty'],
  ['x,y\n1,2\n\n  ,3\n', 'INVALID_VALUE', 'line 4, column "x" is empty'],
  ['x,y\n"1\n",2\nred,3\n', 'INVALID_VALUE', 'line 4, column "x" is "red", not a finite number'],
  ['x,y\n"1,5",2\n', 'INVALID_VALUE', 'line 2, column "x" is "1,5", not a finite number'],
  ['x,y\nInfinity,2\n', 'INVALID_VALUE', 'line 2, column "x" is "Infinity", not a finite number'],
  ['x,y\n1e999,2\n', 'INVALID_VALUE', 'line 2, column "x" is "1e999", not a finite number'],
  ['x,y\nNaN,2\n', 'INVALID_VALUE', 'line 2, column "x" is "NaN", not a finite number'],
  ['x,y\n1,1.5\n2,NA\n', 'INVALID_VALUE', 'line 3, column "y" is "NA", not a finite number'],
  ['x,y\n1,Infinity\n2,yes\n', 'INVALID_VALUE', 'line 2, column "y" is "Infinity", not a finite number'],
  ['x,y\n1,a\n2,a\n', 'INVALID_VALUE', 'column "y": the target is the string "a" in every row'],
  ['x,y\n1,7\n2,7.0\n', 'INVALID_VALUE', 'column "y": the target is 7 in every row'],
  ['y\n1\n2\n', 'INVALID_SHAPE', 'there is no column but the target "y"'],
  ['x,b\n1,2\n', 'UNKNOWN_NAME', 'there is no column "y"; there are "x", "b"'],
  ['first,second\n1,2\n', 'UNKNOWN_NAME', 'there is no column "y"; there are "first", "second"'],
])('%j', (text, code, message) => {
  expectError(() => table(text), code, message);
});

test('a mistyped target', () => {
  expectError(
    () => table('age,churn\n1,2\n', 'chrun'),
    'UNKNOWN_NAME',
    'there is no column "chrun"; did you mean "churn"?',
  );
});
