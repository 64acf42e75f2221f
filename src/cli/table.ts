// Inputs and targets from the cells of a file.
import { quote } from '../data/describe.ts';
import { Matrix, classIndices } from '../index.ts';
import { nearest } from '../names.ts';
import { UserError } from './errors.ts';
import type { Cells } from './input.ts';

/** More distinct whole numbers than this are quantities, not classes. */
const MOST_CLASSES = 20;

/** The most columns that a message lists. */
const MOST_NAMES = 8;

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
 * @throws UserError for a target that is no column or has the same value in every row; for a cell that is empty or not
 * a finite number, with its line and column; and without features
 */
export function tableOf(table: Cells, target: string): Table {
  columnOf(table, target);
  const featureNames = table.header.filter((name) => name !== target);
  if (featureNames.length === 0) throw new UserError(`there is no column but the target ${quote(target)}`);
  return { x: featuresOf(table, featureNames), featureNames, ...inferTargets(table, target) };
}

/**
 * The columns of these names in this order, [rows × names]; other columns are left alone.
 * @throws UserError for a name that is no column, and for a cell that is empty or not a finite number
 */
export function featuresOf(table: Cells, names: readonly string[]): Matrix<'float64'> {
  const columns = names.map((name) => columnOf(table, name));
  const rows = table.rows.length;
  const x = new Float64Array(rows * columns.length);
  let i = 0;
  for (let row = 0; row < rows; row++) for (const column of columns) x[i++] = numberAt(table, row, column);
  return new Matrix<'float64'>(x, rows, columns.length);
}

/**
 * The targets for a model that is there already, [rows × 1]: indices among its classes, or numbers if it has none.
 * @throws UserError for a target that is no column, and for a cell that is no class or no number
 */
export function targetsOf(table: Cells, target: string, classes: readonly string[] | undefined): Matrix<'float64'> {
  const column = columnOf(table, target);
  const values = table.rows.map((_, row) => {
    if (classes === undefined) return numberAt(table, row, column);
    const cell = cellAt(table, row, column);
    const index = classes.indexOf(Number.isNaN(Number(cell)) ? cell : String(Number(cell)));
    if (index < 0) {
      throw new UserError(`${placeOf(table, row, column)} is ${quote(cell)}, not one of the model's classes`);
    }
    return index;
  });
  return columnMatrix(Float64Array.from(values));
}

function inferTargets(table: Cells, target: string): Pick<Table, 'y' | 'classes'> {
  const column = columnOf(table, target);
  const cells = table.rows.map((_, row) => cellAt(table, row, column));
  const words = cells.every((cell) => Number.isNaN(Number(cell)));
  const labels = words ? cells : cells.map((_, row) => numberAt(table, row, column));
  const distinct = new Set<string | number>(labels).size;
  if (distinct === 1) throw new UserError(`column ${quote(target)}: the target is ${quote(cells[0]!)} in every row`);
  const quantities = !labels.every(Number.isInteger) || distinct > MOST_CLASSES || distinct * 2 > labels.length;
  if (!words && quantities) return { y: columnMatrix(Float64Array.from(labels as number[])), classes: undefined };
  const { indices, classes } = classIndices<string | number>(labels);
  return { y: columnMatrix(indices), classes: classes.map(String) };
}

function columnMatrix(values: Float64Array<ArrayBuffer>): Matrix<'float64'> {
  return new Matrix<'float64'>(values, values.length, 1);
}

function columnOf({ header }: Cells, name: string): number {
  const column = header.indexOf(name);
  if (column >= 0) return column;
  const near = nearest(name, header);
  const some = header.slice(0, MOST_NAMES).map(quote).join(', ');
  const names = header.length > MOST_NAMES ? `${some} and ${header.length - MOST_NAMES} more` : some;
  const hint = near === undefined ? `there are ${names}` : `did you mean ${quote(near)}?`;
  throw new UserError(`there is no column ${quote(name)}; ${hint}`);
}

function numberAt(table: Cells, row: number, column: number): number {
  const cell = cellAt(table, row, column);
  const number = Number(cell);
  if (!Number.isFinite(number)) {
    throw new UserError(`${placeOf(table, row, column)} is ${quote(cell)}, not a finite number`);
  }
  return number;
}

function cellAt(table: Cells, row: number, column: number): string {
  const cell = table.rows[row]![column]!.trim();
  if (cell === '') throw new UserError(`${placeOf(table, row, column)} is empty`);
  return cell;
}

function placeOf({ header, lines }: Cells, row: number, column: number): string {
  return `line ${lines[row]}, column ${quote(header[column]!)}`;
}
