// The curves and summaries that a report draws.
import type { MatrixLike } from '../index.ts';
import { toMatrix } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';
import { quantile } from './quantiles.ts';

/** What is true of the rows whose score is at least the threshold. */
export interface CurvePoint {
  readonly threshold: number;
  /** The share of the other rows that are taken for positive ones: 1 − specificity. */
  readonly falsePositiveRate: number;
  /** The share of the positive rows that are found: recall, sensitivity. */
  readonly truePositiveRate: number;
  /** The share of the rows taken for positive ones that are; 1 where none is. */
  readonly precision: number;
}

/**
 * The points of the ROC and of the precision-recall curve, from the highest threshold, Infinity, at which no row is
 * taken for a positive one, down to the least score: a point for each score that occurs.
 * @param scores larger for what is more likely positive
 * @param positive whether each row is
 * @throws LayerwiseError INVALID_SHAPE; NON_FINITE for a score that is not finite; INVALID_VALUE if all rows or none are
 * positive
 */
export function curvePoints(scores: ArrayLike<number>, positive: ArrayLike<boolean>): CurvePoint[] {
  const { data } = toMatrix(scores, { name: 'scores', columns: 1 });
  if (data.length !== positive.length)
    throw rangeError('INVALID_SHAPE', `there are ${data.length} scores, and ${positive.length} rows`);
  const order = Uint32Array.from(data, (_, row) => row).sort((a, b) => data[b]! - data[a]!);
  const positives = Array.from(positive).filter(Boolean).length;
  const negatives = data.length - positives;
  if (positives === 0 || negatives === 0)
    throw rangeError('INVALID_VALUE', `of ${data.length} rows ${positives} are positive: there is no curve`);
  const points: CurvePoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0, precision: 1 }];
  let found = 0;
  order.forEach((row, place) => {
    if (positive[row]) found++;
    const next = order[place + 1];
    if (next !== undefined && data[next] === data[row]) return;
    const taken = place + 1;
    points.push({
      threshold: data[row]!,
      falsePositiveRate: (taken - found) / negatives,
      truePositiveRate: found / positives,
      precision: found / taken,
    });
  });
  return points;
}

/** How many values are in each of the bins between two ends. */
export interface Histogram {
  /** One more than the counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * A histogram of bins of equal width from the least to the largest value; a value on an edge counts in the bin to its
 * right, the largest in the last. Values that are all equal are in the
 * middle, between edges as far apart as 1, or as a millionth of them.
 * @throws LayerwiseError INVALID_SHAPE without values; NON_FINITE
 */
export function histogram(values: ArrayLike<number>, bins = 20): Histogram {
  const { data } = toMatrix(values, { name: 'values', columns: 1 });
  let [least, largest] = [Infinity, -Infinity];
  for (const value of data) [least, largest] = [Math.min(least, value), Math.max(largest, value)];
  if (least === largest) {
    const reach = Math.max(0.5, Math.abs(least) / 2e6);
    [least, largest] = [least - reach, largest + reach];
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => least + ((largest - least) * i) / bins);
  edges[bins] = largest;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of data) {
    let bin = Math.min(Math.floor(((value - least) / (largest - least)) * bins), bins - 1);
    // The quotient may have been rounded over an edge.
    if (value < edges[bin]!) bin--;
    else if (bin < bins - 1 && value >= edges[bin + 1]!) bin++;
    counts[bin]!++;
  }
  return { edges, counts };
}

/** What the errors y − ŷ are like. */
export interface ResidualSummary {
  readonly mean: number;
  /** √(Σ(e − ē)²/(n − 1)). */
  readonly deviation: number;
  readonly least: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly largest: number;
}

/**
 * The mean, deviation and quartiles of y − ŷ: a mean far from 0 is an error that is always the same.
 * @throws LayerwiseError INVALID_SHAPE, NON_FINITE
 */
export function residualSummary(outputs: MatrixLike, targets: MatrixLike): ResidualSummary {
  const predicted = toMatrix(outputs, { name: 'outputs', columns: 1 });
  const truth = toMatrix(targets, { name: 'targets', columns: 1 });
  if (predicted.rows !== truth.rows)
    throw rangeError('INVALID_SHAPE', `outputs have ${predicted.rows} rows, targets ${truth.rows}`);
  const sorted = Float64Array.from(truth.data, (y, row) => y - predicted.data[row]!).sort();
  const mean = sorted.reduce((sum, error) => sum + error, 0) / sorted.length;
  const squares = sorted.reduce((sum, error) => sum + (error - mean) * (error - mean), 0);
  return {
    mean,
    deviation: sorted.length === 1 ? 0 : Math.sqrt(squares / (sorted.length - 1)),
    least: sorted[0]!,
    lowerQuartile: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    upperQuartile: quantile(sorted, 0.75),
    largest: sorted.at(-1)!,
  };
}
