// What one pass over the rows learns of a column, in bounded memory.
import { fmix32 } from '../data/order.ts';
import { type Cell, keyOf, truthOf } from './cell.ts';

/** The most distinct values that are kept, and the longest of them; what is longer is text. */
const MOST_VALUES = 1024;
const LONGEST_VALUE = 100;

/** The most numbers of a column that are kept: quartiles of more rows are those of a sample of so many. */
const MOST_NUMBERS = 16384;

/** Columns beyond this many share what one gets. */
const COLUMNS_IN_FULL = 256;

/** How many things each of so many columns may keep. */
function shareOf(most: number, columns: number): number {
  return Math.max(64, Math.floor(most / Math.max(1, columns / COLUMNS_IN_FULL)));
}

/** A word in a row, for a message. */
interface Seen {
  /** As in a message: `row 3` or `line 5`. */
  readonly place: string;
  readonly value: string;
}

/** Counts and samples the cells of a column; all that is known of it comes from here. */
export class ColumnProfile {
  readonly name: string;
  /** Cells that are not gaps, and of those the numbers, the truth values and the other words. */
  filled = 0;
  numbers = 0;
  truths = 0;
  /** The first cell that is no number. */
  firstWord: Seen | undefined;
  /** Where the number is that is farthest from 0. */
  farthest = '';
  low = Infinity;
  high = -Infinity;
  /** Whether every cell is a number, the same distance from the number of its row. */
  counting = true;
  /** Occurrences of the distinct values by their key, up to the most that are kept. */
  readonly values = new Map<string, number>();
  /** Whether there were more, or longer ones. */
  overflow = false;
  /** Cells whose value had occurred before. */
  repeats = 0;
  /** Two sums over places and values: columns that have both alike are the same. */
  readonly hash = new Uint32Array(2);
  readonly #sample: number[] = [];
  readonly #mostValues: number;
  readonly #mostNumbers: number;
  #first = 0;

  /** @param columns how many the table has */
  constructor(name: string, columns: number) {
    this.name = name;
    this.#mostValues = shareOf(MOST_VALUES, columns);
    this.#mostNumbers = shareOf(MOST_NUMBERS, columns);
  }

  /**
   * Takes the next cell.
   * @param index of the row in the table
   * @param place of the row, for a message
   */
  add(cell: Cell, index: number, place: () => string): void {
    if (cell === undefined) return;
    this.filled++;
    const key = keyOf(cell);
    if (typeof cell === 'number') this.#addNumber(cell, index, place);
    else {
      this.counting = false;
      this.firstWord ??= { place: place(), value: key };
      if (truthOf(cell) !== undefined) this.truths++;
    }
    this.#addValue(key);
    this.#addHash(key, index);
  }

  /** The kept numbers, ascending. */
  sortedNumbers(): Float64Array {
    return Float64Array.from(this.#sample).sort();
  }

  #addNumber(value: number, index: number, place: () => string): void {
    if (this.numbers === 0 || Math.abs(value) > Math.max(-this.low, this.high)) this.farthest = place();
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
    if (this.numbers === 0) this.#first = value - index;
    else if (value - index !== this.#first) this.counting = false;
    const seen = this.numbers++;
    if (seen < this.#mostNumbers) this.#sample.push(value);
    else {
      // Algorithm R of J. S. Vitter, Random Sampling with a Reservoir, 1985.
      const at = Math.floor(((fmix32(Math.imul(0x9e3779b9, seen)) >>> 0) / 4294967296) * (seen + 1));
      if (at < this.#mostNumbers) this.#sample[at] = value;
    }
  }

  #addValue(key: string): void {
    const count = this.values.get(key);
    if (count !== undefined) {
      this.values.set(key, count + 1);
      this.repeats++;
    } else if (key.length <= LONGEST_VALUE && this.values.size < this.#mostValues) this.values.set(key, 1);
    else this.overflow = true;
  }

  #addHash(key: string, index: number): void {
    let [a, b] = [Math.imul(0x9e3779b9, index + 1), Math.imul(0x85ebca6b, index + 1)];
    for (let i = 0; i < key.length; i++) {
      a = Math.imul(a ^ key.charCodeAt(i), 16777619);
      b = Math.imul(b ^ key.charCodeAt(i), 0x5bd1e995) ^ (b >>> 13);
    }
    this.hash[0] = this.hash[0]! + fmix32(a);
    this.hash[1] = this.hash[1]! + fmix32(b);
  }
}
