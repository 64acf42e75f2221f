import { describe, expect, test } from 'vitest';
import {
  classSet,
  conformalClasses,
  conformalNumbers,
  conformalQuantile,
  crossCoverage,
  numberInterval,
} from '../../src/assess/conformal.ts';
import { Random } from '../../src/assess/random.ts';
import { expectError } from '../support/errors.ts';

const unitOf = (random: Random) => (): number => random.below(2 ** 32) / 2 ** 32;

/** 100 splits: how often the truth was in the set or interval, in all. */
function coveredIn(splits: number, task: 'classes' | 'numbers', coverage: number, calibrating: number, tested: number) {
  let covered = 0;
  for (let split = 0; split < splits; split++) {
    const unit = unitOf(new Random(split, 77));
    const draw = (count: number) =>
      Array.from({ length: count }, () => (task === 'classes' ? classRow(unit) : numberRow(unit)));
    const outputs = (rows: readonly (readonly [number[], number])[]) => rows.map(([output]) => output);
    const targets = (rows: readonly (readonly [number[], number])[]) => rows.map(([, target]) => target);
    const [held, test] = [draw(calibrating), draw(tested)];
    const make = task === 'classes' ? conformalClasses : conformalNumbers;
    const conformal = make(outputs(held), targets(held));
    for (const [output, target] of test) {
      if (task === 'classes') covered += Number(classSet(conformal, output, coverage).includes(target));
      else {
        const [low, high] = numberInterval(conformal, output[0]!, coverage);
        covered += Number(low <= target && target <= high);
      }
    }
  }
  return covered;
}

/** Three classes, the probabilities of a model that is too sure of itself, and the class. */
function classRow(unit: () => number): readonly [number[], number] {
  const weights = [unit() ** 3, unit() ** 3, unit() ** 3];
  const sum = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => weight / sum);
  const draw = unit();
  const target = draw < shares[0]! ? 0 : draw < shares[0]! + shares[1]! ? 1 : 2;
  const sharp = shares.map((share) => share ** 3);
  const all = sharp.reduce((a, b) => a + b);
  return [sharp.map((share) => share / all), target];
}

/** A prediction and a number that is off by something lopsided. */
function numberRow(unit: () => number): readonly [number[], number] {
  const predicted = 10 * unit();
  return [[predicted], predicted + unit() ** 2 * 5 - unit()];
}

// Coverage of n calibration rows is Beta(k, n + 1 − k) with k = ⌈(n + 1)·coverage⌉; the count over the splits is
// compared with its mean at 3.5 standard deviations.
describe.each(['classes', 'numbers'] as const)('%s', (task) => {
  test.each([
    [0.8, 100],
    [0.9, 60],
    [0.95, 500],
  ])('a coverage of %d from %d rows, over 100 splits', (coverage, calibrating) => {
    const [splits, tested] = [100, 50];
    const k = Math.ceil((calibrating + 1) * coverage);
    const mean = k / (calibrating + 1);
    const beta = (mean * (1 - mean)) / (calibrating + 2);
    const variance = splits * (tested * (mean * (1 - mean) - beta) + tested ** 2 * beta);
    const found = coveredIn(splits, task, coverage, calibrating, tested);
    const bound = 3.5 * Math.sqrt(variance);
    expect(found).toBeGreaterThan(splits * tested * mean - bound);
    // The most probable class is in a set in any case, which can only add to the coverage.
    expect(found).toBeLessThan(splits * tested * mean + bound);
  });
});

