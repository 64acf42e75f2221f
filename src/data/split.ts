// Rows by index, and the seeded share of them that is kept for testing.
import type { DType, View } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { Matrix, type MatrixLike, toMatrix } from './matrix.ts';

/** Inputs and targets, row by row. */
export interface LabelledRows {
  readonly x: Matrix;
  readonly y: Matrix;
}

/** How `trainTestSplit` divides. */
export interface TrainTestSplitOptions {
  /** The share of the rows, rounded down, that goes to the test set; default 0.25. */
  readonly testShare?: number;
  /** An integer of at least 0, of which the low 32 bits count; default 0. */
  readonly seed?: number;
}

/** The two parts. */
export interface TrainTestSplit {
  readonly train: LabelledRows;
  readonly test: LabelledRows;
  /** The row of x that each row of `train` was. */
  readonly trainIndices: Uint32Array;
  /** The row of x that each row of `test` was. */
  readonly testIndices: Uint32Array;
}

/**
 * Divides rows at random into a training and a test set: the test set is the first ⌊rows · testShare⌋ of
 * `shuffledIndices(rows, seed)`, the training set the others in that order. Both are copies.
 * @throws LayerwiseError as `toMatrix`; INVALID_SHAPE if x and y differ in rows or a part would be empty;
 * INVALID_OPTION for a share outside (0, 1) or a seed that is not an integer of at least 0
 */
export function trainTestSplit(
  data: { readonly x: MatrixLike; readonly y: MatrixLike },
  options: TrainTestSplitOptions = {},
): TrainTestSplit {
  const { testShare = 0.25, seed = 0 } = options;
  if (!(testShare > 0 && testShare < 1)) {
    throw rangeError('INVALID_OPTION', `trainTestSplit: "testShare" must be between 0 and 1, got ${testShare}`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw rangeError('INVALID_OPTION', `trainTestSplit: "seed" must be an integer of at least 0, got ${seed}`);
  }
  const x = toMatrix(data.x, { name: 'x' });
  const y = toMatrix(data.y, { name: 'y' });
  if (x.rows !== y.rows) throw rangeError('INVALID_SHAPE', `x has ${x.rows} rows, y has ${y.rows}`);
  const testRows = Math.floor(x.rows * testShare);
  if (testRows === 0)
    throw rangeError('INVALID_SHAPE', `trainTestSplit: a share of ${testShare} of ${x.rows} rows is no row`);
  const order = shuffledIndices(x.rows, seed);
  const [testIndices, trainIndices] = [order.slice(0, testRows), order.slice(testRows)];
  const part = (indices: Uint32Array): LabelledRows => ({ x: selectRows(x, indices), y: selectRows(y, indices) });
  return { train: part(trainIndices), test: part(testIndices), trainIndices, testIndices };
}

/**
 * 0 … count − 1 in an order that depends on count and seed alone: ascending by
 * fmix32(0x9E3779B9 · (seed + 1) + index mod 2³²), fmix32 being MurmurHash3's finaliser, a permutation of the 32-bit
 * integers, so that no two indices have the same key.
 */
export function shuffledIndices(count: number, seed: number): Uint32Array {
  const start = Math.imul(0x9e3779b9, seed + 1);
  const keys = Uint32Array.from({ length: count }, (_, index) => fmix32(start + index));
  return Uint32Array.from(keys, (_, index) => index).sort((a, b) => keys[a]! - keys[b]!);
}

function fmix32(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * A new matrix of the rows at `indices`, counted from 0, in that order; an index may occur any number of times.
 * @throws LayerwiseError INVALID_VALUE for an index that is no row
 */
export function selectRows<D extends DType>(matrix: Matrix<D>, indices: ArrayLike<number>): Matrix<D> {
  const { data, columns } = matrix;
  const length = indices.length * columns;
  const selected = (data instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as View<D>;
  for (let i = 0; i < indices.length; i++) selected.set(matrix.row(indices[i]!), i * columns);
  return new Matrix<D>(selected, indices.length, columns);
}
