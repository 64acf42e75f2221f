// What optimizers do beside their formulas, which the goldens check: they converge, decay, and scale learning rates.
import { describe, expect, test } from 'vitest';
import { Network, type OptimizerConfig, Trainer, adam, adamw, dense, lion, sgd } from '../../src/index.ts';
import { optimizerNames } from '../../src/training/optimizers/optimizers.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';
import { expectSame, randomValues } from '../support/values.ts';

const loss = 'meanSquaredError';

/** A learning rate for each with which the problem below is solved in 400 steps. */
const rates: { readonly [N in OptimizerConfig['name']]: number } = {
  sgd: 0.1,
  rmsprop: 0.005,
  adagrad: 0.3,
  adadelta: 1,
  adam: 0.02,
  adamw: 0.02,
  adamax: 0.02,
  nadam: 0.02,
  radam: 0.02,
  lion: 0.002,
};

describe.each(dtypes)('%s', (dtype) => {
  test.each(optimizerNames)('%s finds the weights of a linear function', (name) => {
    const x = rowsOf(40, 3);
    const y = x.map(([a, b, c]) => [0.5 * a! - 0.25 * b! + 0.75 * c! + 0.125]);
    const network = new Network({ inputs: 3, layers: [dense(1)], dtype, seed: 3 });
    const trainer = new Trainer(network, { loss, optimizer: { name, learningRate: rates[name], weightDecay: 0 } });
    for (let step = 0; step < 400; step++) trainer.step(x, y);
    [0.5, -0.25, 0.75, 0.125].forEach((weight, i) => {
      expect(Math.abs(network.parameters[i]! - weight), `weight ${i}`).toBeLessThan(0.02);
    });
  });

  test.each(optimizerNames)('%s leaves all as it was when a step overflows', (name) => {
    const make = () =>
      new Trainer(binaryNetwork(dtype), { loss, optimizer: { name, weightDecay: 0.1 }, clip: { value: 1 } });
    const [tried, not] = [make(), make()];
    for (let step = 0; step < 3; step++) {
      expectError(() => tried.step(rowsOf(4, 3), [1e300, 1e300, 0, 0].map(Math.fround)), 'NON_FINITE', /./);
      tried.step(rowsOf(4, 3, step), labelsOf(4));
      not.step(rowsOf(4, 3, step), labelsOf(4));
    }
    expect(tried.save()).toEqual(not.save());
  });
});

/** Two layers, their parameters all 1, after one update by gradients that are all `gradient`. */
function updated(optimizer: OptimizerConfig, gradient = 0): Network {
  const network = new Network({ inputs: 2, layers: [dense(2), dense(1)] });
  const trainer = new Trainer(network, { loss, optimizer });
  network.parameters.fill(1);
  const shape = network.backward(network.forward([0, 0], { cache: true }), [0], { loss });
  trainer.applyGradients({ ...shape, flat: network.parameters.map(() => gradient) });
  return network;
}

const weightsAndBiases = ({ layers }: Network) =>
  layers.flatMap(({ parameters: p }) => [p['weights']![0], p['biases']![0]]);

test('weight decay is added to the gradient, or taken from the weights', () => {
  expect(weightsAndBiases(updated(sgd({ learningRate: 0.5, weightDecay: 0.25 })))).toEqual([
    0.875, 0.875, 0.875, 0.875,
  ]);
  // Adam's first step is α whatever the gradient; AdamW's is 0 without one.
  const decayed = { learningRate: 0.5, weightDecay: 0.25 };
  for (const weight of weightsAndBiases(updated(adam(decayed)))) expect(weight).toBeCloseTo(0.5, 6);
  for (const optimizer of [adamw(decayed), lion(decayed)])
    expect(weightsAndBiases(updated(optimizer))).toEqual([0.875, 0.875, 0.875, 0.875]);
});

