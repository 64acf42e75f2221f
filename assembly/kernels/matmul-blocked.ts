// The blocked product: blocks that fit the caches, packed where reading in place would be slow, cut into tiles.
import { BLOCK_K, BLOCK_M, BLOCK_N, TILE_ROWS, TILE_WIDTH } from "../opcodes";
import { tile1, tile2, tile4, tile4Packed } from "./matmul-micro";
import { pack } from "./pack";
import { isPart, ownScratch, shareEnd, shareStart } from "../threads";

/** Rows a multiple of this many bytes apart compete for few sets of the L1 cache. */
export const ALIASING_STRIDE: usize = 2048;

/** Packing the rows of A pays from so many columns on. */
const PACK_A_COLUMNS = 64;
/** The same when the steps of a row are not next to each other. */
const PACK_STRIDED_A_COLUMNS = 16;
/** Packing columns of B that alias pays from so many rows on. */
const PACK_B_ROWS = 16;
/** Up to so many steps, a C of long rows is walked along them: its traffic costs more than that of A and B. */
const SHALLOW_STEPS = 16;

/**
 * C[m×n] (+)= A[m×k] · B[k×n] for m, k, n > 0, C apart from A and B. Strides are in bytes; one of aRow and aStep is
 * an element, and so is one of bStep and bColumn. A block of A, BLOCK_M × BLOCK_K, stays in the L2 cache while the
 * strips of B, BLOCK_K × a tile's width, pass through L1.
 * @param scratch matmulScratchBytes: the spare tile, the packed strips of B, the packed rows of A; of each thread
 */
export function multiplyBlocked<T>(
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
  const packB = bColumn != sizeof<T>() || (m >= PACK_B_ROWS && bStep % ALIASING_STRIDE == 0);
  const blockRows = k <= SHALLOW_STEPS && cRow >= ALIASING_STRIDE ? TILE_ROWS : BLOCK_M;
  const steps = <usize>min(k, BLOCK_K);
  const bytesOfB = <usize>((min(n, BLOCK_N) + lanes - 1) / lanes) * steps * TILE_WIDTH;
  const bytesOfA = (<usize>((min(m, BLOCK_M) + TILE_ROWS - 1) / TILE_ROWS) * TILE_ROWS * steps) << alignof<T>();
  if (isPart()) {
    scratch = ownScratch(scratch, <usize>(TILE_ROWS * TILE_WIDTH) + bytesOfB + bytesOfA);
    // Threads divide the longer side of C.
    if (n > m) {
      const start = shareStart(n, lanes);
      n = shareEnd(n, lanes) - start;
      b += <usize>start * bColumn;
      c += <usize>start * cColumn;
    } else {
      const start = shareStart(m, TILE_ROWS);
      m = shareEnd(m, TILE_ROWS) - start;
      a += <usize>start * aRow;
      c += <usize>start * cRow;
    }
  }
  const packedB = scratch + TILE_ROWS * TILE_WIDTH;
  const packedA = packedB + bytesOfB;
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
        let strip = bBlock;
        let cStrip = c + <usize>i0 * cRow + <usize>j0 * cColumn;
        for (let j = 0; j < columns; j += lanes) {
          const packed = j >= inPlace;
          if (j == inPlace) strip = packedB;
          const stripStep = packed ? <usize>TILE_WIDTH : bStep;
          const width = min(lanes, columns - j);
          multiplyStrip<T>(
            rows,
            packedRows,
            width,
            depth,
            packedA,
            aBlock,
            aRow,
            aStep,
            strip,
            stripStep,
            cStrip,
            cRow,
            cColumn,
            resume,
            scratch,
          );
          strip += packed ? <usize>depth * TILE_WIDTH : TILE_WIDTH;
          cStrip += <usize>lanes * cColumn;
        }
      }
    }
  }
}

/**
 * The tiles of one strip, one below the other: C[rows × width] (+)= A[rows × depth] · strip. The first `packedRows`
 * rows of A are read from packedA, the others in place. Tiles that are not whole or lie across the rows of C are
 * made in `spare`.
 */
// @ts-ignore: decorator
@inline
function multiplyStrip<T>(
  rows: i32,
  packedRows: i32,
  width: i32,
  depth: i32,
  packedA: usize,
  a: usize,
  aRow: usize,
  aStep: usize,
  strip: usize,
  stripStep: usize,
  c: usize,
  cRow: usize,
  cColumn: usize,
  accumulate: bool,
  spare: usize,
): void {
  const size: usize = sizeof<T>();
  const bytes = width * <i32>size;
  const narrow = bytes <= TILE_WIDTH / 2;
  for (let i = 0; i < rows; i += TILE_ROWS) {
    const height = min(TILE_ROWS, rows - i);
    const isNarrow = narrow && i < packedRows;
    const direct = cColumn == size && bytes == (isNarrow ? TILE_WIDTH / 2 : TILE_WIDTH);
    const tile = direct ? c : spare;
    const tileRow = direct ? cRow : TILE_WIDTH;
    if (!direct && accumulate) copyTile<T>(height, width, c, cRow, cColumn, spare, TILE_WIDTH, size);
    if (isNarrow) tile4Packed<T>(false, depth, packedA, strip, stripStep, tile, tileRow, accumulate);
    else if (i < packedRows) tile4Packed<T>(true, depth, packedA, strip, stripStep, tile, tileRow, accumulate);
    else multiplyRows<T>(height, depth, a, aRow, aStep, strip, stripStep, tile, tileRow, accumulate);
    if (!direct) copyTile<T>(height, width, spare, TILE_WIDTH, size, c, cRow, cColumn);
    packedA += <usize>depth * TILE_ROWS * size;
    a += aRow * TILE_ROWS;
    c += cRow * TILE_ROWS;
  }
}

/** One to four rows of A in place. */
// @ts-ignore: decorator
@inline
function multiplyRows<T>(
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
  if (rows == TILE_ROWS) {
    tile4<T>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
    return;
  }
  if (rows >= 2) tile2<T>(depth, a, aRow, aStep, b, bStep, c, cRow, accumulate);
  if (rows != 2) {
    const last = <usize>(rows - 1);
    tile1<T>(depth, a + last * aRow, aStep, b, bStep, c + last * cRow, accumulate);
  }
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
