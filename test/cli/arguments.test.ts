import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import {
  batchSize,
  columnTypes,
  integer,
  nonNegativeNumber,
  positiveNumber,
  proportion,
  share,
  units,
} from '../../src/cli/arguments.ts';

test.each<[string, (text: string) => unknown, string, unknown]>([
  ['units', units, '64,32', [64, 32]],
  ['units', units, '1', [1]],
  ['units', units, 'none', []],
  ['batchSize', batchSize, '1', 1],
  ['batchSize', batchSize, 'full', 'full'],
  ['integer(0)', integer(0), '0', 0],
  ['positiveNumber', positiveNumber, '1e-3', 0.001],
  ['nonNegativeNumber', nonNegativeNumber, '0', 0],
  ['share', share, '0', 0],
  ['share', share, '.25', 0.25],
  ['proportion', proportion, '0.9', 0.9],
  ['columnTypes', columnTypes, 'a=number,b, c=d=category', { a: 'number', 'b, c=d': 'category' }],
])('%s', (_, parse, text, value) => {
  expect(parse(text)).toEqual(value);
});

test.each<[string, (text: string) => unknown, string[]]>([
  ['units', units, ['', '8,', ',8', '8;4', '2.5', '0', '-1', 'NaN', '1e999', '[8]']],
  ['batchSize', batchSize, ['', '0', 'half', '1.5']],
  ['integer(1)', integer(1), ['', ' ', '0', '-1', '1.5', 'one', '9007199254740993']],
  ['positiveNumber', positiveNumber, ['', '0', '-1', 'Infinity', 'x']],
  ['nonNegativeNumber', nonNegativeNumber, ['', '-1e-9', 'NaN', 'Infinity']],
  ['proportion', proportion, ['', '0', '1', 'NaN', '90%']],
  ['columnTypes', columnTypes, ['a', 'a=', 'a=numbr', '=number', 'a=number,,']],
  ['share', share, ['', '1', '-0.1', 'NaN', '25%']],
])('%s refuses', (_, parse, texts) => {
  for (const text of texts) expect(() => parse(text)).toThrow(InvalidArgumentError);
});

test('types of columns add up, and a column may have any name', () => {
  expect(columnTypes('__proto__=ignore', { a: 'number' })).toEqual(
    Object.fromEntries([
      ['a', 'number'],
      ['__proto__', 'ignore'],
    ]),
  );
});
