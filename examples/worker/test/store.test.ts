// Files in parts: what is read is what was written last, whatever was there before.
import { expect, test } from 'vitest';
import { Store } from '../src/store.ts';

test('a file that grows and shrinks', () => {
  const entries = new Map<string, unknown>();
  const kv = {
    get: (key: string) => entries.get(key),
    put: (key: string, value: Uint8Array) => {
      expect(value.byteLength).toBeLessThanOrEqual(2e6);
      entries.set(key, structuredClone(value));
    },
    delete: (key: string) => entries.delete(key),
  };
  const store = new Store({ kv } as unknown as ConstructorParameters<typeof Store>[0]);
  expect(store.readFile('trainer')).toBeUndefined();
  for (const length of [1, 1048576, 1048577, 3500000, 2097152, 7]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 31 + length);
    store.writeFile('trainer', bytes);
    expect(Buffer.compare(store.readFile('trainer')!, bytes)).toBe(0);
  }
  store.writeFile('model', Uint8Array.of(1));
  store.deleteFile('trainer');
  expect([...entries.keys()]).toEqual(['model/0']);
});