test('decoupled decay never takes more than the weight', () => {
  expect(weightsAndBiases(updated(adamw({ learningRate: 100, weightDecay: 1 })))).toEqual([0, 0, 0, 0]);
});

test('decay leaves out what is named', () => {
  const decay = { learningRate: 0.5, weightDecay: 0.25 };
  for (const of of [sgd, adamw]) {
    const after = (excludeFromDecay: string[]) => weightsAndBiases(updated(of({ ...decay, excludeFromDecay })));
    expect(after(['biases'])).toEqual([0.875, 1, 0.875, 1]);
    expect(after(['layers.1'])).toEqual([0.875, 0.875, 1, 1]);
    expect(after(['layers.0.weights', 'layers.1.biases'])).toEqual([1, 0.875, 0.875, 1]);
  }
});

test('learning rates are scaled where it is said, the last name counting', () => {
  const scales = { biases: 0.5, 'layers.1': 0, 'layers.1.biases': 2 };
  const network = updated(sgd({ learningRate: 0.25, learningRateScales: scales }), 1);
  expect(weightsAndBiases(network)).toEqual([0.75, 0.875, 1, 0.5]);
});

test('spans that are updated alike are one record', () => {
  const records = (optimizer: OptimizerConfig): number => {
    const trainer = new Trainer(binaryNetwork('float64'), { loss, optimizer });
    return trainer
      .listing()
      .split('\n')
      .filter((line) => line.startsWith('  Adam ')).length;
  };
  expect(records(adam())).toBe(1);
  expect(records(adam({ weightDecay: 1, excludeFromDecay: ['weights', 'biases'] }))).toBe(1);
  expect(records(adam({ weightDecay: 1, excludeFromDecay: ['biases'] }))).toBe(6);
  expect(records(adam({ learningRateScales: { 'layers.0': 0.1 } }))).toBe(2);
});

test.each(optimizerNames)('%s: parts with settings of their own are updated as the whole is', (name) => {
  const train = (options: object) => {
    const network = binaryNetwork('float64');
    const trainer = new Trainer(network, { loss, optimizer: { name, weightDecay: 0.01, ...options } });
    const shape = network.backward(network.forward([0, 0, 0], { cache: true }), [0], { loss });
    for (let step = 0; step < 8; step++)
      trainer.applyGradients({ ...shape, flat: Float64Array.from(randomValues(shape.flat.length, step)) });
    return network.layers.map(({ parameters }) => parameters['weights']!);
  };
  const [whole, parts] = [train({}), train({ excludeFromDecay: ['layers.1'], learningRateScales: { biases: 0.5 } })];
  for (const layer of [0, 2]) expectSame(parts[layer]!, whole[layer]!);
  expect(parts[1]).not.toEqual(whole[1]);
});

test.each<[string, OptimizerConfig, RegExp]>([
  ['dampening and nesterov', sgd({ momentum: 0.9, nesterov: true, dampening: 0.1 }), /"dampening" goes with neither/],
  ['dampening alone', sgd({ dampening: 0.1 }), /"dampening" needs a momentum/],
  ['a negative decay', adam({ weightDecay: -1 }), /optimizer adam: "weightDecay".*-1/],
  [
    'a name that is none',
    adam({ excludeFromDecay: ['bias'] }),
    /no trainable parameter is named "bias"; there are layers\.0\.w/,
  ],
  ['a layer that is none', adam({ learningRateScales: { 'layers.7': 1 } }), /named "layers\.7"/],
  ['names that are one', adam({ excludeFromDecay: 'biases' as never }), /"excludeFromDecay" must be an array/],
  ['scales that are none', adam({ learningRateScales: [1] as never }), /"learningRateScales" must be an object/],
  ['a negative scale', adam({ learningRateScales: { biases: -1 } }), /"learningRateScales\.biases".*-1/],
])('%s', (_, optimizer, message) => {
  expectError(() => new Trainer(binaryNetwork('float64'), { loss, optimizer }), 'INVALID_OPTION', message);
});
