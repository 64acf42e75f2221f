// The register tiles of the matrix products: up to 4 rows of A times 1 or 2 vectors of B.
//
// Eight accumulators, two vectors of B and one of A are eleven live vectors. Optimizing compilers with sixteen
// vector registers spill from about fourteen on, at half the speed, so the tile is no larger and the loop over k
// is not unrolled. Every sum starts from c or from 0 and adds its products one at a time in k order: an element of
// the result has the bits of the plain loop, however the matrices are blocked, packed or tiled.
import { TILE_ROWS } from "../opcodes";

/** sum + a·b with two roundings, as a scalar loop has. */
// @ts-ignore: decorator
@inline
function multiplyAdd<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/**
 * c[rows × TILE_WIDTH] (+)= Σ over `depth` steps of a[i]·b, or the first half of that unless `wide`. Element i of A in
 * one step stands at a + i·aRow, or, when A is packed, next to element i − 1. `rows`, `wide` and `packed` are constants
 * at every call, so that this one body compiles to the five tiles below.
 */
// @ts-ignore: decorator
@inline
function tile<T>(
  rows: i32,
  wide: bool,
  packed: bool,
  depth: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  let c00 = v128.splat<T>(<T>0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const c1 = c + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  if (accumulate) {
    c00 = v128.load(c);
    if (wide) c01 = v128.load(c, 16);
    if (rows > 1) {
      c10 = v128.load(c1);
      if (wide) c11 = v128.load(c1, 16);
    }
    if (rows > 2) {
      c20 = v128.load(c2);
      if (wide) c21 = v128.load(c2, 16);
      c30 = v128.load(c3);
      if (wide) c31 = v128.load(c3, 16);
    }
  }
  let a1 = a + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  for (let step = depth; step > 0; step--) {
    const b0 = v128.load(b);
    const b1 = wide ? v128.load(b, 16) : b0;
    let x = v128.load_splat<T>(a);
    c00 = multiplyAdd<T>(c00, x, b0);
    if (wide) c01 = multiplyAdd<T>(c01, x, b1);
    if (rows > 1) {
      x = packed ? v128.load_splat<T>(a, sizeof<T>()) : v128.load_splat<T>(a1);
      c10 = multiplyAdd<T>(c10, x, b0);
      if (wide) c11 = multiplyAdd<T>(c11, x, b1);
    }
    if (rows > 2) {
      x = packed ? v128.load_splat<T>(a, 2 * sizeof<T>()) : v128.load_splat<T>(a2);
      c20 = multiplyAdd<T>(c20, x, b0);
      if (wide) c21 = multiplyAdd<T>(c21, x, b1);
      x = packed ? v128.load_splat<T>(a, 3 * sizeof<T>()) : v128.load_splat<T>(a3);
      c30 = multiplyAdd<T>(c30, x, b0);
      if (wide) c31 = multiplyAdd<T>(c31, x, b1);
    }
    a += aStep;
    if (!packed) {
      if (rows > 1) a1 += aStep;
      if (rows > 2) {
        a2 += aStep;
        a3 += aStep;
      }
    }
    b += bStep;
  }
  v128.store(c, c00);
  if (wide) v128.store(c, c01, 16);
  if (rows > 1) {
    v128.store(c1, c10);
    if (wide) v128.store(c1, c11, 16);
  }
  if (rows > 2) {
    v128.store(c2, c20);
    if (wide) v128.store(c2, c21, 16);
    v128.store(c3, c30);
    if (wide) v128.store(c3, c31, 16);
  }
}

/**
 * Four rows of packed A, the inner loop of every large product; of the last columns of a matrix, unless `wide`, the first
 * vector of each of B's alone.
 */
// @ts-ignore: decorator
@inline
export function tile4Packed<T>(
  wide: bool,
  depth: i32,
  a: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  tile<T>(4, wide, true, depth, a, 0, TILE_ROWS * sizeof<T>(), b, bStep, c, cRow, accumulate);
}

/** Four rows of A in place. */
// @ts-ignore: decorator
@inline
export function tile4<T>(
  depth: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  tile<T>(4, true, false, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
}

/** Two rows of A in place. */
// @ts-ignore: decorator
@inline
export function tile2<T>(
  depth: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  c: usize,
  cRow: usize,
  accumulate: bool,
): void {
  tile<T>(2, true, false, depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
}

/** One row of A in place. */
// @ts-ignore: decorator
@inline
export function tile1<T>(depth: i32, a: usize, aStep: usize, b: usize, bStep: usize, c: usize, accumulate: bool): void {
  tile<T>(1, true, false, depth, a, 0, aStep, b, bStep, c, 0, accumulate);
}