describe('the quantile', () => {
  const scores = Array.from({ length: 19 }, (_, i) => i + 1);
  test.each([
    [0.9, 18],
    [0.91, 19],
    [0.95, 19],
    [0.96, Infinity],
    [0.05, 1],
    [0.5, 10],
  ])('of 19 scores for %d', (coverage, expected) => {
    expect(conformalQuantile({ scores }, coverage)).toBe(expected);
  });

  test('of many scores is never less than that of all, and equal at thousandths', () => {
    const unit = unitOf(new Random(8));
    for (const count of [1000, 1999, 12_345]) {
      const values = Array.from({ length: count }, unit);
      const sorted = Float64Array.from(values).sort();
      const { scores: kept } = conformalNumbers(
        values,
        values.map(() => 0),
      );
      expect(kept).toHaveLength(999);
      for (const [coverage, same] of [
        [0.9, true],
        [0.999, true],
        [0.001, true],
        [0.123, true],
        [0.90005, false],
        [0.9991, false],
      ] as const) {
        const exact = sorted[Math.ceil((count + 1) * coverage - 1e-9) - 1] ?? Infinity;
        const found = conformalQuantile({ scores: kept }, coverage);
        expect(found >= exact && (found === exact || !same)).toBe(true);
      }
    }
  });

  test('takes shares only', () => {
    for (const coverage of [0, 1, -0.1, NaN, '0.9' as unknown as number])
      expectError(() => conformalQuantile({ scores }, coverage), 'INVALID_OPTION', /"coverage" must be/);
  });
});

test('a set has the most probable class first, and at least it', () => {
  const sure = { task: 'classes', scores: Array.from({ length: 99 }, () => 0.05) } as const;
  expect(classSet(sure, [0.2, 0.5, 0.3], 0.9)).toEqual([1]);
  const unsure = { task: 'classes', scores: Array.from({ length: 99 }, () => 0.75) } as const;
  expect(classSet(unsure, [0.2, 0.5, 0.3], 0.9)).toEqual([1, 2]);
  expect(classSet(unsure, [0.7], 0.9)).toEqual([1, 0]);
  expect(classSet(unsure, [0.2], 0.9)).toEqual([0]);
  expect(classSet({ task: 'classes', scores: [0.5] }, [0.2, 0.5, 0.3], 0.9)).toEqual([1, 2, 0]);
  expect(numberInterval({ task: 'numbers', scores: [0.5] }, 3, 0.9)).toEqual([-Infinity, Infinity]);
});

test('scores are ascending, and those of one output are those of two', () => {
  const outputs = [0.9, 0.2, 0.6];
  const { scores } = conformalClasses(outputs, [1, 1, 0]);
  expect(scores).toEqual([1 - 0.9, 0.6, 0.8]);
  expect(
    conformalClasses(
      outputs.map((p) => [1 - p, p]),
      [1, 1, 0],
    ).scores,
  ).toEqual(scores);
});

test.each(['classes', 'numbers'] as const)('cross-wise coverage of %s', (task) => {
  const unit = unitOf(new Random(5));
  const rows = Array.from({ length: 400 }, () => (task === 'classes' ? classRow(unit) : numberRow(unit)));
  const [outputs, targets] = [rows.map(([output]) => output), rows.map(([, target]) => target)];
  const found = crossCoverage(task, outputs, targets, 0.9, { seed: 2 });
  expect(found).toMatchObject({ wanted: 0.9, rows: 400 });
  expect(Math.abs(found.found - 0.9)).toBeLessThan(0.03);
  expect(found.low).toBeLessThan(found.found);
  expect(found.high).toBeGreaterThan(found.found);
  const make = task === 'classes' ? conformalClasses : conformalNumbers;
  const conformal = make(outputs, targets);
  const sizes = outputs.map((output) =>
    task === 'classes' ? classSet(conformal, output, 0.9).length : 2 * conformalQuantile(conformal, 0.9),
  );
  const size = sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
  expect(Math.abs(found.size / size - 1)).toBeLessThan(0.05);
  expect(crossCoverage(task, outputs, targets, 0.9, { seed: 2 })).toEqual(found);
  expect(crossCoverage(task, outputs, targets, 0.99, { seed: 2 }).size).toBeGreaterThan(found.size);
});

test('mistakes', () => {
  expectError(() => conformalClasses([0.5], [2]), 'INVALID_VALUE', /targets: row 0 is 2, the classes are 0 to 1/);
  expectError(() => conformalNumbers([0.5], [2, 3]), 'INVALID_SHAPE', 'outputs have 1 rows, targets 2');
  expectError(() => crossCoverage('numbers', [1], [2], 0.9), 'INVALID_OPTION', /"parts" must be from 2 to the 1 rows/);
  expectError(() => crossCoverage('numbers', [1, 2], [2, 2], 0.9, { parts: 3 }), 'INVALID_OPTION', /got 3/);
});
