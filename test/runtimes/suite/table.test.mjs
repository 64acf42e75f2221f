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
  expect([held, streamed].map((model) => model.network.hash())).toMatchInlineSnapshot();
  const row = { size: 12, visits: null, kind: 'c' };
  expect(TableModel.load(held.save()).predict(row)).toEqual(held.predict(row));
  await expect(fitTable(readCsv('a,b\n1\n'), { target: 'b' })).rejects.toThrow('line 2 has 1 cells');
});
