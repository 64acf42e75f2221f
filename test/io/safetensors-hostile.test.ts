// Headers that lie: every one is refused before anything is allocated.
import { expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { entry, expectInvalid, fileOf, sample } from '../support/safetensors.ts';

const eight = [0, 0, 0, 0, 0, 0, 0, 0];

test.each<[string, string, number[], string | RegExp]>([
  ['is not JSON', '{"a":', [], /not JSON in UTF-8/],
  ['is an array', '[]', [], /must begin with "{"/],
  ['is a number', '1', [], /must begin with "{"/],
  ['begins with a space', ' {}', [], /must begin with "{"/],
  ['begins with a byte order mark', '\ufeff{}', [], /not JSON in UTF-8/],
  [
    'has a key twice',
    `{"a":${entry('[1]', '[0,8]')},"\\u0061":${entry('[1]', '[0,8]')}}`,
    eight,
    'safetensors: "a" occurs twice in the header',
  ],
  [
    'has two equal empty tensors',
    `{"a":${entry('[0]', '[0,0]')},"a":${entry('[0]', '[0,0]')}}`,
    [],
    /"a" occurs twice/,
  ],
  [
    'has a shape twice',
    '{"a":{"dtype":"F64","shape":[2],"shape":[1],"data_offsets":[0,8]}}',
    eight,
    /"shape" occurs twice/,
  ],
  ['has metadata that is text', '{"__metadata__":"x"}', [], /__metadata__ must be an object of strings/],
  ['has metadata that is null', '{"__metadata__":null}', [], /__metadata__ must be an object of strings/],
  ['has a number in the metadata', '{"__metadata__":{"a":1}}', [], /__metadata__: "a" must be a string/],
  ['has a tensor that is an array', '{"a":[]}', [], /tensor "a" must be an object/],
  ['has a tensor that is null', '{"a":null}', [], /tensor "a" must be an object/],
  [
    'has no dtype',
    '{"a":{"shape":[0],"data_offsets":[0,0]}}',
    [],
    /tensor "a": dtype must be one of F64, I64, F32, I32, U8, not undefined/,
  ],
  ['has an unknown dtype', `{"a":${entry('[1]', '[0,8]', '"I16"')}}`, eight, /not "I16"/],
  ['has a dtype every object has', `{"a":${entry('[1]', '[0,8]', '"constructor"')}}`, eight, /not "constructor"/],
  [
    'has a dtype by prototype',
    '{"a":{"__proto__":{"dtype":"F64"},"shape":[1],"data_offsets":[0,8]}}',
    eight,
    /not undefined/,
  ],
  ['has a negative extent', `{"a":${entry('[-1]', '[0,8]')}}`, eight, /shape must be an array of integers/],
  ['has a broken extent', `{"a":${entry('[0.5]', '[0,4]')}}`, eight, /shape must be an array of integers/],
  ['has an extent beyond 2⁵³', `{"a":${entry('[1e300]', '[0,8]')}}`, eight, /shape must be an array of integers/],
  ['has a text for a shape', `{"a":${entry('"1"', '[0,8]')}}`, eight, /shape must be an array of integers/],
  [
    'has a shape of 2⁶⁰ elements',
    `{"a":${entry('[1073741824,1073741824]', '[0,8]')}}`,
    eight,
    /takes 9223372036854776000 bytes, data_offsets \[0, 8\] have 8/,
  ],
  [
    'has a shape beyond any number',
    `{"a":${entry(`[${Array(40).fill('9007199254740991')}]`, '[0,8]')}}`,
    eight,
    /takes Infinity bytes/,
  ],
  ['has one offset', `{"a":${entry('[1]', '[8]')}}`, eight, /data_offsets must be two integers/],
  ['has three offsets', `{"a":${entry('[1]', '[0,8,8]')}}`, eight, /data_offsets must be two integers/],
  ['has a negative offset', `{"a":${entry('[1]', '[-8,0]')}}`, eight, /data_offsets must be two integers/],
  ['has offsets backwards', `{"a":${entry('[1]', '[8,0]')}}`, eight, /takes 8 bytes, data_offsets \[8, 0\] have -8/],
  ['has offsets too far apart', `{"a":${entry('[0]', '[0,8]')}}`, eight, /takes 0 bytes, data_offsets \[0, 8\] have 8/],
  [
    'has a tensor beyond the file',
    `{"a":${entry('[2]', '[0,16]')}}`,
    eight,
    /take 16 bytes, the file has 8 after the header/,
  ],
  [
    'has a hole at the start',
    `{"a":${entry('[1]', '[8,16]')}}`,
    [...eight, ...eight],
    /tensor "a" leaves a hole before it: it begins at byte 8 of the data, not 0/,
  ],
  [
    'has a hole between',
    `{"a":${entry('[1]', '[0,8]')},"b":${entry('[1]', '[9,17]')}}`,
    [...eight, ...eight, 0],
    /tensor "b" leaves a hole before it/,
  ],
  [
    'has an overlap',
    `{"a":${entry('[1]', '[0,8]')},"b":${entry('[1]', '[4,12]')}}`,
    [...eight, 0, 0, 0, 0],
    /tensor "b" overlaps the one before it: it begins at byte 4 of the data, not 8/,
  ],
  [
    'has the same bytes for two',
    `{"a":${entry('[1]', '[0,8]')},"b":${entry('[1]', '[0,8]')}}`,
    eight,
    /tensor "b" overlaps/,
  ],
  ['has no tensors for the data', '{}', eight, /the tensors take 0 bytes, the file has 8 after the header/],
])('a header that %s', (_, header, data, message) => {
  expectInvalid(fileOf(header, data), message);
});

test('a header that is not UTF-8', () => {
  const bytes = fileOf('{"a":"b"}');
  bytes[10] = 0xff;
  expectInvalid(bytes, /not JSON in UTF-8/);
});

test('a header nested without end', () => {
  expectInvalid(fileOf(`{"a":${'['.repeat(1_000_000)}`), /not JSON/);
  expectInvalid(fileOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /^safetensors: /);
});

test('a length of the header beyond the file, beyond 2⁵³ and beyond the limit', () => {
  const bytes = fileOf('{}');
  bytes[0] = 3;
  expectInvalid(bytes, 'safetensors: a header of 3 bytes in a file of 10');
  bytes.fill(255, 0, 8);
  expectInvalid(bytes, 'safetensors: a header of 18446744073709551615 bytes in a file of 10');
  expectInvalid(new Uint8Array(0), 'safetensors: 0 bytes, too few for the length of the header');
  expectInvalid(new Uint8Array(8), /not JSON/);
  expectInvalid(fileOf('{}'), 'safetensors: a header of 2 bytes, the limit is 1', { maxHeaderBytes: 1 });
});

test('limits', () => {
  const bytes = encodeSafetensors(sample);
  expect(decodeSafetensors(bytes, { maxTensors: 5, maxElements: 13 }).tensors.size).toBe(5);
  expectInvalid(bytes, 'safetensors: 5 tensors, the limit is 4', { maxTensors: 4 });
  expectInvalid(bytes, 'safetensors: 13 elements, the limit is 12', { maxElements: 12 });
  for (const limits of [{ maxTensors: NaN }, { maxElements: NaN }, { maxHeaderBytes: NaN }])
    expectInvalid(bytes, /the limit is NaN/, limits);
});

test('names that every object has are names like others', () => {
  const header = `{"__metadata__":{"__proto__":"p","constructor":"c"},"__proto__":${entry('[1]', '[0,8]')},"constructor":${entry('[0]', '[8,8]')}}`;
  const file = decodeSafetensors(fileOf(header, eight));
  expect([...file.tensors.keys()]).toEqual(['__proto__', 'constructor']);
  expect(file.metadata['__proto__']).toBe('p');
  expect(file.metadata['toString']).toBeUndefined();
  expect(({} as Record<string, unknown>)['dtype']).toBeUndefined();
});
