import { expect, test } from 'vitest';
import { confusionTable, evaluation, lossChart, measuresOf, scoreTable } from '../../src/cli/report.ts';
import { short } from '../../src/cli/terminal.ts';
import { Matrix } from '../../src/index.ts';

const column = (values: readonly number[]) => new Matrix<'float64'>(Float64Array.from(values), values.length, 1);
const printed = (what: string, outputs: Matrix, y: Matrix, classes: readonly string[] | undefined) =>
  evaluation(what, measuresOf(outputs, y, classes), classes);

test('classes: measures and the confusion matrix', () => {
  const text = printed('held out', column([0.1, 0.7, 0.8, 0.5]), column([0, 0, 1, 1]), ['no', 'a yes']);
  expect(text).toBe(
    [
      'accuracy  0.75 on 4 rows held out',
      'auc       0.75',
      '',
      'actual ↓  predicted →  no  a yes',
      'no                      1      1',
      'a yes                   0      2',
    ].join('\n'),
  );
});

test('there is no area under a curve for rows of one class', () => {
  expect(printed('of x', column([0.1]), column([0]), ['no', 'yes'])).toMatch(/^accuracy {2}1 on 1 row of x\n\n/);
});

test('numbers: r2 and the root of the mean squared error', () => {
  expect(printed('held out', column([1, 2, 5]), column([1, 2, 3]), undefined)).toBe(
    'r2        -1 on 3 rows held out\nrmse      1.155',
  );
});

test('the chart goes from the highest to the lowest loss', () => {
  const lines = lossChart({ loss: [0.9, 0.3, 0.1], valLoss: [] })!.split('\n');
  expect(lines[0]).toBe('loss      epoch 1 to 3');
  expect(lines[1]).toMatch(/^ +0\.9 ┼/);
  expect(lines.at(-1)).toMatch(/^ +0\.1 ┤/);
});

test('a constant loss is a line, one epoch or a loss that is not finite is none', () => {
  expect(lossChart({ loss: [2, 2], valLoss: [] })).toContain('─');
  expect(lossChart({ loss: [2], valLoss: [] })).toBeUndefined();
  expect(lossChart({ loss: [2, Infinity], valLoss: [] })).toBeUndefined();
});

test.each([
  [0, '0'],
  [-0.123456, '-0.1235'],
  [1234.56, '1235'],
  [0.00001234, '1.234e-5'],
  [123456789, '1.235e+8'],
  [Infinity, 'Infinity'],
])('%d is shown as %s', (value, text) => {
  expect(short(value)).toBe(text);
});

test('models side by side, with intervals', () => {
  const interval = (value: number) => ({
    value,
    low: value - 0.1,
    high: value + 0.1,
    level: 0.95,
    method: 'bootstrap' as const,
  });
  const text = scoreTable({
    network: { accuracy: interval(0.8), auc: interval(0.9) },
    mean: { accuracy: interval(0.5) },
  });
  expect(text.split('\n')).toEqual([
    '                   network              mean',
    'accuracy  0.8 (0.7 to 0.9)  0.5 (0.4 to 0.6)',
    'auc         0.9 (0.8 to 1)                 –',
  ]);
});

test('names of classes are cut and lose their control characters', () => {
  expect(confusionTable([[1]], ['\u001b[31m a name without end'])).toContain('\ufffd[31m a name wi…');
});
