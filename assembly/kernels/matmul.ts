// The three products of a dense layer [k → n] on m rows, and the blocked product that they share.
//
// Every path adds strictly in the order of the summed index, one rounding a product and one a sum, so all of them
// have the bits of `s = 0; for q: s += a·b`. Which path runs is a matter of speed alone.
import { BLOCK_K, BLOCK_M, BLOCK_N, TILE_ROWS, TILE_WIDTH } from "../opcodes";
import { combineRows, dotRows } from "./gemv";
import { tile1, tile2, tile4, tile4Packed } from "./matmul-micro";
import { pack } from "./pack";

/** At most so many multiply-adds are done by scalar loops; twice as many where the tiles would have to be packed. */
const SCALAR_WORK: u64 = 64;
/** Up to so many rows, packing all of W costs more than it saves. */
const FEW_ROWS = 8;
/** The same when the rows fill whole tiles. */
const TRANSPOSED_ROWS = 32;
/** Up to so many rows, z is computed row by row; up to FEW_ROWS where rows of W alias. */
const COMBINED_ROWS = 3;
/** Packing the rows of A pays from so many columns on. */
const PACK_A_COLUMNS = 64;
/** The same when the steps of a row are not next to each other. */
const PACK_STRIDED_A_COLUMNS = 16;
/** Up to so many steps, C is walked along its rows: its traffic costs more than that of A and B. */
const SHALLOW_STEPS = 16;
/** Packing the columns of B, which could be read in place, pays from so many rows on. */
const PACK_B_ROWS = 16;
/** Rows of B whose distance is a multiple of this many bytes compete for the same sets of the L1 cache. */
const ALIASING_STRIDE: usize = 2048;

/** The multiply-adds of a product: more than 32 bits hold. */
// @ts-ignore: decorator
@inline
function work(m: i32, k: i32, n: i32): u64 {
  return <u64>m * <u64>k * <u64>n;
}

/** z[m×n] = x[m×k] · w[k×n]. z apart from x and w; scratch: matmulScratchBytes. */
export function matmul<T>(m: i32, k: i32, n: i32, x: usize, w: usize, z: usize, scratch: usize): void {
  const size: usize = sizeof<T>();
  const xRow = <usize>k * size;
  const wRow = <usize>n * size;
  if (work(m, k, n) <= SCALAR_WORK) multiplyScalar<T>(m, n, k, x, xRow, size, w, wRow, size, z, false);
  else if (n == 1) dotRows<T>(m, k, x, w, z);
  else if (k == 1 || m <= COMBINED_ROWS || (m <= FEW_ROWS && wRow % ALIASING_STRIDE == 0)) combineRows<T>(m, k, n, x, xRow, w, z, false);
  else multiplyBlocked<T>(m, n, k, x, xRow, size, w, wRow, size, z, wRow, size, false, scratch);
}

/** dw[k×n] (+)= x[m×k]ᵀ · dz[m×n]. dw apart from x and dz; scratch: matmulScratchBytes. */
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
export function matmulInputGradient<T>(m: i32, k: i32, n: i32, dz: usize, w: usize, dx: usize, scratch: usize): void {
  const size: usize = sizeof<T>();
  const dzRow = <usize>n * size;
  const wRow = dzRow;
  const dxRow = <usize>k * size;
  if (work(m, k, n) <= 2 * SCALAR_WORK) multiplyScalar<T>(m, k, n, dz, dzRow, size, w, size, wRow, dx, false);
  else if (k == 1) dotRows<T>(m, n, dz, w, dx);
  else if (m == 1) dotRows<T>(k, n, w, dz, dx);
  else if (n == 1) combineRows<T>(m, 1, k, dz, size, w, dx, false);
  else if (m <= FEW_ROWS || (m <= TRANSPOSED_ROWS && m % (TILE_WIDTH / <i32>size) == 0)) {
    // dxᵀ = w · dzᵀ packs the few rows of dz instead of all of w.
    multiplyBlocked<T>(k, m, n, w, wRow, size, dz, size, dzRow, dx, size, dxRow, false, scratch);
  } else multiplyBlocked<T>(m, k, n, dz, dzRow, size, w, size, wRow, dx, dxRow, size, false, scratch);
}

/** c[m×n] (+)= A[m×k] · B[k×n], c dense; aRow … bColumn are the strides of A and B in bytes. */
function multiplyScalar<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  c: usize,
  accumulate: bool,
): void {
  for (let i = 0; i < m; i++) {
    let column = b;
    let j = n;
    for (; j >= 4; j -= 4) {
      let sum0 = accumulate ? load<T>(c) : <T>0;
      let sum1 = accumulate ? load<T>(c, sizeof<T>()) : <T>0;
      let sum2 = accumulate ? load<T>(c, 2 * sizeof<T>()) : <T>0;
      let sum3 = accumulate ? load<T>(c, 3 * sizeof<T>()) : <T>0;
      let aq = a;
      let b0 = column;
      let b1 = b0 + bColumn;
      let b2 = b1 + bColumn;
      let b3 = b2 + bColumn;
      for (let q = k; q > 0; q--) {
        const x = load<T>(aq);
        sum0 += x * load<T>(b0);
        sum1 += x * load<T>(b1);
        sum2 += x * load<T>(b2);
        sum3 += x * load<T>(b3);
        aq += aStep;
        b0 += bStep;
        b1 += bStep;
        b2 += bStep;
        b3 += bStep;
      }
      store<T>(c, sum0);
      store<T>(c, sum1, sizeof<T>());
      store<T>(c, sum2, 2 * sizeof<T>());
      store<T>(c, sum3, 3 * sizeof<T>());
      column += 4 * bColumn;
      c += 4 * sizeof<T>();
    }
    for (; j > 0; j--) {
      let sum = accumulate ? load<T>(c) : <T>0;
      let aq = a;
      let bq = column;
      for (let q = k; q > 0; q--) {
        sum += load<T>(aq) * load<T>(bq);
        aq += aStep;
        bq += bStep;
      }
      store<T>(c, sum);
      column += bColumn;
      c += sizeof<T>();
    }
    a += aRow;
  }
}

