// Comma-separated values and JSON lines, from every kind of text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLayerwiseError } from '../../src/index.ts';
import { type TextRows, type TextSource, readCsv, readJsonLines } from '../../src/table/index.ts';

/** The rows as text with their lines, and then the message of the error. */
async function read(rows: TextRows): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const row of rows) found.push(`${rows.line} ${JSON.stringify(row)}`);
  } catch (error) {
    if (!isLayerwiseError(error)) throw error;
    found.push(`${error.code} ${error.message}`);
  }
  return found;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A stream that cannot be iterated, as Safari's. */
function bareStream(text: string): TextSource {
  const pieces = Array.from(bytesOf(text), (byte) => Uint8Array.of(byte));
  let cancelled = 0;
  return {
    getReader: () => ({
      read: () => Promise.resolve({ done: pieces.length === 0, value: pieces.shift() }),
      cancel: () => Promise.resolve(void cancelled++),
    }),
  };
}

const sources: Readonly<Record<string, (text: string) => TextSource>> = {
  'a string': (text) => text,
  bytes: bytesOf,
  characters: (text) => Array.from(text),
  'single bytes': (text) => Array.from(bytesOf(text), (byte) => Uint8Array.of(byte)),
  'a web stream': (text) => new Blob([text]).stream() as unknown as TextSource,
  'a bare stream': bareStream,
};

const texts: readonly (readonly [string, readonly string[]])[] = [
  ['a,b\n1,2\n', ['2 {"a":"1","b":"2"}']],
  ['\uFEFFa,b\r\n1,2', ['2 {"a":"1","b":"2"}']],
  ['a,b\r1,2\r', ['2 {"a":"1","b":"2"}']],
  ['\n a , b \n\n1,2\n\n', ['4 {"a":"1","b":"2"}']],
  ['a\tb\n1\t2,5', ['2 {"a":"1","b":"2,5"}']],
  ['a;b\n1;2', ['2 {"a":"1","b":"2"}']],
  ['a\n1\n', ['2 {"a":"1"}']],
  ['a,b\n"1","2 ""x"", y"\n', ['2 {"a":"1","b":"2 \\"x\\", y"}']],
  ['a,b\r\n"1\r\n\r\n9",é\r\n3,4\r\n', ['2 {"a":"1\\n\\n9","b":"é"}', '5 {"a":"3","b":"4"}']],
  ['__proto__,constructor\n1,<script>', ['2 {"__proto__":"1","constructor":"<script>"}']],
  ['a,b\n1,x"y\n', ['2 {"a":"1","b":"x\\"y"}']],
  ['', ['INVALID_FILE the file is empty']],
  ['\n\n', ['INVALID_FILE the file is empty']],
  ['a,b\n\n', ['INVALID_FILE there are no rows after the header in line 1']],
  ['a,,b\n1,2,3', ['INVALID_FILE line 1: column 2 has no name']],
  ['a,b,a \n1,2,3', ['INVALID_FILE line 1: two columns have the name "a"']],
  ['a,b\n1,2\n"3\n4"\n', ['2 {"a":"1","b":"2"}', 'INVALID_FILE line 3 has 1 cells, the header has 2']],
  ['a,b\n1,2\n1,2,3', ['2 {"a":"1","b":"2"}', 'INVALID_FILE line 3 has 3 cells, the header has 2']],
  ['a,b\n1,2\n3,"x\n4,5\n', ['2 {"a":"1","b":"2"}', 'INVALID_FILE line 3: a quote is not closed']],
];

describe.each(Object.entries(sources))('CSV from %s', (_, source) => {
  test.each(texts)('%j', async (text, expected) => {
    expect(await read(readCsv(source(text)))).toEqual(expected);
  });
});

test.each(['a,b\n1,"2"x\n', 'a,b\n1,"2"x'])('what follows a closing quote must be a delimiter: %j', async (text) => {
  expect((await read(readCsv(text))).at(-1)).toMatch(/^INVALID_FILE line 2: a (delimiter|quote)/);
});

