// Rows as the numbers that the network takes: a number column as it is, a category as its index.
import { quote } from '../data/describe.ts';
import { rangeError, typeError } from '../errors.ts';
import { shown } from '../validate.ts';
import { nearest } from '../names.ts';
import { type Cell, type Row, cellOf } from './cell.ts';
import { type CategoryColumn, type Column, type NumberColumn, type UsedColumn, categoryKey } from './columns.ts';

/** The index of what is no category of the training rows. */
const UNKNOWN = 0;

/** Makes rows of numbers of rows of a table. The order: the numbers, where they have gaps, the categories. */
export class Encoder {
  readonly numbers: readonly NumberColumn[];
  /** The columns of numbers that have another one which is 1 where there is a gap. */
  readonly indicated: readonly NumberColumn[];
  readonly categories: readonly CategoryColumn[];
  /** The names of the network's inputs. */
  readonly features: readonly string[];
  readonly #indices: readonly ReadonlyMap<string, number>[];

  constructor(columns: readonly Column[]) {
    this.numbers = columns.filter((column) => column.type === 'number');
    this.indicated = this.numbers.filter(({ gaps }) => gaps > 0);
    this.categories = columns.filter((column): column is CategoryColumn => 'categories' in column);
    this.#indices = this.categories.map(({ categories }) => new Map(categories.map((key, index) => [key, index + 1])));
    this.features = this.#names();
  }

  /** The numbers of a row. */
  get width(): number {
    return this.numbers.length + this.indicated.length + this.categories.length;
  }

  /** Where in an encoded row a column is: its number and, if it has gaps, where it says so; or its category. */
  placesOf(column: UsedColumn): number[] {
    const { numbers, indicated, categories } = this;
    if (column.type !== 'number') return [numbers.length + indicated.length + categories.indexOf(column)];
    const gaps = column.gaps > 0 ? [numbers.length + indicated.indexOf(column)] : [];
    return [numbers.indexOf(column), ...gaps];
  }

  /**
   * Writes the numbers of a row to out[at …].
   * @param place of the row, for messages: `row 3`
   * @param lenient whether words in columns of numbers are gaps and columns may be left out; else they are errors
   * @throws LayerwiseError that names the row and the column: INVALID_VALUE for a value that is no cell or a word where
   * numbers are wanted, UNKNOWN_NAME if the row lacks a column that had no gaps
   */
  encode(row: Row, out: Float64Array, at: number, place: () => string, lenient: boolean): void {
    let indicator = at + this.numbers.length;
    for (const [index, column] of this.numbers.entries()) {
      const cell = this.#cell(row, column, place, lenient);
      const isNumber = typeof cell === 'number';
      if (!isNumber && cell !== undefined && !lenient && !column.words)
        throw typeError(
          'INVALID_VALUE',
          `${place()}, column ${quote(column.name)}: ${shown(cell)} is no number, and the training rows had only such`,
        );
      out[at + index] = isNumber ? clamped(cell, column) : column.median;
      if (column.gaps > 0) out[indicator++] = isNumber ? 0 : 1;
    }
    for (const [index, column] of this.categories.entries()) {
      const cell = this.#cell(row, column, place, lenient);
      out[indicator++] = categoryIndex(column, this.#indices[index]!, cell);
    }
  }

  #cell(row: Row, column: UsedColumn, place: () => string, lenient: boolean): Cell {
    const { name, gaps } = column;
    const value = Object.hasOwn(row, name) ? row[name] : undefined;
    if (value === undefined && gaps === 0 && !lenient && !Object.hasOwn(row, name)) {
      const near = nearest(name, Object.keys(row));
      const hint = near === undefined ? '' : `; ${quote(near)} is near`;
      throw rangeError(
        'UNKNOWN_NAME',
        `${place()} has no ${quote(name)}, which all training rows had${hint}. A gap is null`,
      );
    }
    return cellOf(value, () => `${place()}, column ${quote(name)}:`);
  }

  /** A column that says where there are gaps is named after the one that has them; a name that is taken gets primes. */
  #names(): string[] {
    const names = [...this.numbers, ...this.categories].map(({ name }) => name);
    const taken = new Set(names);
    const missing = this.indicated.map(({ name }) => {
      let free = `${name} missing`;
      while (taken.has(free)) free += '′';
      taken.add(free);
      return free;
    });
    return [...names.slice(0, this.numbers.length), ...missing, ...names.slice(this.numbers.length)];
  }
}

/** Numbers beyond so many times the range of the training rows count as that: no scaled one overflows. */
export const MOST_RANGES = 1000;

function clamped(value: number, { low, high }: NumberColumn): number {
  const reach = MOST_RANGES * (high - low || 1);
  return Math.max(low - reach, Math.min(high + reach, value));
}

/** How many indices there are: unknown, the categories, and a gap if the training rows have some. */
export function countOf({ categories, gaps }: CategoryColumn): number {
  return 1 + categories.length + (gaps > 0 ? 1 : 0);
}

function categoryIndex(column: CategoryColumn, indices: ReadonlyMap<string, number>, cell: Cell): number {
  if (cell !== undefined) return indices.get(categoryKey(column.type, cell)) ?? UNKNOWN;
  return column.gaps > 0 ? column.categories.length + 1 : UNKNOWN;
}
