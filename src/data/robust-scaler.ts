// Columns by their median and quartiles, which outliers do not move.
import { type MatrixLike, toMatrix } from './matrix.ts';

/** What divides a constant column, which then is 0 whatever comes. */
const CONSTANT = 1e30;

/**
 * What `normalization` takes to make (x − median) / (q₇₅ − q₂₅) of each column: quartiles between two values lie on the
 * line between them, as NumPy's; where both are equal, half the range takes the place of their distance.
 * @param x [rows × columns]
 * @throws LayerwiseError as `toMatrix`
 */
export function robustScaler(x: MatrixLike): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const { data, rows, columns } = toMatrix(x, { name: 'x' });
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const sorted = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!).sort();
    const quantile = (share: number): number => {
      const at = share * (rows - 1);
      const low = sorted[Math.floor(at)]!;
      return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
    };
    mean[j] = quantile(0.5);
    deviation[j] = quantile(0.75) - quantile(0.25) || (quantile(1) - quantile(0)) / 2 || CONSTANT;
  }
  return { mean, deviation };
}
