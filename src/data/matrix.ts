// Rows of numbers: what the library takes, what it returns, and the checks between the two.
import type { DType, View } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { describe } from './describe.ts';

/** A matrix without methods: row-major values. */
export interface MatrixFields {
  /** rows × columns values, row by row. */
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly columns: number;
}

/**
 * What the library takes as rows of numbers: nested arrays (the rows may be typed arrays), a flat array of any kind,
 * or a matrix.
 */
export type MatrixLike = ArrayLike<ArrayLike<number>> | ArrayLike<number> | MatrixFields;

/** A row-major matrix over one flat typed array. */
export class Matrix<D extends DType = DType> implements MatrixFields {
  /** rows × columns values, row by row; the array given, not a copy. */
  readonly data: View<D>;
  readonly rows: number;
  readonly columns: number;

  /**
   * Wraps `data`, which is not copied.
   * @throws LayerwiseError INVALID_SHAPE unless there are rows × columns values
   */
  constructor(data: View<D>, rows: number, columns: number) {
    if (!isCount(rows) || !isCount(columns) || data.length !== rows * columns) {
      throw rangeError('INVALID_SHAPE', `a matrix of ${rows} × ${columns} cannot have ${data.length} values`);
    }
    this.data = data;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Row `index`, counted from 0, as a view: writing to it writes to the matrix.
   * @throws LayerwiseError INVALID_VALUE if there is no such row
   */
  row(index: number): View<D> {
    if (!(isCount(index) && index < this.rows)) {
      throw rangeError('INVALID_VALUE', `there is no row ${index} in a matrix of ${this.rows} rows, counted from 0`);
    }
    return this.data.subarray(index * this.columns, (index + 1) * this.columns) as View<D>;
  }

  /** A copy as nested arrays. */
  toArray(): number[][] {
    return Array.from({ length: this.rows }, (_, index) => Array.from(this.row(index)));
  }
}

/** What `toMatrix` is to make of a value. */
export interface ToMatrixOptions<D extends DType = DType> {
  /** What messages call the value, such as `x`. */
  readonly name: string;
  /** The columns that are wanted; default those of the value, and 1 for a flat array. */
  readonly columns?: number;
  /** Who wants them, for messages. Default `the network`. */
  readonly taker?: string;
  /** The element type that is wanted; default float32 for a Float32Array, else float64. */
  readonly dtype?: D;
  /** Whether to refuse NaN and ±Infinity. Default true. */
  readonly finite?: boolean;
}

/**
 * The value as a matrix. A flat array becomes rows of `columns` values each. A Float64Array or Float32Array (by
 * itself or in a matrix) that has the element type wanted is not copied: the matrix and the caller then share it.
 * Everything else is copied. Messages count rows and columns from 0.
 * @throws LayerwiseError INVALID_SHAPE for no rows, no columns, rows of different lengths or another number of columns
 * than wanted; INVALID_VALUE for what is not a number, or too large for float32; NON_FINITE for NaN and ±Infinity
 */
export function toMatrix<D extends DType = DType>(value: MatrixLike, options: ToMatrixOptions<D>): Matrix<D> {
  const { name, taker = 'the network' } = options;
  if (isArrayLike(value)) {
    if (value.length === 0) throw rangeError('INVALID_SHAPE', `${name} has no rows`);
    if (isArrayLike(value[0])) return fromRows(value as ArrayLike<ArrayLike<number>>, options);
    const columns = options.columns ?? 1;
    if (typeof value[0] === 'number' && value.length % columns !== 0) {
      throw rangeError(
        'INVALID_SHAPE',
        `${name} has ${value.length} values, not a multiple of the ${columns} columns that ${taker} takes`,
      );
    }
    return fromFlat(value as ArrayLike<number>, value.length / columns, columns, options);
  }
  if (!isFields(value)) {
    throw typeError(
      'INVALID_VALUE',
      `${name} must be rows of numbers, a flat array or a matrix, but is ${describe(value)}`,
    );
  }
  const { data, rows, columns } = value;
  if (!isCount(rows) || !isCount(columns) || data.length !== rows * columns) {
    throw rangeError('INVALID_SHAPE', `${name} says ${rows} rows × ${columns} columns and has ${data.length} values`);
  }
  if (rows === 0) throw rangeError('INVALID_SHAPE', `${name} has no rows`);
  if (columns !== (options.columns ?? columns)) {
    throw rangeError('INVALID_SHAPE', `${name} has ${columns} columns, ${taker} takes ${options.columns}`);
  }
  return fromFlat(data, rows, columns, options);
}

function fromFlat<D extends DType>(
  values: ArrayLike<number>,
  rows: number,
  columns: number,
  options: ToMatrixOptions<D>,
): Matrix<D> {
  if (columns === 0) throw rangeError('INVALID_SHAPE', `${options.name} has no columns`);
  const shared = isView(values, options.dtype);
  const data = shared ? values : arrayOf(options.dtype, values.length);
  if (!shared) copyNumbers(values, 0, columns, data, options.name);
  const wrong = (options.finite ?? true) ? firstNotFinite(data) : -1;
  if (wrong >= 0) throw notFinite(options.name, wrong, columns, values[wrong]!);
  return new Matrix<D>(data, rows, columns);
}

function fromRows<D extends DType>(rows: ArrayLike<ArrayLike<number>>, options: ToMatrixOptions<D>): Matrix<D> {
  const { name, taker = 'the network' } = options;
  const columns = options.columns ?? rows[0]!.length;
  if (columns === 0) throw rangeError('INVALID_SHAPE', `${name} has no columns`);
  const data = arrayOf(options.dtype, rows.length * columns);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (!isArrayLike(row))
      throw typeError('INVALID_VALUE', `${name}: row ${index} must be an array of numbers, but is ${describe(row)}`);
    if (row.length !== columns) {
      const wanted = options.columns === undefined ? `row 0 has ${columns}` : `${taker} takes ${columns}`;
      throw rangeError('INVALID_SHAPE', `${name}: row ${index} has ${row.length} columns, ${wanted}`);
    }
    copyNumbers(row, index * columns, columns, data, name);
  }
  const wrong = (options.finite ?? true) ? firstNotFinite(data) : -1;
  if (wrong >= 0) throw notFinite(name, wrong, columns, rows[Math.floor(wrong / columns)]![wrong % columns]!);
  return new Matrix<D>(data, rows.length, columns);
}

