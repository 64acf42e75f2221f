// CSV text as a header and rows of cells.
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { quote } from '../data/describe.ts';
import { UserError } from './errors.ts';

/** A file of comma-separated values. */
export interface Csv {
  /** The names of the columns, without the spaces around them. */
  readonly header: readonly string[];
  /** The cells of each row after the header, as many as the header has. */
  readonly rows: readonly (readonly string[])[];
  /** The line of the file, counted from 1, on which each row begins. */
  readonly lines: readonly number[];
}

/**
 * Reads comma-separated values (RFC 4180): quoted cells, LF, CR LF or CR, with or without a byte order mark. Empty
 * lines are skipped; line ends within cells become LF.
 * @throws UserError that names the line: no header, no rows, a column without a name or with the
 * name of another, a row of another length than the header, or quotes out of place
 */
export function parseCsv(text: string): Csv {
  const [first, ...records] = parseRecords(text);
  if (first === undefined) throw new UserError('the file is empty');
  const header = first.record.map((name) => name.trim());
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    if (name === '') throw new UserError(`line ${lineOf(first)}: column ${index + 1} has no name`);
    if (seen.has(name)) throw new UserError(`line ${lineOf(first)}: two columns have the name ${quote(name)}`);
    seen.add(name);
  }
  if (records.length === 0) throw new UserError('there are no rows after the header');
  for (const row of records) {
    if (row.record.length !== header.length) {
      throw new UserError(`line ${lineOf(row)} has ${row.record.length} cells, the header has ${header.length}`);
    }
  }
  return { header, rows: records.map(({ record }) => record), lines: records.map(lineOf) };
}

interface CsvRecord {
  readonly record: string[];
  readonly info: InfoRecord;
}

function parseRecords(text: string): CsvRecord[] {
  // The parser counts a CR LF within quotes as two lines.
  const lines = text.replace(/\r\n?/g, '\n');
  const options = { bom: true, info: true, record_delimiter: '\n', relax_column_count: true, skip_empty_lines: true };
  try {
    return parse(lines, options) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UserError(`line ${String(error['lines'])}: ${MESSAGES[error.code] ?? error.message}`, { cause: error });
  }
}

const MESSAGES: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'the file ends within quotes',
  CSV_INVALID_CLOSING_QUOTE: 'a comma or the end of the line must follow a closing quote',
  INVALID_OPENING_QUOTE: 'a quote within a cell that does not begin with one',
};

/** The line on which a record begins: the parser tells on which it ends. */
function lineOf({ record, info }: CsvRecord): number {
  return info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}