test('binary files are told from text', async () => {
  expect(await read(readCsv('a,b\n1,2\n3,\0\n'))).toEqual(['INVALID_FILE line 3 holds a zero byte: this is no text']);
  expect(await read(readCsv([bytesOf('a\n1\n'), Uint8Array.of(0xff, 0xfe)]))).toEqual([
    '2 {"a":"1"}',
    'INVALID_FILE in line 3 or after it there are bytes that are not UTF-8: save the file as UTF-8',
  ]);
  expect((await read(readJsonLines(Uint8Array.of(0x80)))).at(-1)).toMatch(/not UTF-8/);
});

test('a quote that is never closed does not swallow a file of any size', async () => {
  function* endless(): Generator<string> {
    yield 'a,b\n1,"';
    for (;;) yield 'x,y\n'.repeat(65536);
  }
  expect(await read(readCsv(endless()))).toEqual([
    'INVALID_FILE line 2: a row of more than 4194304 characters; is a quote not closed?',
  ]);
  function* line(): Generator<string> {
    for (;;) yield 'x'.repeat(1 << 19);
  }
  expect(await read(readCsv(line()))).toEqual(['INVALID_FILE line 1 is longer than 4194304 characters']);
});

test('ten thousand columns', async () => {
  const names = Array.from({ length: 10000 }, (_, j) => `c${j}`);
  const rows = readCsv(`${names.join(',')}\n${names.map((_, j) => j).join(',')}`);
  for await (const row of rows) {
    expect(Object.keys(row)).toEqual(names);
    expect(row['c9999']).toBe('9999');
  }
  const more = Array.from({ length: 65537 }, (_, j) => `c${j}`).join(',');
  expect(await read(readCsv(more))).toEqual(['INVALID_FILE line 1: 65537 columns, more than 65536']);
});

/** Cells in quotes where they need them. */
const written = (cells: readonly string[]) =>
  cells.map((cell) => (/[",\n\r;|\t]|^\s*$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');

test('what was written is read, however the text is cut into pieces', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '1', '𝒙'), maxLength: 6 });
  const table = fc.integer({ min: 2, max: 4 }).chain((columns) =>
    fc.record({
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
      columns: fc.constant(columns),
      end: fc.constantFrom('\n', '\r\n'),
      size: fc.integer({ min: 1, max: 20 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(table, async ({ rows, columns, end, size }) => {
      const names = Array.from({ length: columns }, (_, j) => `c${j}`);
      const bytes = bytesOf([names, ...rows].map(written).join(end));
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      const found: string[][] = [];
      for await (const row of readCsv(pieces)) found.push(Object.values(row) as string[]);
      expect(found).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are rows or an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      for (const rows of [readCsv(bytes), readJsonLines(bytes)]) expect((await read(rows)).length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test('JSON lines', async () => {
  const text = '\uFEFF{"a":1}\r\n\n{"__proto__":2,"b":null}\n[1]\n{}';
  expect(await read(readJsonLines(text))).toEqual([
    '1 {"a":1}',
    '3 {"__proto__":2,"b":null}',
    'INVALID_FILE line 4 must be an object, but is an array',
  ]);
  expect(await read(readJsonLines('{"a":1}\n{"a":'))).toEqual(['1 {"a":1}', 'INVALID_FILE line 2 is not JSON']);
  expect(await read(readJsonLines('\n \n'))).toEqual(['INVALID_FILE the file is empty']);
});

test.each([
  [() => readCsv(7 as unknown as string), /a text must be a string, bytes, a stream/],
  [() => readCsv([7] as unknown as string), /pieces that are strings or bytes, but got 7/],
])('what is no text is an error', async (rows, message) => {
  expect((await read(rows())).at(-1)).toMatch(message);
});

test.each(['', ',,', '"', '\n'])('%j is no delimiter', (delimiter) => {
  expect(() => readCsv('a', { delimiter })).toThrow(/"delimiter" must be one character/);
});
