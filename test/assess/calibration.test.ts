import { expect, test } from 'vitest';
import { reliability, temperatureOf, withTemperature } from '../../src/assess/calibration.ts';
import { wilson } from '../../src/assess/proportions.ts';
import { Random } from '../../src/assess/random.ts';
import { metric } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { expectNear, references, rowsOf } from './references.ts';

const curves = (['binary', 'multi'] as const).flatMap((on) =>
  references.calibration[on].map((curve) => ({ on, ...curve })),
);

test.each(curves)('the reliability of $on in $bins bins by $by', ({ on, by, bins, actual, predicted }) => {
  const { outputs, y } = rowsOf[on];
  const { bins: found } = reliability(outputs, y, { bins, by });
  expectNear(
    found.map((bin) => bin.actual),
    actual,
  );
  expectNear(
    found.map((bin) => bin.predicted),
    predicted,
  );
  expect(found.reduce((sum, { rows }) => sum + rows, 0)).toBe(y.length);
  for (const bin of found) expect([bin.low, bin.high]).toEqual([...wilson(bin.actual * bin.rows, bin.rows)]);
});

test('the expected calibration error', () => {
  const { outputs, y } = rowsOf.multi;
  const { expectedError, maximumError, bins } = reliability(outputs, y, { bins: 15 });
  expectNear([expectedError], [references.calibration.expectedError]);
  expect(maximumError).toBe(Math.max(...bins.map(({ actual, predicted }) => Math.abs(actual - predicted))));
});

test.each(references.temperatures)('the temperature of $on', ({ on, temperature }) => {
  const { outputs, y } = rowsOf[on];
  const found = temperatureOf(outputs, y);
  expectNear([found], [temperature], 1e-6);
  // Near what is the best for the rows alone.
  const loss = (t: number): number => metric('logLoss')(withTemperature(outputs, t), y);
  for (const factor of [0.5, 2]) expect(loss(found * factor)).toBeGreaterThan(loss(found));
});

test('two outputs are one', () => {
  const { outputs, y } = rowsOf.binary;
  const both = outputs.map((p) => [1 - p, p]);
  expectNear([temperatureOf(both, y)], [temperatureOf(outputs, y)]);
  expectNear(
    [reliability(outputs, y).expectedError],
    [
      reliability(
        both.map(([, p]) => p!),
        y,
      ).expectedError,
    ],
  );
  const cooled = withTemperature(outputs, 2);
  expect(cooled.columns).toBe(1);
  expectNear(
    withTemperature(both, 2)
      .toArray()
      .map(([, p]) => p!),
    cooled.data,
  );
});

test('a temperature undoes another', () => {
  const { outputs } = rowsOf.multi;
  const there = withTemperature(outputs, 3);
  expectNear(withTemperature(there, 1 / 3).data, outputs.flat(), 1e-9);
  expectNear(withTemperature(outputs, 1).data, outputs.flat(), 1e-9);
});

test('probabilities that were sharpened by a factor of three have a temperature of three', () => {
  const random = new Random(4);
  const unit = (): number => random.below(2 ** 32) / 2 ** 32;
  const outputs = Array.from({ length: 20_000 }, unit);
  const y = outputs.map((p) => Number(unit() < p));
  const sharp = withTemperature(outputs, 1 / 3);
  expect(Math.abs(temperatureOf(sharp, y) / 3 - 1)).toBeLessThan(0.03);
  expect(reliability(sharp, y).expectedError).toBeGreaterThan(0.1);
  expect(reliability(withTemperature(sharp, temperatureOf(sharp, y)), y).expectedError).toBeLessThan(0.02);
});

test('rows that are all right, all wrong, or certain', () => {
  // Three rows of three: as sure as (3 + 1)/(3 + 2), no surer.
  expectNear(withTemperature([0.2, 0.8], temperatureOf([0.2, 0.8, 0.8], [0, 1, 1])).data, [0.2, 0.8], 1e-9);
  const many = Array.from({ length: 98 }, () => 0.8);
  expectNear(
    withTemperature(
      [0.8],
      temperatureOf(
        many,
        many.map(() => 1),
      ),
    ).data,
    [0.99],
    1e-9,
  );
  expectNear([temperatureOf([0.8, 0.1, 0.3], [0, 1, 1])], [20]);
  expect(temperatureOf([0, 1, 1, 0, 1], [0, 1, 1, 0, 0])).toBeGreaterThan(1);
  expect(reliability([1, 1, 1, 0], [1, 1, 0, 0]).bins.map(({ rows }) => rows)).toEqual([1, 3]);
  expect(reliability([0.4, 0.4], [1, 0], { by: 'mass' }).bins).toHaveLength(1);
});

test('mistakes', () => {
  expectError(
    () => reliability([0.5, 1.5], [0, 1]),
    'INVALID_VALUE',
    'reliability: outputs: row 1, column 0 is 1.5, not a probability',
  );
  expectError(
    () => temperatureOf([0.5, 0.5], [0, 2]),
    'INVALID_VALUE',
    'temperatureOf: targets: row 1 is 2, the classes are 0 to 1',
  );
  expectError(() => reliability([0.5], [0, 1]), 'INVALID_SHAPE', 'reliability: outputs are 1 × 1, targets 2 × 1');
  expectError(() => reliability([0.5], [0], { bins: 0 }), 'INVALID_OPTION', /"bins" must be a positive integer/);
  expectError(() => reliability([NaN], [0]), 'NON_FINITE', /row 0, column 0 is NaN/);
});
