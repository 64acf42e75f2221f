import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLayerwiseError } from '../../src/errors.ts';
import { duplicateKey } from '../../src/io/duplicate-keys.ts';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../src/io/safetensors.ts';
import { entry, expectInvalid, fileOf, sample } from '../support/safetensors.ts';

test('bytes, by the specification', () => {
  const bytes = encodeSafetensors([{ name: 'w', dtype: 'F32', shape: [1, 2], data: new Float32Array([1, -2]) }], {
    b: '2',
    a: 'é',
  });
  const json = '{"__metadata__":{"a":"é","b":"2"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
  const text = new TextDecoder().decode(bytes.subarray(8, -8));
  expect(text.trimEnd()).toBe(json);
  expect(bytes[0]! + 256 * bytes[1]!).toBe(bytes.length - 16);
  expect([...bytes.subarray(-8)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  expect(bytes.length % 8).toBe(0);
});

test('the order of tensors and metadata does not change the bytes, and each tensor is aligned', () => {
  const bytes = encodeSafetensors(sample, { x: '1', y: '2' });
  expect(encodeSafetensors([...sample].reverse(), { y: '2', x: '1' })).toEqual(bytes);
  expect([...decodeSafetensors(bytes).tensors.keys()]).toEqual([
    'empty',
    'layers.0.weights',
    'layers.0.biases',
    'step',
    'random',
  ]);
});

test('the bytes are unshared and exactly the file; what is read shares nothing with it', () => {
  const bytes = encodeSafetensors(sample);
  expect(bytes.buffer).toBeInstanceOf(ArrayBuffer);
  expect(bytes.buffer.byteLength).toBe(bytes.length);
  for (const input of [bytes, Buffer.from(bytes)]) {
    const { data } = decodeSafetensors(input).tensors.get('random')!;
    const last = input[input.length - 1]!;
    data[2] = 1;
    expect(input[input.length - 1]).toBe(last);
    expect(data.buffer.byteLength).toBe(3);
  }
});

test('a view at any offset of its buffer, and of shared memory', () => {
  const bytes = encodeSafetensors(sample, { a: 'b' });
  const expected = decodeSafetensors(bytes);
  for (const buffer of [new ArrayBuffer(bytes.length + 16), new SharedArrayBuffer(bytes.length + 16)]) {
    for (const offset of [0, 1, 3, 8, 15]) {
      const view = new Uint8Array(buffer, offset, bytes.length);
      view.set(bytes);
      const file = decodeSafetensors(view);
      expect(file).toEqual(expected);
      for (const { data } of file.tensors.values()) expect(data.buffer).toBeInstanceOf(ArrayBuffer);
    }
  }
});

test('data may be part of a larger buffer', () => {
  const data = new Float32Array([0, 1, 2, 3]).subarray(1, 3);
  const { tensors } = decodeSafetensors(encodeSafetensors([{ name: 'a', dtype: 'F32', shape: [2], data }]));
  expect(tensors.get('a')!.data).toEqual(new Float32Array([1, 2]));
});

const extents = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensor = (name: string): fc.Arbitrary<NamedTensor> =>
  extents.chain((shape) => {
    const length = shape.reduce((a, b) => a * b, 1);
    const size = { minLength: length, maxLength: length };
    return fc.oneof(
      fc.array(fc.double(), size).map((v) => ({ name, shape, dtype: 'F64' as const, data: new Float64Array(v) })),
      fc.array(fc.float(), size).map((v) => ({ name, shape, dtype: 'F32' as const, data: new Float32Array(v) })),
      fc.int32Array(size).map((data) => ({ name, shape, dtype: 'I32' as const, data })),
      fc.uint8Array(size).map((data) => ({ name, shape, dtype: 'U8' as const, data })),
    );
  });
const hostileName = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '0',
    '10',
    '9',
    '',
    '"',
    '\\',
    '\\"',
    '\u0000',
    '{',
    ':',
    'data_offsets',
    '\ud800',
  ),
);
const tensors = fc
  .uniqueArray(hostileName, { maxLength: 6 })
  .chain((names) => fc.tuple(...names.filter((name) => name !== '__metadata__').map(tensor)));
