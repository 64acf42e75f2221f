import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/cli/errors.ts';
import { checkOutput, readText, writeWhole } from '../../src/cli/files.ts';
import { formatCsv } from '../../src/cli/write-csv.ts';

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a file is replaced, and nothing else is left', () => {
  writeFileSync(path('model'), 'old and longer');
  writeWhole(path('model'), new Uint8Array([110, 101, 119]));
  expect(readText(path('model'))).toBe('new');
  expect(readdirSync(folder)).toEqual(['model']);
});

test('a link stays a link: the file that it names is replaced', () => {
  mkdirSync(path('models'));
  writeFileSync(path('models/1'), 'old');
  symlinkSync('models/1', path('latest'));
  writeWhole(path('latest'), 'new');
  expect(readFileSync(path('models/1'), 'utf8')).toBe('new');
});

test('what cannot be written leaves nothing behind', () => {
  mkdirSync(path('folder'));
  expect(() => writeWhole(path('folder'), 'text')).toThrow(UserError);
  expect(readdirSync(folder)).toEqual(['folder']);
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
  ['\t=1', "'\t=1"],
  ['-1.5', '-1.5'],
  [-1e-7, '-1e-7'],
  ['a=b', 'a=b'],
])('%j is written as %j', (cell, text) => {
  expect(formatCsv(['h'], [[cell]])).toBe(`h\n${text}\n`);
});

test('commas, quotes, line ends and spaces come back from a reader', () => {
  const cells = ['a,b', 'say "no"', 'two\nlines', ' edges ', 'ç', ''];
  expect(parse(formatCsv(cells, [cells]))).toEqual([cells, cells]);
});
