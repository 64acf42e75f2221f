// The classes that targets say.
import type { MatrixLike } from '../index.ts';
import { type Matrix, toMatrix } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';

/**
 * The class of each row: a single output has the classes 0 and 1.
 * @param given class indices, [rows × 1], or a one-hot row for each, of which the largest counts
 * @throws LayerwiseError INVALID_SHAPE, INVALID_VALUE for an index that is no class
 */
export function classOf(place: string, outputs: Matrix, given: MatrixLike): Uint32Array {
  const targets = toMatrix(given, { name: `${place}: targets` });
  const classes = Math.max(outputs.columns, 2);
  if (targets.rows !== outputs.rows || ![1, classes].includes(targets.columns)) {
    const shapes = `outputs are ${outputs.rows} × ${outputs.columns}, targets ${targets.rows} × ${targets.columns}`;
    throw rangeError('INVALID_SHAPE', `${place}: ${shapes}`);
  }
  return Uint32Array.from({ length: targets.rows }, (_, row) => {
    const values = targets.row(row);
    if (values.length > 1) return values.indexOf(Math.max(...values));
    const index = values[0]!;
    if (Number.isInteger(index) && index >= 0 && index < classes) return index;
    throw rangeError('INVALID_VALUE', `${place}: targets: row ${row} is ${index}, the classes are 0 to ${classes - 1}`);
  });
}
