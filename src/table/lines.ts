// Text as it comes, in pieces, with one kind of line end.
import { rangeError, typeError } from '../errors.ts';
import { shown } from '../validate.ts';

/** A web stream, as far as it is needed here; not all of them can be iterated. */
export interface ReadableStreamLike<T> {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: T | undefined }>;
    cancel(): Promise<void>;
  };
}

/** Text or bytes in UTF-8: whole, or in pieces. */
export type TextSource =
  | string
  | Uint8Array
  | ReadableStreamLike<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>;

/** A string or an array of bytes is gone through in pieces of this many. */
const PIECE = 65536;

/** A row, or a line of JSON, that is longer is none. */
const LONGEST_ROW = 4194304;

/**
 * The text in pieces that end with a line, all line ends being LF, without a byte order mark.
 * @throws LayerwiseError INVALID_FILE for what is not UTF-8 text, or has lines without end
 */
export async function* linesOf(source: TextSource): AsyncGenerator<string> {
  let held = '';
  let lines = 0;
  for await (const piece of textOf(source)) {
    if (piece.includes('\0')) {
      lines += count(held + piece.slice(0, piece.indexOf('\0')));
      throw rangeError('INVALID_FILE', `line ${lines + 1} holds a zero byte: this is no text`);
    }
    // A carriage return at the end may be the first half of a line end.
    const text = held + piece;
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const end = Math.max(whole.lastIndexOf('\n'), whole.lastIndexOf('\r')) + 1;
    held = text.slice(end);
    if (held.length > LONGEST_ROW)
      throw rangeError(
        'INVALID_FILE',
        `line ${lines + count(text.slice(0, end)) + 1} is longer than ${LONGEST_ROW} characters`,
      );
    if (end === 0) continue;
    const complete = text.slice(0, end).replace(/\r\n?/g, '\n');
    lines += count(complete);
    yield complete;
  }
  if (held !== '') yield held.replace(/\r\n?/g, '\n');
}

/** The line ends in a text that has LF alone. */
export function count(text: string): number {
  let found = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found++;
  return found;
}

/** What a row longer than any is told. */
export function tooLong(text: string, line: number): void {
  if (text.length <= LONGEST_ROW) return;
  throw rangeError(
    'INVALID_FILE',
    `line ${line}: a row of more than ${LONGEST_ROW} characters; is a quote not closed?`,
  );
}

async function* textOf(source: TextSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  let lines = 0;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (cause) {
      throw rangeError(
        'INVALID_FILE',
        `in line ${lines + 1} or after it there are bytes that are not UTF-8: save the file as UTF-8`,
        {
          cause,
        },
      );
    }
  };
  for await (const piece of piecesOf(source)) {
    const text = typeof piece === 'string' ? piece : decode(piece);
    lines += count(text);
    yield first ? text.replace(/^\uFEFF/, '') : text;
    first &&= text === '';
  }
  const rest = decode();
  if (rest !== '') yield rest;
}

async function* piecesOf(source: TextSource): AsyncGenerator<string | Uint8Array> {
  if (typeof source === 'string' || source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += PIECE) yield source.slice(at, at + PIECE);
    return;
  }
  for await (const piece of iterableOf(source)) {
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array))
      throw typeError('INVALID_VALUE', `a text comes in pieces that are strings or bytes, but got ${shown(piece)}`);
    yield piece;
  }
}

function iterableOf(source: TextSource): AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array> {
  if (typeof source === 'object' && source !== null) {
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return source as AsyncIterable<string>;
    if ('getReader' in source) return read(source);
  }
  throw typeError(
    'INVALID_OPTION',
    `a text must be a string, bytes, a stream or an iterable of them, got ${shown(source)}`,
  );
}

async function* read<T>(stream: ReadableStreamLike<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value as T;
    }
  } finally {
    await reader.cancel();
  }
}
