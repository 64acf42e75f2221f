// What a cell of a table means: a gap, a number, a truth value or a word.
import { describe } from '../data/describe.ts';
import { typeError } from '../errors.ts';

/** A cell as models see it: undefined is a gap. */
export type Cell = number | boolean | string | undefined;

/** A row of a table: the values of the columns by name. */
export type Row = Readonly<Record<string, unknown>>;

/** Texts that stand for a gap, as pandas has them, and the question mark of the UCI data sets. */
export const GAPS: ReadonlySet<string> = new Set([
  '',
  '?',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '<NA>',
  'NaN',
  'nan',
  'NULL',
  'Null',
  'null',
  'None',
  'NONE',
]);

/** Words for true and false, case aside. */
export const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['yes', true],
  ['no', false],
]);

/**
 * The cell that a value of a row is: null, undefined, NaN and the texts for gaps are undefined; texts lose the spaces
 * around them, and those that are decimal numbers become numbers; bigints become numbers, dates their milliseconds.
 * @param place where the value stands, for the message
 * @throws LayerwiseError INVALID_VALUE for an infinite number, an object, a function or a symbol
 */
export function cellOf(value: unknown, place: () => string): Cell {
  switch (typeof value) {
    case 'string':
      return textCell(value);
    case 'number':
      if (value - value === 0) return value;
      if (Number.isNaN(value)) return undefined;
      break;
    case 'boolean':
    case 'undefined':
      return value;
    case 'bigint':
      return Number(value);
    case 'object':
      if (value === null) return undefined;
      if (Object.prototype.toString.call(value) === '[object Date]') return cellOf(Number(value), place);
  }
  throw typeError('INVALID_VALUE', `${place()} is ${describe(value)}, not a finite number, a text or a boolean`);
}

/** What a number begins with: not 007, which is a code, nor 0x1f, which `Number` would read too. */
export const BEGINS_NUMBER = /^[+-]?(?:\.\d|0(?![\dxob])|[1-9])/i;

function textCell(text: string): Cell {
  const trimmed = text.trim();
  if (GAPS.has(trimmed)) return undefined;
  if (!BEGINS_NUMBER.test(trimmed)) return trimmed;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

/** The truth value of a cell: of a boolean, or of true, false, yes and no in any case. */
export function truthOf(cell: Cell): boolean | undefined {
  if (typeof cell === 'boolean') return cell;
  return typeof cell === 'string' && cell.length <= 5 ? TRUTHS.get(cell.toLowerCase()) : undefined;
}

/** The text by which a category or a class is known: 1 and "1" are one, and so are true and "true". */
export function keyOf(cell: number | boolean | string): string {
  return String(cell);
}
