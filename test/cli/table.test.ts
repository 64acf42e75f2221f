import { expect, test } from 'vitest';
import { UserError } from '../../src/cli/errors.ts';
import type { Cells } from '../../src/cli/input.ts';
import { featuresOf, tableOf, targetsOf } from '../../src/cli/table.ts';

/** A table without quotes; empty lines count as lines. */
const cells = (text: string): Cells => {
  const lines = text.split('\n').map((line, index) => ({ cells: line.split(','), line: index + 1 }));
  const [header, ...rows] = lines.filter(({ cells }) => cells.join('') !== '');
  return { header: header!.cells, rows: rows.map(({ cells }) => cells), lines: rows.map(({ line }) => line) };
};
const table = (text: string, target = 'y') => tableOf(cells(text), target);
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

test.each([
  ['x,y\n1,\n', 'line 2, column "y" is empty'],
  ['x,y\n1,2\n\n  ,3\n', 'line 4, column "x" is empty'],
  ['x,y\n1,2\nred,3\n', 'line 3, column "x" is "red", not a finite number'],
  ['x,y\nInfinity,2\n', 'line 2, column "x" is "Infinity", not a finite number'],
  ['x,y\n1e999,2\n', 'line 2, column "x" is "1e999", not a finite number'],
  ['x,y\nNaN,2\n', 'line 2, column "x" is "NaN", not a finite number'],
  ['x,y\n1,1.5\n2,NA\n', 'line 3, column "y" is "NA", not a finite number'],
  ['x,y\n1,Infinity\n2,yes\n', 'line 2, column "y" is "Infinity", not a finite number'],
  ['x,y\n1,a\n2,a\n', 'column "y": the target is "a" in every row'],
  ['x,y\n1,7\n2,7.0\n', 'column "y": the target is "7" in every row'],
  ['y\n1\n2\n', 'there is no column but the target "y"'],
  ['x,b\n1,2\n', 'there is no column "y"; there are "x", "b"'],
  ['first,second\n1,2\n', 'there is no column "y"; there are "first", "second"'],
])('%j', (text, message) => {
  expect(() => table(text)).toThrow(new UserError(message));
});

test('a mistyped target', () => {
  expect(() => table('age,churn\n1,2\n', 'chrun')).toThrow(
    new UserError('there is no column "chrun"; did you mean "churn"?'),
  );
});

test('a message lists some of many columns', () => {
  const header = Array.from({ length: 12 }, (_, column) => `c${column}`).join(',');
  expect(() => featuresOf(cells(`${header}\n${'1,'.repeat(11)}1\n`), ['target'])).toThrow(
    'there are "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7" and 4 more',
  );
});

test('features are taken by name, and what else is in the file does not matter', () => {
  const csv = cells('b,name,a\n1,Ann,2\n3,,4\n');
  expect(featuresOf(csv, ['a', 'b']).toArray()).toEqual([
    [2, 1],
    [4, 3],
  ]);
});

test('the targets for a model are indices among its classes, however a number is written', () => {
  expect([...targetsOf(cells('y\n b \na\nb\n'), 'y', ['a', 'b']).data]).toEqual([1, 0, 1]);
  expect([...targetsOf(cells('y\n7.0\n-1\n'), 'y', ['-1', '7']).data]).toEqual([1, 0]);
  expect([...targetsOf(cells('y\n7.5\n-1\n'), 'y', undefined).data]).toEqual([7.5, -1]);
  expect(() => targetsOf(cells('y\na\nc\n'), 'y', ['a', 'NaN'])).toThrow(
    new UserError('line 3, column "y" is "c", not one of the model\'s classes'),
  );
});
