import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Matrix, type MatrixLike, toMatrix } from '../../../src/data/matrix.ts';
import { confusionMatrix } from '../../../src/training/metrics/classes.ts';
import { type MetricName, metricNames, metric } from '../../../src/training/metrics/metrics.ts';
import { expectError } from '../../support/errors.ts';

const of = (value: MatrixLike): Matrix => toMatrix(value, { name: 'value', finite: false });
const measure = (name: MetricName, outputs: MatrixLike, targets: MatrixLike): number => metric(name)(outputs, targets);

test('accuracy: the threshold, ties and NaN', () => {
  expect(measure('accuracy', [0.5, 0.4999, 0, 1], [1, 0, 0, 1])).toBe(1);
  expect(
    measure(
      'accuracy',
      [
        [0.5, 0.5],
        [0.2, 0.4],
        [1, 0],
      ],
      [0, 1, 0],
    ),
  ).toBe(1);
  expect(measure('accuracy', [[0.4, 0.4, 0.2]], [1])).toBe(0);
  expect(measure('accuracy', [NaN, NaN], [0, 1])).toBe(0);
  expect(
    measure(
      'accuracy',
      [
        [NaN, 0],
        [1, NaN],
        [0, 1],
      ],
      [0, 0, 1],
    ),
  ).toBe(1 / 3);
});

test('soft targets count as their likeliest class', () => {
  expect(
    measure(
      'accuracy',
      [
        [0.9, 0.1],
        [0.9, 0.1],
      ],
      [
        [0.6, 0.4],
        [0.3, 0.7],
      ],
    ),
  ).toBe(0.5);
  expect(measure('accuracy', [0.9, 0.9], [0.6, 0.4])).toBe(0.5);
});

test('auc: perfect, reversed, all equal', () => {
  expect(measure('auc', [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe(1);
  expect(measure('auc', [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])).toBe(0);
  expect(measure('auc', [0.5, 0.5, 0.5], [0, 1, 1])).toBe(0.5);
  expect(measure('auc', [-0, 0], [0, 1])).toBe(0.5);
});

test('auc is NaN where no curve exists', () => {
  expect(measure('auc', [0.1, 0.9], [1, 1])).toBeNaN();
  expect(measure('auc', [0.1, 0.9], [0, 0])).toBeNaN();
  expect(
    measure(
      'auc',
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [0, 1],
    ),
  ).toBeNaN();
  for (const row of [0, 1, 2])
    expect(
      measure(
        'auc',
        [0.1, 0.2, 0.3].map((v, i) => (i === row ? NaN : v)),
        [0, 1, 0],
      ),
    ).toBeNaN();
});

test('auc is the share of pairs in the right order', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      let [right, pairs] = [0, 0];
      for (const [a, isA] of rows) {
        for (const [b, isB] of rows) {
          if (isA !== 1 || isB !== 0) continue;
          pairs++;
          right += a > b ? 1 : a === b ? 0.5 : 0;
        }
      }
      fc.pre(pairs > 0);
      const area = measure(
        'auc',
        rows.map(([score]) => score),
        rows.map(([, label]) => label),
      );
      expect(area).toBeCloseTo(right / pairs, 12);
    }),
  );
});

test('r2 of constant targets, of one row and of NaN', () => {
  expect(measure('r2', [2, 2, 2], [2, 2, 2])).toBe(1);
  expect(measure('r2', [2, 2, 3], [2, 2, 2])).toBe(0);
  expect(measure('r2', [0.1, 0.1, 0.2], [0.1, 0.1, 0.1])).toBe(0);
  expect(measure('r2', [1, 2, 3], [1, 2, 3])).toBe(1);
  expect(measure('r2', [2, 2, 2], [1, 2, 3])).toBe(0);
  expect(measure('r2', [3, 2, 1], [1, 2, 3])).toBe(-3);
  expect(measure('r2', [1], [1])).toBeNaN();
  expect(measure('r2', [NaN, 2], [1, 2])).toBeNaN();
  expect(measure('r2', [NaN, 2], [2, 2])).toBeNaN();
});

test('confusionMatrix has the targets in rows', () => {
  const outputs = [
    [0, 1, 0],
    [0, 1, 0],
    [1, 0, 0],
  ];
  expect(confusionMatrix(of(outputs), of([0, 1, 0])).toArray()).toEqual([
    [1, 1, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  expectError(() => confusionMatrix(of([0.1, NaN]), of([0, 1])), 'NON_FINITE', 'outputs: row 1 has a NaN');
});

test('float32 outputs', () => {
  expect(measure('accuracy', new Float32Array([0.5, 0.25]), new Float32Array([1, 0]))).toBe(1);
});

test.each(metricNames)('%s refuses shapes that do not fit', (name) => {
  expectError(() => measure(name, [1, 2], [1]), 'INVALID_SHAPE', 'outputs are 2 × 1, targets 1 × 1');
  expectError(() => measure(name, [[1, 2, 3]], [[1, 2]]), 'INVALID_SHAPE', 'outputs are 1 × 3, targets 1 × 2');
});

test.each([-1, 2, 0.5])('class %s of two is refused', (wrong) => {
  for (const name of ['accuracy', 'auc'] as const) {
    expectError(
      () =>
        measure(
          name,
          [
            [1, 0],
            [0, 1],
          ],
          [0, wrong],
        ),
      'INVALID_VALUE',
      `targets: row 1 is ${wrong}, the classes are 0 to 1`,
    );
  }
});
