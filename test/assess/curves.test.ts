import fc from 'fast-check';
import { expect, test } from 'vitest';
import { curvePoints, histogram, residualSummary } from '../../src/assess/curves.ts';
import { expectError } from '../support/errors.ts';
import { expectNear, references, rowsOf } from './references.ts';

test('the ROC and the precision-recall curve', () => {
  const { curves, binary } = references;
  const points = curvePoints(
    binary.first,
    binary.y.map((label) => label === 1),
  );
  expectNear(
    points.map((point) => point.falsePositiveRate),
    curves.fpr,
  );
  expectNear(
    points.map((point) => point.truePositiveRate),
    curves.tpr,
  );
  expect(points.slice(1).map((point) => point.threshold)).toEqual(curves.thresholds);
  expect(points[0]!.threshold).toBe(Infinity);
  const found = points.slice(0, curves.precision.length);
  expectNear(
    found.map((point) => point.precision),
    curves.precision,
  );
  expectNear(
    found.map((point) => point.truePositiveRate),
    curves.recall,
  );
});

test('the histogram', () => {
  const { y, outputs } = rowsOf.numbers;
  const { counts, edges } = histogram(
    y.map((value, i) => value - outputs[i]!),
    12,
  );
  expect(counts).toEqual(references.histogram.counts);
  expectNear(edges, references.histogram.edges);
});

test('a histogram counts every value between its edges', () => {
  const values = fc.array(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (given, bins) => {
      const { counts, edges } = histogram(given, bins);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(given.length);
      expect(edges[0]).toBeLessThanOrEqual(Math.min(...given));
      expect(edges[bins]).toBeGreaterThanOrEqual(Math.max(...given));
    }),
  );
});

test('equal values are in the middle', () => {
  expect(histogram([3, 3], 2)).toEqual({ edges: [2.5, 3, 3.5], counts: [0, 2] });
});

test('the residuals', () => {
  const { y, outputs } = rowsOf.numbers;
  const { mean, deviation, least, lowerQuartile, median, upperQuartile, largest } = residualSummary(outputs, y);
  expectNear([mean, deviation, least, lowerQuartile, median, upperQuartile, largest], references.residuals);
  expect(residualSummary([1], [3])).toMatchObject({ mean: 2, deviation: 0, least: 2, median: 2, largest: 2 });
});

test('mistakes', () => {
  expectError(() => curvePoints([0.1, 0.2], [true, true]), 'INVALID_VALUE', /of 2 rows 2 are positive/);
  expectError(() => curvePoints([0.1], [true, false]), 'INVALID_SHAPE', 'there are 1 scores, and 2 rows');
  expectError(() => curvePoints([NaN, 1], [true, false]), 'NON_FINITE', /row 0/);
  expectError(() => histogram([]), 'INVALID_SHAPE', 'values has no rows');
  expectError(() => residualSummary([1], [1, 2]), 'INVALID_SHAPE', 'outputs have 1 rows, targets 2');
});