const metadata = fc.array(fc.tuple(hostileName, fc.string({ unit: 'binary' }))).map((entries) => {
  const object = Object.create(null) as Record<string, string>;
  for (const [key, text] of entries) object[key] = text;
  return object;
});

test('decode inverts encode, whatever the names, shapes and bits', () => {
  fc.assert(
    fc.property(tensors, metadata, (given, texts) => {
      const bytes = encodeSafetensors(given, texts);
      const file = decodeSafetensors(bytes);
      expect(file.tensors.size).toBe(given.length);
      for (const { name, dtype, shape, data } of given) {
        const read = file.tensors.get(name)!;
        expect(read.dtype).toBe(dtype);
        expect(read.shape).toEqual(shape);
        expect(read.data).toEqual(data);
      }
      expect(Object.getPrototypeOf(file.metadata)).toBeNull();
      expect(Object.entries(file.metadata).sort()).toEqual(Object.entries(texts).sort());
      const again = [...file.tensors].map(([name, read]) => ({ name, ...read }));
      expect(encodeSafetensors(again, file.metadata)).toEqual(bytes);
    }),
  );
});

test('every truncation and every trailing byte is refused', () => {
  const bytes = encodeSafetensors(sample, { model: 'card' });
  for (let length = 0; length < bytes.length; length++) expectInvalid(bytes.subarray(0, length), /^safetensors: /);
  const longer = new Uint8Array(bytes.length + 1);
  longer.set(bytes);
  expectInvalid(longer, /the tensors take 67 bytes, the file has 68 after the header/);
});

/** `valid`, or the code of the error; throws if what was read does not fit together. */
function outcomeOf(bytes: Uint8Array): string {
  try {
    for (const { shape, data } of decodeSafetensors(bytes).tensors.values()) {
      if (shape.reduce((a, b) => a * b, 1) !== data.length) throw new Error('the shape does not fit the data');
    }
    return 'valid';
  } catch (error) {
    if (isLayerwiseError(error)) return error.code;
    throw error;
  }
}

test('flipped bytes are refused or read as something valid', () => {
  const bytes = encodeSafetensors(sample, { model: 'card' });
  const flip = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(fc.array(flip, { minLength: 1, maxLength: 4 }), (changes) => {
      const changed = bytes.slice();
      for (const [at, bits] of changes) changed[at]! ^= bits;
      expect(['valid', 'INVALID_FILE']).toContain(outcomeOf(changed));
    }),
    { numRuns: 2000 },
  );
});

test('random bytes are refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => expectInvalid(bytes, /^safetensors: /)));
});

test('a file of others: not aligned, not sorted, padded, with keys to come', () => {
  const header = `{"b":${entry('[1]', '[3,11]')},"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3],"later":1}}   `;
  const { tensors: read } = decodeSafetensors(fileOf(header, [1, 2, 3, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]));
  expect([...read]).toEqual([
    ['a', { dtype: 'U8', shape: [3], data: new Uint8Array([1, 2, 3]) }],
    ['b', { dtype: 'F64', shape: [1], data: new Float64Array([1]) }],
  ]);
});

test('duplicateKey looks at keys of the same object only', () => {
  expect(duplicateKey('{"a":{"a":"a","b":[{"a":1},{"a":2}]},"b":"a"}')).toBeUndefined();
  expect(duplicateKey('{"a":"\\"a\\":{", "b\\\\":1, "b\\\\\\"":2}')).toBeUndefined();
  expect(duplicateKey('[{"a":1},{"b":{"c":1, "\\u0063" :2}}]')).toBe('c');
  expect(duplicateKey('{"__proto__":1,"__proto__":2}')).toBe('__proto__');
});
