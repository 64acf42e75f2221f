// The course's functions layer by layer make what the network makes at once.
import { expect, test } from 'vitest';
import { activationNames } from '../../src/layers/activations.ts';
import { type LossName, lossNames } from '../../src/losses/losses.ts';
import {
  type AnyLayerConfig,
  Matrix,
  Network,
  activation,
  dense,
  dropout,
  l2PerSample,
  normal,
  normalization,
} from '../../src/index.ts';
import { dtypes } from '../support/kernel.ts';
import { errorOf } from '../support/goldens.ts';
import { expectSame, randomValues } from '../support/values.ts';

const [ROWS, INPUTS, UNITS] = [7, 5, 3];
const x = new Matrix(Float64Array.from(randomValues(ROWS * INPUTS, 1)), ROWS, INPUTS);
const dA = new Matrix(Float64Array.from(randomValues(ROWS * UNITS, 2)), ROWS, UNITS);
const biasInitializer = normal(0.3);

const stacks: Record<string, AnyLayerConfig[]> = {
  ...Object.fromEntries(
    activationNames.map((name) => [
      name,
      [dense(4, { activation: name, biasInitializer }), dense(UNITS, { activation: name, biasInitializer })],
    ]),
  ),
  'one layer without biases': [dense(UNITS, { bias: false })],
  'other layers between, before and after': [
    normalization({ mean: randomValues(INPUTS, 3), deviation: [0.5, 1, 2, 3, 4] }),
    dense(6, { biasInitializer }),
    activation('tanh'),
    dropout(0.3),
    dense(UNITS, { activation: 'sigmoid' }),
    activation('tanh'),
  ],
};

test.each(dtypes.flatMap((dtype) => Object.keys(stacks).map((name) => [dtype, name] as const)))(
  '%s %s',
  (dtype, name) => {
    const network = new Network({ inputs: INPUTS, layers: stacks[name]!, dtype, seed: 3 });
    const cache = network.forward(x, { cache: true });
    const whole = network.backward(cache, { dA }, { inputGradient: true });

    const outputs = network.layers.reduce<Matrix>((aPrev, layer) => layer.forward(aPrev), x);
    expectSame(outputs.data, cache.output.data, 'output');
    expectSame(network.predict(x).data, cache.output.data, 'prediction');

    const weighted = network.layers.filter(({ config }) => config.kind === 'dense');
    let gradient: Matrix = dA;
    for (const layer of network.layers.toReversed()) {
      const { dAPrev, dZ, dW, db } = layer.backward(gradient);
      const l = weighted.indexOf(layer) + 1;
      if (l > 0) {
        expectSame(dZ.data, whole.dZ[l]!.data, `dZ[${l}]`);
        expectSame(dW!.data, whole.dW[l]!.data, `dW[${l}]`);
        expectSame(db?.data ?? [], whole.db[l]?.data ?? [], `db[${l}]`);
      }
      gradient = dAPrev;
    }
    expectSame(gradient.data, whole.dX!.data, 'dX');
  },
);

const pull = (a: number) => 2 * (1 - a) * Math.log(a) - (1 - a) ** 2 / a;
const margin = (a: number, t: number) => Math.max(0, 1 - (2 * t - 1) * a);

/** ∂loss/∂a of an output a and its target t. */
const derivatives: Record<LossName, (a: number, t: number) => number> = {
  binaryCrossEntropy: (a, t) => (a - t) / (a * (1 - a)),
  categoricalCrossEntropy: (a, t) => -t / a,
  binaryFocalCrossEntropy: (a, t) => t * pull(a) - (1 - t) * pull(1 - a),
  categoricalFocalCrossEntropy: (a, t) => t * pull(a),
  klDivergence: (a, t) => -t / a,
  meanSquaredError: (a, t) => 2 * (a - t),
  halfSquaredError: (a, t) => a - t,
  meanAbsoluteError: (a, t) => Math.sign(a - t),
  huber: (a, t) => Math.max(-1, Math.min(1, a - t)),
  logCosh: (a, t) => Math.tanh(a - t),
  quantile: (a, t) => Math.sign(a - t) / 2,
  poisson: (a, t) => 1 - t / a,
  hinge: (a, t) => (margin(a, t) > 0 ? 1 - 2 * t : 0),
  squaredHinge: (a, t) => 2 * margin(a, t) * (1 - 2 * t),
};

/** Those with one value a row. */
const overClasses: readonly LossName[] = ['categoricalCrossEntropy', 'categoricalFocalCrossEntropy', 'klDivergence'];

test.each(lossNames)('%s: the activation may be a layer of its own', (loss) => {
  const rowwise = overClasses.includes(loss);
  const output = rowwise ? 'softmax' : 'sigmoid';
  const y = Array.from({ length: ROWS }, (_, row) => [0, 1, 2].map((j) => Number(j === row % UNITS)));
  const hidden = dense(4, { activation: 'tanh', biasInitializer, regularizer: l2PerSample(0.3) });
  const [inside, apart] = [
    [hidden, dense(UNITS, { activation: output })],
    [hidden, dense(UNITS), activation(output)],
  ].map((layers) => {
    const network = new Network({ inputs: INPUTS, layers, seed: 4 });
    const cache = network.forward(x, { cache: true });
    return { network, cache, ...network.backward(cache, y, { loss, inputGradient: true }) };
  });
  expectSame(apart!.flat, inside!.flat, 'gradient');
  expectSame(apart!.dX!.data, inside!.dX!.data, 'dX');
  expect(apart!.loss).toEqual(inside!.loss);

  // By the chain rule instead of the fused gradient: ∂J/∂A of the mean loss, and no penalty.
  const { network, cache, dZ } = inside!;
  const m = rowwise ? ROWS : ROWS * UNITS;
  const upstream = cache.output.data.map((a, i) => derivatives[loss](a, y.flat()[i]!) / m);
  const chained = network.backward(cache, { dA: new Matrix(upstream, ROWS, UNITS) }, { inputGradient: true });
  for (const l of [1, 2]) expect(errorOf(chained.dZ[l]!.data, dZ[l]!.data), `dZ[${l}]`).toBeLessThan(1e-14);
});
