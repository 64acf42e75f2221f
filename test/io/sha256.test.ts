import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Sha256 } from '../../src/io/sha256.ts';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 167 + (i >> 3)) & 255);

test('the hashes of the standard', () => {
  const hash = (text: string) => new Sha256().update(new TextEncoder().encode(text)).hex();
  expect(hash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('every length around the ends of blocks', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = bytesOf(length);
    expect(new Sha256().update(bytes).hex(), `${length} bytes`).toBe(expected(bytes));
  }
});

test('parts of any length give the hash of the whole', () => {
  const bytes = bytesOf(100_003);
  for (const part of [1, 3, 63, 64, 65, 4099]) {
    const hash = new Sha256();
    for (let start = 0; start < bytes.length; start += part) hash.update(bytes.subarray(start, start + part));
    expect(hash.hex(), `parts of ${part}`).toBe(expected(bytes));
  }
});
