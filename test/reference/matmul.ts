// The matrix products as plain loops: what the kernels must equal bit for bit.
import type { DType } from '../../src/dtype.ts';

/** Rounds a float64 result to the element type. */
export function rounding(dtype: DType): (value: number) => number {
  return dtype === 'float32' ? Math.fround : (value) => value;
}

/** Element (row, column) of a matrix. */
type Element = (row: number, column: number) => number;

/** c[m×n] (+)= A[m×k] · B[k×n]; every product and every sum is rounded to the element type. */
function product(
  dtype: DType,
  m: number,
  n: number,
  k: number,
  a: Element,
  b: Element,
  start?: ArrayLike<number>,
): number[] {
  const round = rounding(dtype);
  const c: number[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = start?.[c.length] ?? 0;
      for (let q = 0; q < k; q++) sum = round(sum + round(a(i, q) * b(q, j)));
      c.push(sum);
    }
  }
  return c;
}

/** A dense layer's sizes: m rows, k inputs, n outputs. */
export interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/** z[m×n] = x[m×k] · w[k×n]. */
export function matmul(dtype: DType, { m, k, n }: Sizes, x: ArrayLike<number>, w: ArrayLike<number>): number[] {
  return product(
    dtype,
    m,
    n,
    k,
    (i, q) => x[i * k + q]!,
    (q, j) => w[q * n + j]!,
  );
}

/** dw[k×n] = start[k×n] + x[m×k]ᵀ · dz[m×n]. */
export function matmulWeightsGradient(
  dtype: DType,
  { m, k, n }: Sizes,
  x: ArrayLike<number>,
  dz: ArrayLike<number>,
  start?: ArrayLike<number>,
): number[] {
  return product(
    dtype,
    k,
    n,
    m,
    (i, q) => x[q * k + i]!,
    (q, j) => dz[q * n + j]!,
    start,
  );
}

/** dx[m×k] = dz[m×n] · w[k×n]ᵀ. */
export function matmulInputGradient(
  dtype: DType,
  { m, k, n }: Sizes,
  dz: ArrayLike<number>,
  w: ArrayLike<number>,
): number[] {
  return product(
    dtype,
    m,
    k,
    n,
    (i, q) => dz[i * n + q]!,
    (q, j) => w[j * n + q]!,
  );
}
