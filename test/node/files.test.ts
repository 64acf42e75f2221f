import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lineFile, loadFile, saveFile } from '../../src/node/index.ts';

let folder: string;
const path = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(path(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'layerwise-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([0, 1, 5000])('%i bytes come back, and nothing else is in the folder', (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
  saveFile(path('state'), bytes);
  expect(Array.from(loadFile(path('state'))!)).toEqual(Array.from(bytes));
  expect(readdirSync(folder)).toEqual(['state']);
});

test('a file is replaced; text is UTF-8', () => {
  saveFile(path('state'), 'old and longer');
  saveFile(path('state'), 'ç');
  expect(Array.from(loadFile(path('state'))!)).toEqual([0xc3, 0xa7]);
});

test('a view of a part of a buffer is that part', () => {
  saveFile(path('state'), new Uint8Array(8).fill(7).subarray(2, 5));
  expect(Array.from(loadFile(path('state'))!)).toEqual([7, 7, 7]);
});

test('whoever has the old file open reads the old file to its end', () => {
  saveFile(path('state'), 'old');
  const open = openSync(path('state'), 'r');
  saveFile(path('state'), 'new');
  expect(readFileSync(open, 'utf8')).toBe('old');
  closeSync(open);
});

test('a link stays a link: the file that it leads to is replaced', () => {
  mkdirSync(path('models'));
  writeFileSync(path('models/1'), 'old');
  symlinkSync('models/1', path('latest'));
  saveFile(path('latest'), 'new');
  expect(textOf('models/1')).toBe('new');
  expect(readdirSync(path('models'))).toEqual(['1']);
});

test('what cannot be written leaves nothing behind', () => {
  mkdirSync(path('folder'));
  expect(() => saveFile(path('folder'), 'text')).toThrow(/EISDIR|EPERM/);
  expect(() => saveFile(path('no/folder'), 'text')).toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual(['folder']);
});

test('contents that are none leave the file as it was', () => {
  saveFile(path('state'), 'old');
  expect(() => saveFile(path('state'), undefined as unknown as string)).toThrow(TypeError);
  expect(textOf('state')).toBe('old');
  expect(readdirSync(folder)).toEqual(['state']);
});

test('what a killed process of the same number left is in nobody’s way, and a link there is not followed', () => {
  writeFileSync(path('other'), 'untouched');
  symlinkSync('other', path(`.state.${process.pid}.${threadId}.tmp`));
  saveFile(path('state'), 'new');
  expect(textOf('state')).toBe('new');
  expect(textOf('other')).toBe('untouched');
  expect(readdirSync(folder)).toEqual(['other', 'state']);
});

test('no file is undefined; what is there and cannot be read is an error', () => {
  expect(loadFile(path('state'))).toBeUndefined();
  expect(() => loadFile(folder)).toThrow('EISDIR');
});

test('a file of lines is written line by line, and anew from wherever a line is given again', () => {
  const write = lineFile(path('log'));
  ['a', 'b', 'ç'].forEach((line, number) => write(line, number));
  expect(textOf('log')).toBe('a\nb\nç\n');
  write('B', 1);
  expect(textOf('log')).toBe('a\nB\n');
  // Another process goes on; the last line was cut.
  writeFileSync(path('log'), 'a\nB\nç\nun');
  const other = lineFile(path('log'));
  other('d', 3);
  other('e', 4);
  expect(textOf('log')).toBe('a\nB\nç\nd\ne\n');
  lineFile(path('log'))('new', 0);
  expect(textOf('log')).toBe('new\n');
  expect(readdirSync(folder)).toEqual(['log']);
  expect(() => lineFile(path('no/log'))('a', 0)).toThrow('ENOENT');
});
