// Rows as the commands take them: CSV, TSV or JSON lines, from a file or from standard input.
import { createReadStream, statSync } from 'node:fs';
import { type RowSource, type TextRows, readCsv, readJsonLines } from '../table/index.ts';
import { UsageError, UserError } from './errors.ts';
import { STANDARD, cannotRead } from './files.ts';

/** The bytes from which on a file is read anew for each pass instead of being held. */
const LARGE = 2 ** 26;

/** Where rows come from, and how. */
export interface Input {
  /** A file, or `-` for standard input. */
  readonly path: string;
  /** Whether it is read anew for each pass; default if it is large. */
  readonly stream?: boolean | undefined;
}

/** What a message calls an input. */
export function nameOf(path: string): string {
  return path === STANDARD ? 'standard input' : path;
}

/**
 * The rows of an input, to be gone through once. What begins with a brace is JSON lines, else values separated by what
 * the header has most of comma, tab, semicolon and bar; by tabs in a file that ends in .tsv.
 * @throws (now and while they are read) UserError for what cannot be read, LayerwiseError that names the line
 */
export async function openRows(path: string): Promise<TextRows> {
  const pieces = piecesOf(path);
  const { value: first } = await pieces.next();
  const source = (async function* () {
    if (first !== undefined) yield first;
    yield* pieces;
  })();
  const begin = Buffer.from(first ?? []).toString('latin1');
  if (/^(\xef\xbb\xbf)?\s*\{/.test(begin)) return readJsonLines(source);
  if (/^(\xef\xbb\xbf)?\s*\[\s*\{/.test(begin)) {
    await pieces.return(undefined);
    throw new UserError('the file is one list of JSON; rows of JSON are an object a line, without brackets and commas');
  }
  return readCsv(source, /\.tsv$/i.test(path) ? { delimiter: '\t' } : {});
}

/** The rows of an input, to be gone through any number of times. */
export async function rowSource({ path, stream }: Input): Promise<RowSource> {
  if (path === STANDARD) {
    if (stream === true) throw new UsageError('standard input cannot be read anew: --stream takes a file');
    return openRows(path);
  }
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (stream ?? size >= LARGE) ? () => openRows(path) : openRows(path);
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* path === STANDARD ? process.stdin : createReadStream(path);
  } catch (cause) {
    throw cannotRead(nameOf(path), cause);
  }
}

/** Rows as text in columns. */
export interface Cells {
  /** The names of the columns. */
  readonly header: readonly string[];
  /** The cells of each row, as many as the header has. A gap is empty. */
  readonly rows: readonly (readonly string[])[];
  /** The line, counted from 1, on which each row begins. */
  readonly lines: readonly number[];
}

/**
 * Reads all rows of an input.
 * @throws as `openRows`; UserError for a cell that is a list or an object
 */
export async function readCells(path: string): Promise<Cells> {
  const source = await openRows(path);
  const header = new Map<string, number>();
  const rows: string[][] = [];
  const lines: number[] = [];
  for await (const row of source) {
    const cells: string[] = [];
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'object' && value !== null)
        throw new UserError(`line ${source.line}, column ${JSON.stringify(name)} is no number and no text`);
      if (!header.has(name)) header.set(name, header.size);
      cells[header.get(name)!] = String(value ?? '');
    }
    rows.push(cells);
    lines.push(source.line);
  }
  const names = [...header.keys()];
  return { header: names, rows: rows.map((cells) => names.map((_, column) => cells[column] ?? '')), lines };
}
