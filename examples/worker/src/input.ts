// What callers send, checked: what passes is safe to store and to train on.
import { Refusal } from './http.ts';
import { MAX_CLASSES, MAX_COLUMNS, MAX_HIDDEN_LAYERS, MAX_UNITS } from './limits.ts';

/** What a tenant's model looks like; fixed when the tenant is created. */
export interface Settings {
  /** Numbers in a row. */
  readonly columns: number;
  /** The labels that a row can have. */
  readonly classes: readonly string[];
  /** Units of each hidden layer. */
  readonly units: readonly number[];
}

/** Some labelled rows. */
export interface Batch {
  /** [rows × columns], row by row. */
  readonly x: Float64Array;
  /** The index of each row's class. */
  readonly y: Uint8Array;
}

/** `{ columns, classes, units = [16] }` */
export function settingsFrom(body: unknown): Settings {
  const { columns, classes, units = [16] } = fields(body, ['columns', 'classes', 'units']);
  if (!isCount(columns, MAX_COLUMNS)) throw wrong(`"columns" must be an integer from 1 to ${MAX_COLUMNS}`);
  if (!Array.isArray(classes) || !classes.every(isName) || new Set(classes).size < classes.length) {
    throw wrong('"classes" must be different words of 1 to 100 characters');
  }
  if (classes.length < 2 || classes.length > MAX_CLASSES) throw wrong(`"classes" must be 2 to ${MAX_CLASSES} words`);
  if (!Array.isArray(units) || units.length > MAX_HIDDEN_LAYERS || !units.every((n) => isCount(n, MAX_UNITS))) {
    throw wrong(`"units" must be at most ${MAX_HIDDEN_LAYERS} integers from 1 to ${MAX_UNITS}`);
  }
  return { columns, classes, units };
}

/** `{ rows: number[][], labels: string[] }` */
export function batchFrom(body: unknown, { columns, classes }: Settings): Batch {
  const { rows, labels } = fields(body, ['rows', 'labels']);
  const x = numbersFrom(rows, columns);
  if (!Array.isArray(labels) || labels.length !== x.length / columns) {
    throw wrong('"labels" must be an array with one label for each row');
  }
  const y = Uint8Array.from(labels, (label: unknown, row) => {
    const index = classes.indexOf(label as string);
    if (index < 0) throw wrong(`row ${row}: the label must be one of ${classes.map((c) => `"${c}"`).join(', ')}`);
    return index;
  });
  return { x, y };
}

/** `{ rows: number[][] }`, row by row. */
export function rowsFrom(body: unknown, { columns }: Settings): Float64Array {
  return numbersFrom(fields(body, ['rows'])['rows'], columns);
}

function numbersFrom(rows: unknown, columns: number): Float64Array {
  if (!Array.isArray(rows) || rows.length === 0) throw wrong('"rows" must be an array of at least one row');
  const values = new Float64Array(rows.length * columns);
  rows.forEach((row: unknown, index) => {
    if (!Array.isArray(row) || row.length !== columns) throw wrong(`row ${index} must be ${columns} numbers`);
    const column = row.findIndex((value) => !Number.isFinite(value));
    if (column >= 0) throw wrong(`row ${index}, column ${column} must be a finite number`);
    values.set(row, index * columns);
  });
  return values;
}

function fields(body: unknown, names: readonly string[]): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrong('the body must be an object');
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(`there is no field "${unknown}", only ${names.join(', ')}`);
  return body as Record<string, unknown>;
}

const isCount = (value: unknown, most: number): value is number =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 1 && value.length <= 100;

const wrong = (reason: string): Refusal => new Refusal(422, reason);
