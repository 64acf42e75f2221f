// How much each row counts in the loss.
import type { Matrix, MatrixLike } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';
import type { Core } from '../network/core.ts';

/** The weights as a matrix, one of at least 0 for each of so many rows. */
export function rowWeights(core: Core, place: string, given: MatrixLike, rows: number): Matrix {
  const weights = core.rows(given, { name: `${place}: weights`, columns: 1 });
  if (weights.rows !== rows)
    throw rangeError('INVALID_SHAPE', `${place}: x has ${rows} rows, weights has ${weights.rows}`);
  const row = weights.data.findIndex((weight) => weight < 0);
  if (row >= 0) throw rangeError('INVALID_VALUE', `${place}: weights: row ${row} is ${weights.data[row]}`);
  return weights;
}
