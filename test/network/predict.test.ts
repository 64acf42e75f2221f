// Prediction: the forms of x, chunks of rows, and the row without copies.
import { expect, test } from 'vitest';
import { Matrix, Network, dense } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, everyLayer, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

test('a network of given weights computes A = g(X·W + b)', () => {
  const network = new Network({ inputs: 2, layers: [dense(2, { activation: 'relu' }), dense(1)] });
  network.setWeights({
    'layers.0.weights': [
      [1, -1],
      [2, 0.5],
    ],
    'layers.0.biases': [0.5, -1],
    'layers.1.weights': [[3], [4]],
    'layers.1.biases': [0.25],
  });
  // [1·3 + 2·4 + 0.5, −3 + 0.5·4 − 1] = [11.5, −2] → [11.5, 0] → 34.75; [−3.5, 5.5] → [0, 5.5] → 22.25
  const outputs = network.predict([
    [3, 4],
    [-6, 1],
  ]);
  expect(outputs.toArray()).toEqual([[34.75], [22.25]]);
});

test('every form of x gives the same outputs', () => {
  const network = binaryNetwork('float64');
  const rows = rowsOf(4, 3);
  const expected = network.predict(rows).data;
  const flat = rows.flat();
  for (const x of [
    flat,
    new Float64Array(flat),
    new Float32Array(flat),
    rows.map((row) => new Float32Array(row)),
    new Matrix(new Float64Array(flat), 4, 3),
    { data: flat, rows: 4, columns: 3 },
  ]) {
    expectSame(network.predict(x).data, expected);
  }
  expect(network.predict(rows[0]!).toArray()).toEqual([[expected[0]]]);
});

test.each(dtypes)('%s: rows in chunks give the bits of one row at a time', (dtype) => {
  for (const network of [binaryNetwork(dtype), everyLayer(dtype)]) {
    for (const count of [1, 2, 5, 255, 256, 257, 600]) {
      const x = rowsOf(count, 3, count);
      const outputs = network.predict(x);
      expect([outputs.rows, outputs.columns]).toEqual([count, network.outputs]);
      for (let row = 0; row < count; row++) expectSame(outputs.row(row), network.predict([x[row]!]).data, `row ${row}`);
    }
  }
});

test.each(dtypes)('%s: run predicts the one row that input holds', (dtype) => {
  const network = binaryNetwork(dtype);
  for (const row of rowsOf(3, 3)) {
    network.input.set(row);
    network.run();
    expectSame(network.output, network.predict([row]).data);
  }
});

test('out receives the outputs and is returned', () => {
  const network = binaryNetwork('float32');
  const x = rowsOf(300, 3);
  const out = new Float32Array(300);
  expect(network.predict(x, out)).toBe(out);
  expectSame(out, network.predict(x).data);
  const wide = new Float64Array(300);
  expectSame(network.predict(x, wide), out);
  expectError(() => network.predict(x, new Float64Array(299)), 'INVALID_SHAPE', /299 elements.*300/);
  expectError(() => network.predict(x, [] as never), 'INVALID_OPTION', /"out"/);
});

test('x may be a view of the network itself, which a growing memory empties', () => {
  const network = new Network({ inputs: 100, layers: [dense(100)] });
  const { weights } = network.layers[0]!.parameters;
  const expected = network.predict(weights!.slice()).data;
  const fresh = new Network({ inputs: 100, layers: [dense(100)] });
  const bytes = fresh.memoryBytes;
  expectSame(fresh.predict(fresh.layers[0]!.parameters['weights']!).data, expected);
  expect(fresh.memoryBytes).toBeGreaterThan(bytes);
});

test('a value that float32 cannot hold is refused, whoever takes it', () => {
  const network = binaryNetwork('float32');
  const wrong = /row 0, column 1 is 1e\+300, too large for float32/;
  expectError(() => network.predict([[0, 1e300, 0]]), 'INVALID_VALUE', wrong);
  expectError(() => network.predict(new Float64Array([0, 1e300, 0])), 'INVALID_VALUE', wrong);
  expectError(() => network.forward([[0, 1e300, 0]]), 'INVALID_VALUE', wrong);
  expectError(() => network.setWeights({ 'layers.2.weights': [[0], [0], [0], [1e300]] }), 'INVALID_VALUE', /row 3/);
});
