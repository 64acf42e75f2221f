// Rows as they come: an array, what can be iterated, or a function that opens them again for each pass.
import { rangeError, typeError } from '../errors.ts';
import { shown } from '../validate.ts';
import type { Row } from './cell.ts';
import type { Pace } from './pace.ts';

/** Rows one after the other; those of `readCsv` also say on which line the last one began. */
export type RowIterable = (Iterable<Row> | AsyncIterable<Row>) & { readonly line?: number };

/** What a table is given as. */
export type RowSource = RowIterable | (() => RowIterable | Promise<RowIterable>);

/** Called with each row: the row, its number from 0, and how a message calls it. */
type TakeRow = (row: Row, index: number, place: () => string) => void;

/** Rows that can be gone through any number of times. */
export interface Rows {
  /** Whether they are opened again for each pass rather than held. */
  readonly streamed: boolean;
  /** Goes through all rows, in order. */
  each(pace: Pace, take: TakeRow): Promise<void>;
  /** The same as an iterator, for batches. */
  iterate(): AsyncIterable<Placed>;
}

/** A row and how a message calls it. */
export interface Placed {
  readonly row: Row;
  readonly index: number;
  readonly place: () => string;
}

/**
 * Rows to be gone through more than once: a function's are opened again, others are read into memory now.
 * @throws (rejects with) LayerwiseError for what is no source of objects, or holds none
 */
export async function rowsOf(source: RowSource, pace: Pace): Promise<Rows> {
  if (typeof source === 'function') return new StreamedRows(source);
  const held: Row[] = [];
  const lines: number[] = [];
  for await (const { row, place: _, line } of placed(source)) {
    held.push(row);
    if (line !== undefined) lines.push(line);
    if (pace.due) await pace.pause();
  }
  return new HeldRows(held, lines.length === held.length ? lines : undefined);
}

class HeldRows implements Rows {
  readonly streamed = false;
  readonly #rows: readonly Row[];
  readonly #lines: readonly number[] | undefined;

  constructor(rows: readonly Row[], lines: readonly number[] | undefined) {
    if (rows.length === 0) throw noRows();
    this.#rows = rows;
    this.#lines = lines;
  }

  async each(pace: Pace, take: TakeRow): Promise<void> {
    for (let index = 0; index < this.#rows.length; index++) {
      take(this.#rows[index]!, index, () => placeOf(index, this.#lines?.[index]));
      if (pace.due) await pace.pause();
    }
  }

  async *iterate(): AsyncIterable<Placed> {
    for (let index = 0; index < this.#rows.length; index++)
      yield { row: this.#rows[index]!, index, place: () => placeOf(index, this.#lines?.[index]) };
  }
}

class StreamedRows implements Rows {
  readonly streamed = true;
  readonly #open: () => RowIterable | Promise<RowIterable>;

  constructor(open: () => RowIterable | Promise<RowIterable>) {
    this.#open = open;
  }

  async each(pace: Pace, take: TakeRow): Promise<void> {
    let rows = 0;
    for await (const { row, index, place } of this.iterate()) {
      rows++;
      take(row, index, place);
      if (pace.due) await pace.pause();
    }
    if (rows === 0) throw noRows();
  }

  async *iterate(): AsyncIterable<Placed> {
    yield* placed(await this.#open());
  }
}

/** The rows of one pass, each checked to be an object. */
async function* placed(source: RowIterable): AsyncGenerator<Placed & { readonly line: number | undefined }> {
  if (!isIterable(source))
    throw typeError(
      'INVALID_OPTION',
      `rows must be an array of objects, an iterable of them or a function that returns one, got ${shown(source)}`,
    );
  let index = 0;
  for await (const row of source) {
    const [at, line] = [index++, source.line];
    const place = (): string => placeOf(at, line);
    yield { row: checkRow(row, place), index: at, line, place };
  }
}

/** @throws LayerwiseError INVALID_VALUE unless the row is an object with columns by name */
export function checkRow(row: unknown, place: () => string): Row {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row as Row;
  throw typeError('INVALID_VALUE', `${place()} must be an object of values by column name, but is ${shown(row)}`);
}

function isIterable(source: unknown): boolean {
  if (typeof source !== 'object' || source === null) return false;
  return Symbol.asyncIterator in source || Symbol.iterator in source;
}

function placeOf(index: number, line: number | undefined): string {
  return line === undefined ? `row ${index}` : `line ${line}`;
}

function noRows(): Error {
  return rangeError('INVALID_SHAPE', 'there are no rows');
}
