// The scratch memory of the matrix products; assembly/kernels/matmul.ts lays it out.
import { BLOCK_K, BLOCK_M, BLOCK_N, TILE_ROWS, TILE_WIDTH } from '../../assembly/opcodes.ts';

/**
 * The bytes that one product C[m×n] = A[m×k]·B[k×n] may use: a tile, and the packed blocks of B and A, padded to
 * whole tiles.
 */
function productScratchBytes(m: number, n: number, k: number, elementBytes: number): number {
  const depth = Math.min(k, BLOCK_K);
  const panelsOfB = Math.ceil((Math.min(n, BLOCK_N) * elementBytes) / TILE_WIDTH);
  const panelsOfA = Math.ceil(Math.min(m, BLOCK_M) / TILE_ROWS);
  return TILE_ROWS * TILE_WIDTH + depth * (panelsOfB * TILE_WIDTH + panelsOfA * TILE_ROWS * elementBytes);
}

/**
 * The bytes of scratch memory that suffice for Matmul, MatmulWeightsGradient and MatmulInputGradient of a layer
 * [k → n], one at a time, on any number of rows up to `rows`, of one
 * thread.
 */
export function matmulScratchBytes(rows: number, k: number, n: number, elementBytes: number): number {
  return Math.max(
    productScratchBytes(rows, n, k, elementBytes),
    productScratchBytes(k, n, rows, elementBytes),
    productScratchBytes(rows, k, n, elementBytes),
    productScratchBytes(k, rows, n, elementBytes),
  );
}
