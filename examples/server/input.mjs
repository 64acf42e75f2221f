// What callers send, checked: what passes is safe to store, to predict from and to train on.
import { Refusal } from './http.mjs';
import { classes, columns } from './model.mjs';

/** Bytes of a request. */
export const MAX_BODY = 1024 * 1024;

/** Rows of a request: a thousand predictions take well below a millisecond, so nobody waits long for another. */
export const MAX_BATCH = 1000;

/** Rows that are kept. */
export const MAX_ROWS = 100_000;

/** No measurement is larger, and nothing that is computed from such values overflows. */
const MAX_VALUE = 1e9;

/** The rows of `{ rows: number[][] }`. */
export function rowsFrom(body) {
  return checkedRows(fields(body, ['rows']).rows);
}

/** `{ rows: number[][], labels: string[] }`, a label a row. */
export function batchFrom(body) {
  const { rows, labels } = fields(body, ['rows', 'labels']);
  checkedRows(rows);
  if (!Array.isArray(labels) || labels.length !== rows.length) {
    throw wrong('"labels" must be an array with one label for each row');
  }
  const row = labels.findIndex((label) => !classes.includes(label));
  if (row >= 0) throw wrong(`row ${row}: the label must be one of ${classes.join(', ')}`);
  return { rows, labels };
}

function checkedRows(rows) {
  if (!Array.isArray(rows) || rows.length === 0) throw wrong('"rows" must be an array of at least one row');
  if (rows.length > MAX_BATCH) throw new Refusal(413, `there are ${rows.length} rows, a request may have ${MAX_BATCH}`);
  rows.forEach((row, index) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw wrong(`row ${index} must be ${columns.length} numbers: ${columns.join(', ')}`);
    }
    const column = row.findIndex((value) => typeof value !== 'number' || !(Math.abs(value) <= MAX_VALUE));
    if (column >= 0) throw wrong(`row ${index}, ${columns[column]}: must be a number of at most ${MAX_VALUE}`);
  });
  return rows;
}

function fields(body, names) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrong('the body must be an object');
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown !== undefined) throw wrong(`there is no field "${unknown}", only ${names.join(', ')}`);
  return body;
}

const wrong = (reason) => new Refusal(422, reason);
