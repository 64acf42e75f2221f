// Rows from files: what they hold, and what the cells of plain tables become.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileError, UserError } from '../../src/cli/errors.ts';
import { openRows, readCells, rowSource } from '../../src/cli/input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test.each([
  ['CSV', 'a.csv', 'a,b\n1,x y\n'],
  ['TSV', 'a.tsv', 'a\tb\n1\tx y\n'],
  ['semicolons', 'a.csv', 'a;b\n1;x y\n'],
  ['JSON lines', 'a.jsonl', '{"a":"1","b":"x y"}\n'],
  ['JSON lines of any name, with a byte order mark', 'rows', '\ufeff\n {"a":"1","b":"x y"}\n'],
])('%s', async (_, name, text) => {
  const rows: object[] = [];
  for await (const row of await openRows(written(name, text))) rows.push({ ...row });
  expect(rows).toEqual([{ a: '1', b: 'x y' }]);
});

test('a file that ends in .tsv has tabs between its cells, whatever its header holds', async () => {
  const { header } = await readCells(written('commas.tsv', 'height, in cm, or so\tweight\n1\t2\n'));
  expect(header).toEqual(['height, in cm, or so', 'weight']);
});

test('cells of rows that lack some: gaps are empty, lines are those of the file', async () => {
  const text = '{"a":1,"b":null}\n\n{"b":true,"c":"x"}\n';
  expect(await readCells(written('gaps.jsonl', text))).toEqual({
    header: ['a', 'b', 'c'],
    rows: [
      ['1', '', ''],
      ['', 'true', 'x'],
    ],
    lines: [1, 3],
  });
});

test('a list is no cell', async () => {
  await expect(readCells(written('list.jsonl', '{"a":1}\n{"a":[1]}\n'))).rejects.toThrow(
    new UserError('line 2, column "a" is no number and no text'),
  );
});

test('a file that is read anew gives its rows each time; one that is held is read now', async () => {
  const path = written('twice.csv', 'a\n1\n2\n');
  const streamed = await rowSource({ path, stream: true });
  expect(typeof streamed).toBe('function');
  const open = streamed as () => Promise<AsyncIterable<Record<string, unknown>>>;
  for (const pass of ['first', 'second']) {
    const cells: unknown[] = [];
    for await (const row of await open()) cells.push(row['a']);
    expect([pass, ...cells]).toEqual([pass, '1', '2']);
  }
  expect(typeof (await rowSource({ path }))).toBe('object');
});

test('a file that is not there is told by its path', async () => {
  await expect(openRows(join(folder, 'nowhere.csv'))).rejects.toThrow(FileError);
  await expect(openRows(folder)).rejects.toThrow(`cannot read ${folder}: it is a folder`);
});
