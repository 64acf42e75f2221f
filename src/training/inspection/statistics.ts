// What a tensor's values look like: their mean, spread and histogram, from a sample of a bounded size.
import type { View } from '../../dtype.ts';

/** Of some values. */
export interface TensorStatistics {
  readonly mean: number;
  /** The population's. */
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
  /** How many values are in each of 16 intervals of equal width from `low` to `high`. */
  readonly histogram: readonly number[];
}

/** The most values of a tensor that are looked at. */
const SAMPLE = 4096;
const BINS = 16;

/** At most SAMPLE of the values of a matrix, always of the same places: spread over its rows and columns. */
export function sampled(values: View, columns: number): Float64Array {
  let stride = Math.ceil(values.length / SAMPLE);
  // With a divisor in common, some columns would never be seen.
  while (divisor(stride, columns) > 1) stride++;
  const sample = new Float64Array(Math.ceil(values.length / stride));
  for (let i = 0, at = 0; at < values.length; i++, at += stride) sample[i] = values[at]!;
  return sample;
}

function divisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

/** The statistics of a sample of at least one value. */
export function statisticsOf(sample: Float64Array): TensorStatistics {
  let [sum, low, high] = [0, Infinity, -Infinity];
  for (const value of sample) {
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const mean = sum / sample.length;
  const scale = high > low ? BINS / (high - low) : 0;
  const histogram = Array.from({ length: BINS }, () => 0);
  let squares = 0;
  for (const value of sample) {
    squares += (value - mean) * (value - mean);
    histogram[Math.min(Math.floor((value - low) * scale), BINS - 1)]!++;
  }
  return { mean, deviation: Math.sqrt(squares / sample.length), low, high, histogram };
}

/** The root of the mean square. */
export function sizeOf({ mean, deviation }: TensorStatistics): number {
  return Math.sqrt(mean * mean + deviation * deviation);
}

/** How much targets vary: of class indices, what their one-hot rows do. */
export function spreadOfTargets(values: View, rows: number, outputs: number): number {
  const columns = values.length / rows;
  if (columns === outputs) {
    const statistics = new ColumnStatistics(columns);
    statistics.add(values, rows);
    return statistics.spread;
  }
  const counts = new Float64Array(outputs);
  for (const value of values) counts[value]!++;
  const variances = counts.reduce((sum, count) => sum + (count / rows) * (1 - count / rows), 0);
  return Math.sqrt(variances / outputs);
}

/** The running mean and spread of each column of rows that come in batches. */
export class ColumnStatistics {
  rows = 0;
  readonly mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(columns: number) {
    this.mean = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  /** Adds rows (Welford 1962). */
  add(values: View, rows: number): void {
    const { mean } = this;
    for (let row = 0, i = 0; row < rows; row++) {
      this.rows++;
      for (let j = 0; j < mean.length; j++, i++) {
        const distance = values[i]! - mean[j]!;
        mean[j]! += distance / this.rows;
        this.#squares[j]! += distance * (values[i]! - mean[j]!);
      }
    }
  }

  /** The population's deviation of a column. */
  deviation(column: number): number {
    return Math.sqrt(this.#squares[column]! / this.rows);
  }

  /** The root of the mean, over the columns, of the variances. */
  get spread(): number {
    return Math.sqrt(this.#squares.reduce((sum, squares) => sum + squares, 0) / (this.rows * this.mean.length));
  }
}
