// JSON lines as rows, in constant memory.
import { rangeError } from '../errors.ts';
import { shown } from '../validate.ts';
import type { Row } from './cell.ts';
import type { TextRows } from './csv.ts';
import { type TextSource, linesOf } from './lines.ts';

/**
 * Reads a JSON object a line (JSON Lines, NDJSON). Empty lines are skipped.
 * @throws (while the rows are read) LayerwiseError INVALID_FILE that names the line: a line that is no JSON object, a
 * text that is empty, binary or not UTF-8
 */
export function readJsonLines(source: TextSource): TextRows {
  return new JsonRows(source);
}

class JsonRows implements TextRows {
  line = 0;
  readonly #source: TextSource;

  constructor(source: TextSource) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Row> {
    let line = 0;
    for await (const piece of linesOf(this.#source)) {
      for (const text of piece.split('\n').slice(0, piece.endsWith('\n') ? -1 : undefined)) {
        line++;
        if (text.trim() === '') continue;
        const row = parsed(text, line);
        this.line = line;
        yield row;
      }
    }
    if (this.line === 0) throw rangeError('INVALID_FILE', 'the file is empty');
  }
}

function parsed(text: string, line: number): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw rangeError('INVALID_FILE', `line ${line} is not JSON`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw rangeError('INVALID_FILE', `line ${line} must be an object, but is ${shown(value)}`);
}
