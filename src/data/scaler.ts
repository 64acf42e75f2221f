// Columns of zero mean and unit deviation.
import type { View } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { Matrix, type MatrixLike, toMatrix } from './matrix.ts';

/** What `standardScaler` found, and the two maps. `normalization(scaler)` makes it part of a network. */
export interface StandardScaler {
  /** Of each column. */
  readonly mean: Float64Array;
  /** Of each column: √(Σ(x − mean)² / rows), the population's; 1 for a constant column. */
  readonly deviation: Float64Array;
  /** The columns, counted from 0, whose values are all equal; `transform` makes them 0. */
  readonly constantColumns: readonly number[];
  /**
   * (x − mean) / deviation, in a new matrix of x's element type.
   * @throws LayerwiseError as `toMatrix`
   */
  transform(x: MatrixLike): Matrix;
  /**
   * x · deviation + mean, in a new matrix of x's element type: undoes `transform` up to rounding.
   * @throws LayerwiseError as `toMatrix`
   */
  inverse(x: MatrixLike): Matrix;
}

/**
 * Measures the columns of x as scikit-learn's StandardScaler does: fit it to the training rows and transform all rows
 * with it. Sums are float64, of distances from the mean, so a large mean costs no accuracy.
 * @param x [rows × columns]
 * @throws LayerwiseError as `toMatrix`, and INVALID_VALUE for values so large that their sum or spread overflows
 */
export function standardScaler(x: MatrixLike): StandardScaler {
  const matrix = toMatrix(x, { name: 'x' });
  const { columns } = matrix;
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  const constantColumns: number[] = [];
  for (let column = 0; column < columns; column++) {
    const measured = measure(matrix, column);
    mean[column] = measured.mean;
    deviation[column] = measured.deviation;
    if (measured.constant) constantColumns.push(column);
  }
  const map = (values: MatrixLike, f: (value: number, column: number) => number): Matrix => {
    const given = toMatrix(values, { name: 'x', columns, taker: 'the scaler' });
    const data = given.data.slice() as View;
    for (let i = 0, column = 0; i < data.length; i++) {
      data[i] = f(data[i]!, column);
      if (++column === columns) column = 0;
    }
    return new Matrix(data, given.rows, columns);
  };
  return {
    mean,
    deviation,
    constantColumns,
    transform: (values) => map(values, (value, column) => (value - mean[column]!) / deviation[column]!),
    inverse: (values) => map(values, (value, column) => value * deviation[column]! + mean[column]!),
  };
}

/**
 * Mean and population deviation of a column. The mean is corrected by the mean distance from it, which takes away the
 * rounding of a long sum; the distances are squared as parts of the largest, so that no square overflows or vanishes.
 */
function measure(
  { data, rows, columns }: Matrix,
  column: number,
): { mean: number; deviation: number; constant: boolean } {
  let [low, high, sum] = [Infinity, -Infinity, 0];
  for (let i = column; i < data.length; i += columns) {
    const value = data[i]!;
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  if (low === high) return { mean: low, deviation: 1, constant: true };
  let mean = sum / rows;
  let distance = 0;
  for (let i = column; i < data.length; i += columns) distance += data[i]! - mean;
  mean += distance / rows;
  const largest = Math.max(high - mean, mean - low);
  if (!Number.isFinite(largest))
    throw rangeError('INVALID_VALUE', `x: column ${column} reaches from ${low} to ${high}, too far to scale`);
  let squares = 0;
  for (let i = column; i < data.length; i += columns) {
    const part = (data[i]! - mean) / largest;
    squares += part * part;
  }
  return { mean, deviation: Math.sqrt(squares / rows) * largest || Number.MIN_VALUE, constant: false };
}
