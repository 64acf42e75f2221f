// Small networks and data for tests of the public API.
import { type DType, Network, activation, dense, dropout, l2, normalization } from '../../src/index.ts';
import { randomValues } from './values.ts';

/** `count` reproducible rows in (−1, 1), representable in both types. */
export function rowsOf(count: number, columns: number, seed = 1): number[][] {
  const values = randomValues(count * columns, seed).map(Math.fround);
  return Array.from({ length: count }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

/** `count` labels 0 and 1. */
export function labelsOf(count: number, seed = 2): number[] {
  return randomValues(count, seed).map((value) => (value > 0 ? 1 : 0));
}

/** `count` class indices from 0 to classes − 1. */
export function classesOf(count: number, classes: number, seed = 3): number[] {
  return randomValues(count, seed).map((value) => Math.floor(((value + 1) / 2) * classes) % classes);
}

/** The same as one-hot rows. */
export function oneHot(indices: readonly number[], classes: number): number[][] {
  return indices.map((index) => Array.from({ length: classes }, (_, j) => (j === index ? 1 : 0)));
}

/** 3 inputs, a smooth and a rectified hidden layer, 1 probability. */
export function binaryNetwork<D extends DType>(dtype: D, seed = 7): Network<D> {
  return new Network({
    inputs: 3,
    layers: [dense(5, { activation: 'tanh' }), dense(4, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })],
    seed,
    dtype,
  });
}

/** One of every kind of layer: 3 inputs, 2 probabilities. */
export function everyLayer<D extends DType>(dtype: D): Network<D> {
  return new Network({
    inputs: 3,
    layers: [
      normalization({ mean: [0.5, -1, 2], deviation: [1, 0.25, 4] }),
      dense(4, { activation: { name: 'leakyRelu', negativeSlope: 0.125 }, initializer: 'lecunUniform' }),
      dropout(0.25),
      dense(3, { bias: false, regularizer: l2(0.03125) }),
      activation('tanh'),
      dense(2, { activation: 'softmax', biasInitializer: { name: 'uniform', low: -0.5, high: 0.5 } }),
    ],
    seed: 2 ** 40 + 5,
    dtype,
    classes: ['no', 'yes'],
  });
}
