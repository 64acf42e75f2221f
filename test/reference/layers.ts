// Naive twins of assembly/kernels/batch-normalization.ts, layer-normalization.ts and columns.ts, in float64 throughout.

type Numbers = ArrayLike<number>;

const columnOf = (x: Numbers, n: number, j: number): number[] => Array.from(x).filter((_, e) => e % n === j);
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

/** The mean of each column, and of its squared distances from `means`. */
export function columnStatistics(x: Numbers, n: number): { mean: number[]; variance: number[] } {
  const columns = Array.from({ length: n }, (_, j) => columnOf(x, n, j));
  const mean = columns.map(meanOf);
  return { mean, variance: columns.map((column, j) => meanOf(column.map((value) => (value - mean[j]!) ** 2))) };
}

/** (x − mean)·gamma / √(variance + epsilon) + beta by columns. */
export function standardize(
  x: Numbers,
  { mean, variance }: { mean: Numbers; variance: Numbers },
  gamma: Numbers,
  beta: Numbers,
  epsilon: number,
): number[] {
  const n = gamma.length;
  return Array.from(x, (value, e) => {
    const j = e % n;
    return ((value - mean[j]!) * gamma[j]!) / Math.sqrt(variance[j]! + epsilon) + beta[j]!;
  });
}

/** The same by rows of n. */
export function layerNormalize(x: Numbers, gamma: Numbers, beta: Numbers, epsilon: number): number[] {
  const n = gamma.length;
  const rows = Array.from({ length: x.length / n }, (_, i) => Array.from(x).slice(i * n, (i + 1) * n));
  return rows.flatMap((row) => {
    const mean = meanOf(row);
    const variance = meanOf(row.map((value) => (value - mean) ** 2));
    return row.map((value, j) => ((value - mean) * gamma[j]!) / Math.sqrt(variance + epsilon) + beta[j]!);
  });
}

/** The sums of the rows of dy by the category that stands before each. */
export function embedGradient(x: Numbers, dy: Numbers, categories: number, dimensions: number): number[] {
  const dw = Array.from({ length: categories * dimensions }, () => 0);
  Array.from(x, (category, i) => {
    for (let j = 0; j < dimensions; j++) dw[category * dimensions + j]! += dy[i * dimensions + j]!;
  });
  return dw;
}
