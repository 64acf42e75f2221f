// What the measures read from outputs and targets: classes and shapes.
import type { Matrix } from '../../data/matrix.ts';
import { rangeError, typeError } from '../../errors.ts';
import { shown } from '../../validate.ts';

/** Whether less or more of a number is better. */
export type Mode = 'min' | 'max';

/** The options of the built-in measures, checked. */
export interface MeasureOptions {
  readonly k: number;
  readonly average: 'binary' | 'macro' | 'micro' | 'weighted' | undefined;
  readonly multiClass: 'ovr' | 'ovo' | undefined;
}

/** A measure that follows from sums over rows: constant memory, whatever the rows. */
export interface Streamed {
  /** How many sums there are, all 0 at first. */
  readonly size: (columns: number) => number;
  readonly add: (sums: Float64Array, outputs: Matrix, targets: Matrix, options: MeasureOptions) => void;
  readonly value: (sums: Float64Array, options: MeasureOptions) => number;
}

/** A measure that needs all rows at once. */
export interface Whole {
  readonly compute: (outputs: Matrix, targets: Matrix, options: MeasureOptions) => number;
}

/** A measure that is both is computed by `compute` where all rows are at hand. */
export type MeasureEntry = readonly [
  mode: Mode,
  measure: Streamed | Whole,
  options?: readonly (keyof MeasureOptions)[],
];

/** The class that the row's outputs predict, −1 if one is NaN. */
export function predictedClass({ data, columns }: Matrix, row: number): number {
  if (columns > 1) return largest(data, row * columns, columns);
  const output = data[row]!;
  return Number.isNaN(output) ? -1 : Number(output >= 0.5);
}

/** The row's class, from a probability, a class index or a row of probabilities. */
export function targetClass(outputs: Matrix, targets: Matrix, row: number): number {
  if (outputs.columns === 1) return Number(targets.data[row]! >= 0.5);
  if (targets.columns > 1) return largest(targets.data, row * targets.columns, targets.columns);
  const index = targets.data[row]!;
  if (!Number.isInteger(index) || index < 0 || index >= outputs.columns) {
    throw rangeError('INVALID_VALUE', `targets: row ${row} is ${index}, the classes are 0 to ${outputs.columns - 1}`);
  }
  return index;
}

/** Where the first of the largest of data[start … start + count) is, counted from start; −1 if one is NaN. */
function largest(data: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 0; i < count; i++) {
    const value = data[start + i]!;
    if (Number.isNaN(value)) return -1;
    if (value > data[start + best]!) best = i;
  }
  return best;
}

/** Throws unless there is a target a row, of as many columns as the outputs; where they are classes one column will do. */
export function checkShapes(outputs: Matrix, targets: Matrix, classes: boolean): void {
  if (targets.rows === outputs.rows && (targets.columns === outputs.columns || (classes && targets.columns === 1)))
    return;
  throw rangeError(
    'INVALID_SHAPE',
    `outputs are ${outputs.rows} × ${outputs.columns}, targets ${targets.rows} × ${targets.columns}`,
  );
}

/** Checks the name of a metric. */
export function nameOf(place: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw typeError('INVALID_OPTION', `${place}: a metric's name must be a word, got ${shown(name)}`);
}
