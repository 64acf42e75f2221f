// The kernels through the public API, against loops in plain JavaScript.
import { Network, Trainer, checkGradients, dense } from 'layerwise';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '../../determinism/rows.ts';

const sizes = [1, 3, 5, 16, 17, 63, 64, 65];

/** x·w + b, adding in order, every operation rounded. */
function affine(x, { weights, biases, columns }, round) {
  return x.map((row) =>
    Array.from({ length: columns }, (_, j) => {
      let sum = 0;
      row.forEach((value, i) => (sum = round(sum + round(value * weights[i * columns + j]))));
      return round(sum + biases[j]);
    }),
  );
}

describe.each([
  ['float64', (value) => value],
  ['float32', Math.fround],
])('%s', (dtype, round) => {
  test.each(sizes)('a dense layer of %i inputs is the loop, bit for bit', (inputs) => {
    for (const columns of sizes) {
      const layers = [dense(columns, { biasInitializer: { name: 'uniform', low: -1, high: 1 } })];
      const network = new Network({ inputs, layers, dtype, seed: columns });
      const x = rowsOf(columns, inputs, 5).map((row) => row.map(round));
      const outputs = network.predict(x).toArray();
      const { weights, biases } = network.layers[0].parameters;
      expect(outputs).toEqual(affine(x, { weights, biases, columns }, round));
    }
  });

  test('relu, sigmoid, tanh and softmax are what Math says', () => {
    const x = [[-800, -20, -3, -0.5, -1e-9, 0, 1e-9, 0.5, 3, 20, 800].map(round)];
    const exps = x[0].map((z) => Math.exp(z - 800));
    const total = exps.reduce((sum, value) => sum + value, 0);
    const expected = {
      relu: x[0].map((z) => Math.max(z, 0)),
      sigmoid: x[0].map((z) => 1 / (1 + Math.exp(-z))),
      tanh: x[0].map(Math.tanh),
      softmax: exps.map((value) => value / total),
    };
    for (const [activation, values] of Object.entries(expected)) {
      const network = new Network({ inputs: 11, layers: [{ kind: 'activation', activation }], dtype });
      const outputs = network.predict(x).data;
      values.forEach((value, i) =>
        expect(Math.abs(outputs[i] - value), `${activation}(${x[0][i]})`).toBeLessThanOrEqual(
          Math.abs(value) * (dtype === 'float64' ? 1e-14 : 1e-6) + 1e-38,
        ),
      );
    }
  });
});

test('gradients agree with differences', () => {
  const layers = [dense(9, { activation: 'tanh' }), dense(3, { activation: 'softmax' })];
  const network = new Network({ inputs: 5, layers, seed: 4 });
  const y = Array.from({ length: 8 }, (_, row) => row % 3);
  const { maxRelativeError } = checkGradients(network, { loss: 'categoricalCrossEntropy', x: rowsOf(8, 5, 3), y });
  expect(maxRelativeError).toBeLessThan(1e-6);
});

test('a value that is not finite is refused with its place', () => {
  const network = new Network({ inputs: 2, layers: [dense(1)] });
  expect(() =>
    network.predict([
      [0, 1],
      [2, NaN],
    ]),
  ).toThrow(/row 1, column 1/);
  const trainer = new Trainer(network, { loss: 'meanSquaredError' });
  expect(() => trainer.step([[0, Infinity]], [1])).toThrow(/row 0, column 1/);
});
