// The rows divided into parts of which each is the test set once.
import { rangeError } from '../errors.ts';
import { integer, knownOptions, positiveInteger } from '../validate.ts';
import { rowsByClass } from './classes.ts';
import { type MatrixLike, toMatrix } from './matrix.ts';
import { shuffledIndices } from './order.ts';
import { checkSeed } from './split.ts';

/** How rows are divided into folds. */
export interface FoldOptions {
  /** At least 2; default 5. */
  readonly folds?: number;
  /** Of the order; an integer of at least 0, of which the low 32 bits count. Default 0. */
  readonly seed?: number;
}

const FOLD_OPTIONS = ['folds', 'seed'];

/** One of the divisions. */
export interface Fold {
  /** Ascending. */
  readonly train: Uint32Array;
  /** Ascending. */
  readonly test: Uint32Array;
}

/**
 * So many divisions of the rows at random: each row is in one test set, whose sizes differ by one at most.
 * @throws LayerwiseError INVALID_OPTION for fewer than 2 folds or more than there are rows
 */
export function kFold(rows: number, options: FoldOptions = {}): Fold[] {
  knownOptions('kFold', options, FOLD_OPTIONS);
  const { seed = 0 } = options;
  positiveInteger('kFold', 'rows', rows);
  checkSeed('kFold', seed);
  return dealt('kFold', shuffledIndices(rows, seed), options);
}

/**
 * The same with each class in every test set as often as in any other, within one row.
 * @param y one column, whose distinct values are the classes, or several, of which the largest is
 * @throws LayerwiseError as `kFold`
 */
export function stratifiedKFold(y: MatrixLike, options: FoldOptions = {}): Fold[] {
  knownOptions('stratifiedKFold', options, FOLD_OPTIONS);
  const { seed = 0 } = options;
  checkSeed('stratifiedKFold', seed);
  const classes = rowsByClass(toMatrix(y, { name: 'y' }));
  const order = classes.flatMap((rows) => Array.from(shuffledIndices(rows.length, seed), (place) => rows[place]!));
  return dealt('stratifiedKFold', order, options);
}

/** Deals the rows to the test sets in turn. */
function dealt(place: string, order: ArrayLike<number>, { folds = 5 }: FoldOptions): Fold[] {
  integer(place, 'folds', folds, 2, 'an integer of at least 2');
  if (folds > order.length) throw rangeError('INVALID_OPTION', `${place}: ${folds} folds of ${order.length} rows`);
  const foldOf = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) foldOf[order[i]!] = i % folds;
  const rows = Uint32Array.from(foldOf, (_, row) => row);
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }));
}
