import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCsv } from '../../src/cli/csv.ts';
import { UserError } from '../../src/cli/errors.ts';

test.each([
  ['LF', 'a,b\n1,2\n3,4\n'],
  ['no last line end', 'a,b\n1,2\n3,4'],
  ['CR LF', 'a,b\r\n1,2\r\n3,4\r\n'],
  ['CR', 'a,b\r1,2\r3,4\r'],
  ['a byte order mark', '\ufeffa,b\n1,2\n3,4\n'],
  ['quotes', '"a","b"\n"1",2\n3,"4"\n'],
  ['spaces around names', ' a ,b \n1,2\n3,4\n'],
])('%s', (_, text) => {
  expect(parseCsv(text)).toEqual({
    header: ['a', 'b'],
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
    lines: [2, 3],
  });
});

test('commas, quotes and line ends within quotes', () => {
  expect(parseCsv('a,b\r\n"1,5","say ""no"""\r\n"x\r\ny",2\r\n3,4').rows).toEqual([
    ['1,5', 'say "no"'],
    ['x\ny', '2'],
    ['3', '4'],
  ]);
});

test('rows have the line on which they begin', () => {
  expect(parseCsv('\n\na,b\n\n1,2\n"x\r\n\r\ny","z\n"\r\n\n3,4').lines).toEqual([5, 6, 11]);
});

test.each([
  ['', 'the file is empty'],
  ['\ufeff', 'the file is empty'],
  ['\n\n', 'the file is empty'],
  ['a,b\n', 'there are no rows after the header'],
  ['a,,b\n1,2,3\n', 'line 1: column 2 has no name'],
  ['\na,b,a\n1,2,3\n', 'line 2: two columns have the name "a"'],
  ['a,b\n1,2\n\n3\n', 'line 4 has 1 cells, the header has 2'],
  ['a,b\r\n1,2,3\r\n', 'line 2 has 3 cells, the header has 2'],
  ['a,b\n"1\n2",3,4\n', 'line 2 has 3 cells, the header has 2'],
  ['a,b\n1,"2\n3,4', 'line 3: the file ends within quotes'],
  ['a,b\n1,"2"3\n', 'line 2: a comma or the end of the line must follow a closing quote'],
  ['a,b\n1,2\n1,2"\n', 'line 3: a quote within a cell that does not begin with one'],
])('%j', (text, message) => {
  expect(() => parseCsv(text)).toThrow(new UserError(message));
});

test('cells come back, whatever they hold', () => {
  const cell = fc.string().map((text) => text.replaceAll('\r', ''));
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const text = ['a,b', ...rows.map((row) => row.map(quoted).join(','))].join(end);
      expect(parseCsv(text).rows).toEqual(rows);
    }),
  );
});
