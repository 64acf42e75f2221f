// Rows by index, and the seeded share of them that is kept for testing.
import type { DType, View } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { boolean, knownOptions, shown } from '../validate.ts';
import { rowsByClass } from './classes.ts';
import { Matrix, type MatrixLike, toMatrix } from './matrix.ts';
import { shuffledIndices } from './order.ts';

/** Inputs and targets, row by row, and what each row counts if anybody said so. */
export interface LabelledRows {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly weights?: Matrix | undefined;
}

/** Rows as users give them. */
export interface RowsLike {
  readonly x: MatrixLike;
  readonly y: MatrixLike;
  readonly weights?: MatrixLike | undefined;
}

/** How `trainTestSplit` divides. */
export interface TrainTestSplitOptions {
  /** The share of the rows, rounded down, that goes to the test set; default 0.25. */
  readonly testShare?: number;
  /** An integer of at least 0, of which the low 32 bits count; default 0. */
  readonly seed?: number;
  /** Whether each class has the same share of both parts, within a row; default false. */
  readonly stratify?: boolean;
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
 * `shuffledIndices(rows, seed)`, the training set the others in that order. With `stratify` each class gives its share
 * of them: the distinct values of a single column of y are classes, or the largest of several columns. Both are copies.
 * @throws LayerwiseError as `toMatrix`; INVALID_SHAPE if x and y differ in rows or a part would be empty;
 * INVALID_OPTION for a share outside (0, 1) or a seed that is not an integer of at least 0
 */
export function trainTestSplit(data: RowsLike, options: TrainTestSplitOptions = {}): TrainTestSplit {
  const place = 'trainTestSplit';
  knownOptions(place, options, ['testShare', 'seed', 'stratify']);
  const { testShare = 0.25, seed = 0 } = options;
  const stratify = boolean(place, 'stratify', options.stratify ?? false);
  if (!(Number.isFinite(testShare) && testShare > 0 && testShare < 1)) {
    throw rangeError('INVALID_OPTION', `${place}: "testShare" must be between 0 and 1, got ${shown(testShare)}`);
  }
  checkSeed(place, seed);
  const all = labelledRows(place, data);
  return parted(
    `${place}: a share`,
    all,
    testShare,
    seed,
    stratify ? (order, count) => stratified(all.y, order, count) : undefined,
  );
}

/**
 * The first of the shuffled rows, or those that `chosen` picks, and the others.
 * @param share how the message calls it
 * @throws LayerwiseError INVALID_SHAPE if the share is no row
 */
export function parted(
  share: string,
  all: LabelledRows,
  testShare: number,
  seed: number,
  chosen = (order: Uint32Array, count: number): Set<number> => new Set(order.subarray(0, count)),
): TrainTestSplit {
  const { rows } = all.x;
  const testRows = Math.floor(rows * testShare);
  if (testRows === 0) throw rangeError('INVALID_SHAPE', `${share} of ${testShare} of ${rows} rows is no row`);
  const order = shuffledIndices(rows, seed);
  const held = chosen(order, testRows);
  const testIndices = order.filter((row) => held.has(row));
  const trainIndices = order.filter((row) => !held.has(row));
  return { train: rowsAt(all, trainIndices), test: rowsAt(all, testIndices), trainIndices, testIndices };
}

/** Throws unless the seed is an integer of at least 0. */
export function checkSeed(place: string, seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return;
  throw rangeError('INVALID_OPTION', `${place}: "seed" must be an integer of at least 0, got ${seed}`);
}

/** The rows as matrices of the same number of rows. */
export function labelledRows(place: string, data: RowsLike): LabelledRows {
  knownOptions(place, data, ['x', 'y', 'weights'], 'the data must be an object { x, y }');
  const x = toMatrix(data.x, { name: 'x' });
  const y = toMatrix(data.y, { name: 'y' });
  const weights = data.weights === undefined ? undefined : toMatrix(data.weights, { name: 'weights', columns: 1 });
  if (x.rows !== y.rows) throw rangeError('INVALID_SHAPE', `x has ${x.rows} rows, y has ${y.rows}`);
  if (weights !== undefined && weights.rows !== x.rows)
    throw rangeError('INVALID_SHAPE', `x has ${x.rows} rows, weights has ${weights.rows}`);
  return { x, y, weights };
}

/** Copies of the rows at the indices, in that order. */
export function rowsAt({ x, y, weights }: LabelledRows, indices: ArrayLike<number>): LabelledRows {
  return {
    x: selectRows(x, indices),
    y: selectRows(y, indices),
    ...(weights === undefined ? {} : { weights: selectRows(weights, indices) }),
  };
}

/** So many rows, of each class its share, the first in the order; what is left over goes to the largest remainders. */
function stratified(y: Matrix, order: Uint32Array, count: number): Set<number> {
  const places = new Uint32Array(order.length);
  order.forEach((row, place) => (places[row] = place));
  const classes = rowsByClass(y).map((rows) => {
    const share = (rows.length * count) / order.length;
    const quota = Math.floor(share);
    return { rows: [...rows].sort((a, b) => places[a]! - places[b]!), quota, rest: share - quota };
  });
  const left = count - classes.reduce((sum, { quota }) => sum + quota, 0);
  const favoured = new Set([...classes].sort((a, b) => b.rest - a.rest).slice(0, left));
  return new Set(classes.flatMap((each) => each.rows.slice(0, each.quota + Number(favoured.has(each)))));
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
