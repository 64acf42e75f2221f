// The classes of targets, whatever form they have.
import type { Matrix } from './matrix.ts';

/** The rows of each class: the distinct values of a single column, ascending, or the column with the row's largest value. */
export function rowsByClass(y: Matrix): readonly (readonly number[])[] {
  const classes = new Map<number, number[]>();
  for (let row = 0; row < y.rows; row++) {
    const values = y.row(row);
    const key = y.columns === 1 ? values[0]! : values.indexOf(Math.max(...values));
    const rows = classes.get(key);
    if (rows === undefined) classes.set(key, [row]);
    else rows.push(row);
  }
  return [...classes].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}