/**
 * C[m×n] (+)= A[m×k] · B[k×n] for k > 0, in blocks of BLOCK_M × BLOCK_K of A (in the L2 cache) and BLOCK_K × one
 * tile's width of B (in L1). Strides are in bytes; aStep or aRow is one element, so is bStep or bColumn.
 */
function multiplyBlocked<T>(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: usize,
  aStep: usize,
  b: usize,
  bStep: usize,
  bColumn: usize,
  c: usize,
  cRow: usize,
  cColumn: usize,
  accumulate: bool,
  scratch: usize,
): void {
  const lanes = TILE_WIDTH / <i32>sizeof<T>();
  const packA = n >= (aStep == sizeof<T>() ? PACK_A_COLUMNS : PACK_STRIDED_A_COLUMNS);
  const blockRows = k <= SHALLOW_STEPS && cRow >= ALIASING_STRIDE ? TILE_ROWS : BLOCK_M;
  const packB = bColumn != sizeof<T>() || (m >= PACK_B_ROWS && bStep % ALIASING_STRIDE == 0);
  const spare = scratch;
  const packedB = spare + TILE_ROWS * TILE_WIDTH;
  const packedA = packedB + <usize>((min(n, BLOCK_N) + lanes - 1) / lanes) * <usize>min(k, BLOCK_K) * TILE_WIDTH;
  for (let j0 = 0; j0 < n; j0 += BLOCK_N) {
    const columns = min(BLOCK_N, n - j0);
    // Columns of B read in place: whole tiles only, since a vector must not reach past the matrix.
    const inPlace = packB ? 0 : columns - (columns % lanes);
    for (let q0 = 0; q0 < k; q0 += BLOCK_K) {
      const depth = min(BLOCK_K, k - q0);
      const resume = accumulate || q0 > 0;
      const bBlock = b + <usize>q0 * bStep + <usize>j0 * bColumn;
      pack<T>(lanes, columns - inPlace, depth, bBlock + <usize>inPlace * bColumn, bColumn, bStep, packedB);
      for (let i0 = 0; i0 < m; i0 += blockRows) {
        const rows = min(blockRows, m - i0);
        const aBlock = a + <usize>i0 * aRow + <usize>q0 * aStep;
        const packedRows = packA ? rows - (rows % TILE_ROWS) : 0;
        pack<T>(TILE_ROWS, packedRows, depth, aBlock, aRow, aStep, packedA);
        let cStrip = c + <usize>i0 * cRow + <usize>j0 * cColumn;
        for (let j = 0; j < columns; j += lanes) {
          let bStrip = bBlock + <usize>j * bColumn;
          let bStripStep = bStep;
          if (j >= inPlace) {
            bStrip = packedB + <usize>(j - inPlace) * <usize>depth * sizeof<T>();
            bStripStep = TILE_WIDTH;
          }
          let aTile = packedA;
          let i = 0;
          if (cColumn == sizeof<T>() && columns - j >= lanes) {
            let cTile = cStrip;
            for (; i < packedRows; i += TILE_ROWS) {
              tile4Packed<T>(depth, aTile, bStrip, bStripStep, cTile, cRow, resume);
              aTile += <usize>depth * TILE_ROWS * sizeof<T>();
              cTile += cRow * TILE_ROWS;
            }
            tileRows<T>(
              rows - i,
              depth,
              aBlock + <usize>i * aRow,
              aRow,
              aStep,
              bStrip,
              bStripStep,
              cTile,
              cRow,
              resume,
            );
          } else {
            const width = min(lanes, columns - j);
            for (; i < rows; i += TILE_ROWS) {
              const height = min(TILE_ROWS, rows - i);
              const cTile = cStrip + <usize>i * cRow;
              if (resume) copyTile<T>(height, width, cTile, cRow, cColumn, spare, TILE_WIDTH, sizeof<T>());
              tileRows<T>(
                height,
                depth,
                aBlock + <usize>i * aRow,
                aRow,
                aStep,
                bStrip,
                bStripStep,
                spare,
                TILE_WIDTH,
                resume,
              );
              copyTile<T>(height, width, spare, TILE_WIDTH, sizeof<T>(), cTile, cRow, cColumn);
            }
          }
          cStrip += <usize>lanes * cColumn;
        }
      }
    }
  }
}

/** The tiles of `rows` rows of A in place, one below the other. */
function tileRows<T>(
  rows: i32,
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
  for (; rows >= TILE_ROWS; rows -= TILE_ROWS) {
    tile4<T>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
    a += aRow * TILE_ROWS;
    c += cRow * TILE_ROWS;
  }
  if (rows >= 2) {
    tile2<T>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
    a += 2 * aRow;
    c += 2 * cRow;
    rows -= 2;
  }
  if (rows > 0) tile1<T>(depth, a, aStep, b, bStep, c, accumulate);
}

/** Copies an m×n corner of a tile to or from its place in C. */
function copyTile<T>(
  m: i32,
  n: i32,
  from: usize,
  fromRow: usize,
  fromColumn: usize,
  to: usize,
  toRow: usize,
  toColumn: usize,
): void {
  for (let i = 0; i < m; i++) {
    let source = from;
    let target = to;
    for (let j = 0; j < n; j++) {
      store<T>(target, load<T>(source));
      source += fromColumn;
      target += toColumn;
    }
    from += fromRow;
    to += toRow;
  }
}
