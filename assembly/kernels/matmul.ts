// The three products of a dense layer [k → n] on m rows: which path takes them.
//
// Every path adds strictly in the order of the summed index, one rounding a product and one a sum, so all of them
// have the bits of `s = 0; for q: s += a·b`. Which path runs is a matter of speed alone; the thresholds are measured.
import { TILE_WIDTH } from "../opcodes";
import { combineRows, dotRows } from "./gemv";
import { ALIASING_STRIDE, multiplyBlocked } from "./matmul-blocked";
import { multiplyScalar } from "./matmul-scalar";

/** At most so many multiply-adds are done by scalar loops; twice as many where the tiles would have to be packed. */
const SCALAR_WORK: u64 = 64;
/** Up to so many rows, packing all of W costs more than it saves. */
const FEW_ROWS = 8;
/** The same when the rows fill whole tiles and the sums are long. */
const FEW_WHOLE_ROWS = 32;
const LONG_SUM = 128;
/** Up to so many rows, a tile would be half empty. */
const COMBINED_ROWS = 3;

/** The multiply-adds of a product, which may overflow 32 bits. */
// @ts-ignore: decorator
@inline
function work(m: i32, k: i32, n: i32): u64 {
  return <u64>m * <u64>k * <u64>n;
}

/** z[m×n] = x[m×k] · w[k×n]. z apart from x and w; scratch: matmulScratchBytes. */
// @ts-ignore: decorator
@inline
export function matmul<T>(m: i32, k: i32, n: i32, x: usize, w: usize, z: usize, scratch: usize): void {
  const size: usize = sizeof<T>();
  const xRow = <usize>k * size;
  const wRow = <usize>n * size;
  if (work(m, k, n) <= SCALAR_WORK) multiplyScalar<T>(m, n, k, x, xRow, size, w, wRow, size, z, false);
  else if (n == 1) dotRows<T>(m, k, x, w, z);
  else if (k == 1 || m <= COMBINED_ROWS || (m <= FEW_ROWS && wRow % ALIASING_STRIDE == 0)) {
    combineRows<T>(m, k, n, x, xRow, w, z, false);
  } else multiplyBlocked<T>(m, n, k, x, xRow, size, w, wRow, size, z, wRow, size, false, scratch);
}

/** dw[k×n] (+)= x[m×k]ᵀ · dz[m×n]. dw apart from x and dz; scratch: matmulScratchBytes. */
// @ts-ignore: decorator
@inline
export function matmulWeightsGradient<T>(
  m: i32,
  k: i32,
  n: i32,
  x: usize,
  dz: usize,
  dw: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const size: usize = sizeof<T>();
  const xRow = <usize>k * size;
  const dzRow = <usize>n * size;
  if (work(m, k, n) <= SCALAR_WORK) multiplyScalar<T>(k, n, m, x, size, xRow, dz, dzRow, size, dw, accumulate);
  else if (n == 1) combineRows<T>(1, m, k, dz, 0, x, dw, accumulate);
  else if (k == 1) combineRows<T>(1, m, n, x, 0, dz, dw, accumulate);
  else if (m == 1) combineRows<T>(k, 1, n, x, size, dz, dw, accumulate);
  else multiplyBlocked<T>(k, n, m, x, size, xRow, dz, dzRow, size, dw, dzRow, size, accumulate, scratch);
}

/** dx[m×k] = dz[m×n] · w[k×n]ᵀ. dx apart from dz and w; scratch: matmulScratchBytes. */
// @ts-ignore: decorator
@inline
export function matmulInputGradient<T>(m: i32, k: i32, n: i32, dz: usize, w: usize, dx: usize, scratch: usize): void {
  const size: usize = sizeof<T>();
  const dzRow = <usize>n * size;
  const wRow = dzRow;
  const dxRow = <usize>k * size;
  if (work(m, k, n) <= 2 * SCALAR_WORK) multiplyScalar<T>(m, k, n, dz, dzRow, size, w, size, wRow, dx, false);
  else if (k == 1) dotRows<T>(m, n, dz, w, dx);
  else if (m == 1) dotRows<T>(k, n, w, dz, dx);
  else if (n == 1) combineRows<T>(m, 1, k, dz, size, w, dx, false);
  else if (m <= FEW_ROWS || (m <= FEW_WHOLE_ROWS && m % (TILE_WIDTH / <i32>size) == 0 && n >= LONG_SUM)) {
    // dxᵀ = w · dzᵀ packs the few rows of dz instead of all of w.
    multiplyBlocked<T>(k, m, n, w, wRow, size, dz, size, dzRow, dx, size, dxRow, false, scratch);
  } else multiplyBlocked<T>(m, k, n, dz, dzRow, size, w, size, wRow, dx, dxRow, size, false, scratch);
}
