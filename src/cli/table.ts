// Inputs and targets from the cells of a table.
import { describe, quote } from '../data/describe.ts';
import { classIndices } from '../data/encoders.ts';
import { Matrix } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';
import { nearest } from '../names.ts';
import type { Csv } from './csv.ts';

/** More distinct whole numbers than this are quantities, not classes. */
const MOST_CLASSES = 20;

/** A table as numbers. */
export interface Table {
  /** [rows × features]. */
  readonly x: Matrix<'float64'>;
  /** The columns of x. */
  readonly featureNames: readonly string[];
  /** [rows × 1]: class indices if there are classes, else the target's numbers. */
  readonly y: Matrix<'float64'>;
  /** The classes in the order of their indices; undefined for a regression. */
  readonly classes: readonly string[] | undefined;
}

/**
 * Makes one column the target and all others features, which must be numbers. Targets are classes if they are words,
 * or if they are whole numbers, at most 20 different ones and each occurring twice on average; words are sorted by
 * UTF-16 code units, numbers by value. With two classes y is the 0 or 1 that a single sigmoid output takes.
 * @throws LayerwiseError UNKNOWN_NAME for a target that is no column; INVALID_VALUE for a cell that is empty or not a
 * finite number, with its line and column, for words among a target's numbers, and for a target of which all values
 * are equal; INVALID_SHAPE without features
 */
export function tableOf(csv: Csv, target: string): Table {
  const { header, rows } = csv;
  const targetColumn = header.indexOf(target);
  if (targetColumn < 0) {
    const near = nearest(target, header);
    const hint = near === undefined ? `; there are ${header.map(quote).join(', ')}` : `; did you mean ${quote(near)}?`;
    throw rangeError('UNKNOWN_NAME', `there is no column ${quote(target)}${hint}`);
  }
  if (header.length === 1) throw rangeError('INVALID_SHAPE', `there is no column but the target ${quote(target)}`);
  const columns = [...header.keys()].filter((column) => column !== targetColumn);
  const x = new Float64Array(rows.length * columns.length);
  let i = 0;
  for (let row = 0; row < rows.length; row++) for (const column of columns) x[i++] = numberAt(csv, row, column);
  return {
    x: new Matrix<'float64'>(x, rows.length, columns.length),
    featureNames: columns.map((column) => header[column]!),
    ...targetsOf(csv, targetColumn),
  };
}

function targetsOf(csv: Csv, column: number): Pick<Table, 'y' | 'classes'> {
  const cells = csv.rows.map((_, row) => cellAt(csv, row, column));
  const words = cells.every((cell) => Number.isNaN(Number(cell)));
  const labels = words ? cells : cells.map((_, row) => numberAt(csv, row, column));
  const distinct = new Set<string | number>(labels).size;
  if (distinct === 1)
    throw rangeError(
      'INVALID_VALUE',
      `column ${quote(csv.header[column]!)}: the target is ${describe(labels[0])} in every row`,
    );
  const quantities = !labels.every(Number.isInteger) || distinct > MOST_CLASSES || distinct * 2 > labels.length;
  if (!words && quantities) return { y: columnOf(Float64Array.from(labels as number[])), classes: undefined };
  const { indices, classes } = classIndices<string | number>(labels);
  return { y: columnOf(indices), classes: classes.map(String) };
}

function columnOf(values: Float64Array<ArrayBuffer>): Matrix<'float64'> {
  return new Matrix<'float64'>(values, values.length, 1);
}

function numberAt(csv: Csv, row: number, column: number): number {
  const cell = cellAt(csv, row, column);
  const number = Number(cell);
  if (!Number.isFinite(number))
    throw rangeError('INVALID_VALUE', `${placeOf(csv, row, column)} is ${quote(cell)}, not a finite number`);
  return number;
}

function cellAt(csv: Csv, row: number, column: number): string {
  const cell = csv.rows[row]![column]!.trim();
  if (cell === '') throw rangeError('INVALID_VALUE', `${placeOf(csv, row, column)} is empty`);
  return cell;
}

function placeOf({ header, lines }: Csv, row: number, column: number): string {
  return `line ${lines[row]}, column ${quote(header[column]!)}`;
}
