// Models that PyTorch exported (make.py), imported: the same predictions, and the layers that were meant.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importOnnx } from '../../src/exchange/index.ts';

const folder = new URL('fixtures/', import.meta.url);
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const predictions = JSON.parse(readFileSync(new URL('predictions.json', folder), 'utf8')) as Record<
  string,
  { x: number[][]; y: number[][] }
>;
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => name.replace('.onnx', ''));

/** What LogSoftmax is read as on request. */
const probabilities = (y: number[][]): number[][] => y.map((row) => row.map(Math.exp));

test('there is a file for each of the predictions', () => {
  expect(names.toSorted()).toEqual(Object.keys(predictions).sort());
});

describe.each(names)('%s', (name) => {
  test('predicts what PyTorch predicts', () => {
    const isLog = name === 'log-softmax';
    const network = importOnnx(read(`${name}.onnx`), { probabilities: isLog });
    const { x, y } = predictions[name]!;
    const expected = (isLog ? probabilities(y) : y).flat();
    const tolerance = network.dtype === 'float64' ? 1e-14 : 1e-6;
    network.predict(x).data.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!)), `output ${i}`).toBeLessThan(
        tolerance,
      );
    });
    expect(network.dtype).toBe(name === 'float64' ? 'float64' : 'float32');
  });
});
