// Comma- or tab-separated values as rows, in constant memory.
import Papa from 'papaparse';
import { quote } from '../data/describe.ts';
import { rangeError, typeError } from '../errors.ts';
import { knownOptions, shown } from '../validate.ts';
import type { Row } from './cell.ts';
import { type TextSource, count, linesOf, tooLong } from './lines.ts';

/** The options of `readCsv`. */
export interface CsvOptions {
  /** What stands between two cells, one character; default that of comma, tab, semicolon and bar which the header has most. */
  readonly delimiter?: string;
}

/** What may stand between cells. */
const DELIMITERS = [',', '\t', ';', '|'];

/** The most columns of a header. */
const MOST_COLUMNS = 65536;

/** Rows of a text, to be gone through once. */
export interface TextRows extends AsyncIterable<Row> {
  /** The line, from 1, on which the last row given began. */
  readonly line: number;
}

/**
 * Reads comma-separated values (RFC 4180) row by row: quoted cells, LF, CR LF or CR, with or without a byte order mark.
 * The first row names the columns. Empty lines are skipped; line ends within cells become LF. Cells are texts; rows are
 * objects without a prototype, so that any name is a column like any other.
 * @throws (while the rows are read) LayerwiseError INVALID_FILE that names the line: a text that is empty, binary or not
 * UTF-8, a column without a name or with the name of another, a row with more or fewer cells than the header, quotes out
 * of place
 *
 * @example
 * for await (const row of readCsv(response.body)) console.log(row.age);
 */
export function readCsv(source: TextSource, options: CsvOptions = {}): TextRows {
  knownOptions('readCsv', options, ['delimiter']);
  const { delimiter } = options;
  if (delimiter !== undefined && (typeof delimiter !== 'string' || !/^[^"\n\r]$/.test(delimiter)))
    throw typeError('INVALID_OPTION', `readCsv: "delimiter" must be one character, no quote, got ${shown(delimiter)}`);
  return new CsvRows(source, delimiter);
}

class CsvRows implements TextRows {
  line = 0;
  readonly #source: TextSource;
  readonly #delimiter: string | undefined;

  constructor(source: TextSource, delimiter: string | undefined) {
    this.#source = source;
    this.#delimiter = delimiter;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    let header: readonly string[] | undefined;
    let begin = 1;
    for await (const { cells, line } of recordsOf(this.#source, this.#delimiter)) {
      begin = line;
      if (header === undefined) {
        header = checkHeader(cells, line);
        continue;
      }
      if (cells.length !== header.length)
        throw invalid(`line ${line} has ${cells.length} cells, the header has ${header.length}`);
      const row = Object.create(null) as Record<string, unknown>;
      for (let j = 0; j < cells.length; j++) row[header[j]!] = cells[j];
      this.line = line;
      yield row;
    }
    if (header === undefined) throw invalid('the file is empty');
    if (this.line === 0) throw invalid(`there are no rows after the header in line ${begin}`);
  }
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

async function* recordsOf(source: TextSource, given: string | undefined): AsyncGenerator<CsvRecord> {
  let rest = '';
  let line = 1;
  let delimiter = given;
  let parser: InstanceType<typeof Papa.Parser> | undefined;
  const parse = function* (text: string, isLast: boolean): Generator<CsvRecord> {
    parser ??= new Papa.Parser({ delimiter: (delimiter ??= delimiterOf(text)), newline: '\n' });
    const { data, errors, meta } = parser.parse(text, 0, !isLast);
    const wrong = errors[0];
    for (const [index, cells] of data.entries()) {
      if (wrong !== undefined && index >= wrong.row)
        throw invalid(`line ${line}: ${MESSAGES[wrong.code] ?? 'a cell that cannot be read'}`);
      if (cells.length > 1 || cells[0] !== '') yield { cells, line };
      line += 1 + cells.reduce((sum, cell) => sum + count(cell), 0);
    }
    if (wrong !== undefined && !isLast) throw invalid(`line ${line}: ${MESSAGES[wrong.code] ?? wrong.code}`);
    rest = text.slice(meta.cursor);
  };
  for await (const piece of linesOf(source)) {
    const text = rest + piece;
    tooLong(text, line);
    yield* parse(text, false);
  }
  if (rest !== '') yield* parse(rest, true);
}

const MESSAGES: Readonly<Partial<Record<string, string>>> = {
  MissingQuotes: 'a quote is not closed',
  InvalidQuotes: 'a delimiter or the end of the line must follow a closing quote',
};

/** Of the delimiters, the one that the first line has most; the first of equal ones. */
function delimiterOf(text: string): string {
  const [first = ''] = text.trimStart().split('\n', 1);
  const counts = DELIMITERS.map((delimiter) => first.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function checkHeader(cells: readonly string[], line: number): readonly string[] {
  if (cells.length > MOST_COLUMNS) throw invalid(`line ${line}: ${cells.length} columns, more than ${MOST_COLUMNS}`);
  const header = cells.map((name) => name.trim());
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name === '') throw invalid(`line ${line}: column ${index + 1} has no name`);
    if (seen.has(name)) throw invalid(`line ${line}: two columns have the name ${quote(name)}`);
    seen.add(name);
  }
  return header;
}

function invalid(what: string): Error {
  return rangeError('INVALID_FILE', what);
}
