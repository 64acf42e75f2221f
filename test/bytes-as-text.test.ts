import { expect, test } from 'vitest';
import { moduleOf, textOf } from '../scripts/bytes-as-text.mjs';

test('every byte survives in characters of ASCII that no string escapes', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const text = textOf(bytes);
  expect(text).toMatch(/^[#-[\]-~]*$/);
  const source = moduleOf(`"${text}"`);
  const decoded = (await import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`)) as {
    default: Uint8Array;
  };
  expect(decoded.default).toEqual(bytes);
});
