// A table becomes the same model in every runtime.
import { TableModel, fitTable, readCsv } from 'layerwise/table';
import { expect, test } from 'vitest';

const rows = Array.from(
  { length: 90 },
  (_, i) => `${(i * 37) % 61},${i % 8 ? i % 5 : ''},${'abc'[i % 3]},${i % 61 > 30}`,
);
const text = ['size,visits,kind,left', ...rows].join('\r\n');

/** The text as a web stream. */
const stream = () => readCsv(new Blob([text]).stream());

test('streamed or at hand, a model has the bits of every other runtime and goes through its file', async () => {
  const options = { target: 'left', hidden: [6], epochs: 8, seed: 4 };
  const held = await fitTable(stream(), options);
  const streamed = await fitTable(stream, options);
  expect([held, streamed].map((model) => model.network.hash())).toEqual([
    '8d2118e8d6d4d98711dc22179c1f12c2b544ba163b3bcd7d8972e93d0ca3765f',
    '3d69bc90b5c08d1b6a7b04bf0b4e99627f73dc5725dc1d54a54627d5edf88164',
  ]);
  const row = { size: 12, visits: null, kind: 'c' };
  expect(TableModel.load(held.save()).predict(row)).toEqual(held.predict(row));
  await expect(fitTable(readCsv('a,b\n1\n'), { target: 'b' })).rejects.toThrow('line 2 has 1 cells');
});