/** Copies values that must be numbers to data[start …]. */
function copyNumbers(values: ArrayLike<unknown>, start: number, columns: number, data: View, name: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number') {
      throw typeError('INVALID_VALUE', `${name}: ${place(start + i, columns)} is ${describe(value)}`);
    }
    data[start + i] = value;
  }
}

/** The index of the first NaN or ±Infinity, or −1. Four at a time: what is not finite less itself is NaN. */
function firstNotFinite(data: View): number {
  const { length } = data;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const a = data[i]!;
    const b = data[i + 1]!;
    const c = data[i + 2]!;
    const d = data[i + 3]!;
    if (a - a + (b - b) + (c - c) + (d - d) !== 0) break;
  }
  for (; i < length; i++) if (!Number.isFinite(data[i]!)) return i;
  return -1;
}

/** The error for an element that is not finite, though what was given may be, if float32 cannot hold it. */
function notFinite(name: string, index: number, columns: number, given: number): Error {
  const at = `${name}: ${place(index, columns)} is ${given}`;
  return Number.isFinite(given)
    ? rangeError('INVALID_VALUE', `${at}, too large for float32`)
    : rangeError('NON_FINITE', at);
}

function place(index: number, columns: number): string {
  return `row ${Math.floor(index / columns)}, column ${index % columns}`;
}

function arrayOf<D extends DType>(dtype: D | undefined, length: number): View<D> {
  return (dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)) as View<D>;
}

/** Whether the values can serve as they are: of the element type wanted, or of either if none is. */
function isView<D extends DType>(values: unknown, dtype: D | undefined): values is View<D> {
  return (
    (values instanceof Float64Array && dtype !== 'float32') || (values instanceof Float32Array && dtype !== 'float64')
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as ArrayLike<unknown>).length === 'number';
}

function isFields(value: unknown): value is MatrixFields {
  return typeof value === 'object' && value !== null && isArrayLike((value as MatrixFields).data);
}
