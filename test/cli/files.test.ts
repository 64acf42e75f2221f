import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileError } from '../../src/cli/errors.ts';
import { checkOutput, writeWhole } from '../../src/cli/files.ts';
import { csvLine } from '../../src/cli/write-csv.ts';
import { readCsv } from '../../src/table/index.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('what cannot be written leaves nothing behind', () => {
  mkdirSync(path('folder'));
  expect(() => writeWhole(path('folder'), 'text')).toThrow(FileError);
  expect(readdirSync(folder)).toEqual(['folder']);
});

test('a path with a part that is no folder is told in words', () => {
  writeFileSync(path('file'), '');
  expect(() => writeWhole(path('file/model'), '')).toThrow(/^cannot write .*: a part of its path is not a folder$/);
});

test('an output that is an input is refused, by whatever path it is called', () => {
  writeFileSync(path('data'), '');
  symlinkSync('data', path('link'));
  expect(() => checkOutput(path('link'), [path('data')])).toThrow(`it is the input ${path('data')}`);
  expect(() => checkOutput(path('other'), [path('data')])).not.toThrow();
  expect(readdirSync(folder)).toEqual(['data', 'link']);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-cmd', "'-cmd"],
  ['@sum', "'@sum"],
  ['-1.5', '-1.5'],
  [-1e-7, '-1e-7'],
  ['a=b', 'a=b'],
])('%j is written as %j', (cell, text) => {
  expect(csvLine(['h', cell], true)).toBe(`h,${text}`);
  expect(csvLine(['h', cell], false)).toBe(`h,${cell}`);
});

test('a tab or a carriage return before a formula does not hide it', () => {
  expect(csvLine(['\t=1', '\r=1'], true)).toBe('\'\t=1,"\'\r=1"');
});

test('commas, quotes, line ends and spaces come back from a reader', async () => {
  const cells = ['a,b', 'say "no"', 'two\nlines', ' edges ', 'ç', ''];
  const names = cells.map((_, column) => `c${column}`);
  for await (const row of readCsv(`${names.join(',')}\n${csvLine(cells, true)}`))
    expect(Object.values(row)).toEqual(cells);
  expect.assertions(1);
});
