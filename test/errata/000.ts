// The article on an L-layer binary classifier (and 001, which repeats it).
import { expect } from 'vitest';
import { differences, dot, map, scale, transpose } from '../../examples/support/matrices.mjs';
import { type Initializer, Network, Trainer, dense, l2PerSample, normal, sgd } from '../../src/index.ts';
import { rowsOf } from '../support/networks.ts';
import {
  A,
  type Rows,
  W,
  Y,
  Z,
  b,
  dW,
  dZ,
  db,
  gradients,
  loss,
  m,
  means,
  product,
  x,
  y,
} from '../support/three-layers.ts';
import { expectRight, expectWrong, type Proofs, sigmoid } from './proofs.ts';

/** Three hidden layers of relu. */
function deep(initializer: Initializer): Network {
  const hidden = dense(8, { activation: 'relu', initializer });
  const layers = [hidden, hidden, hidden, dense(1, { activation: 'sigmoid', initializer })];
  return new Network({ inputs: 3, layers, seed: 5 });
}

/** The largest gradient of the first layer's weights. */
function firstGradient(initializer: Initializer): number {
  const net = deep(initializer);
  const { dW } = net.backward(net.forward(x, { cache: true }), y, { loss });
  return Math.max(...dW[1]!.data.map(Math.abs));
}

/** The loss after 300 steps of gradient descent. */
function trainedCost(initializer: Initializer): number {
  const trainer = new Trainer(deep(initializer), { loss, optimizer: sgd({ learningRate: 0.3 }) });
  for (let step = 0; step < 300; step++) trainer.step(x, y);
  return trainer.evaluate({ x, y }).loss;
}

const withPenalty = new Network({ inputs: 3, layers: [dense(2, { regularizer: l2PerSample(0.7) })], seed: 1 });
const withoutPenalty = new Network({ inputs: 3, layers: [dense(2)], seed: 1 });
const squaredError = (net: Network) =>
  net.backward(net.forward(x, { cache: true }), rowsOf(6, 2), { loss: 'halfSquaredError' });

export const proofs: Proofs = {
  '000-1': () => {
    const he = firstGradient('heNormal');
    expect(firstGradient(normal(0.01))).toBeLessThan(1e-4 * he);
    expect(firstGradient(normal(10))).toBeGreaterThan(1e3 * he);
  },
  '000-2': () => {
    expect(Z).toHaveLength(4);
    const bias = b[3]![0]![0]!;
    const z: Rows = map(dot(W[3]!, A[2]!), (value: number) => value + bias);
    expectRight(map(z, sigmoid), A[3]!);
  },
  '000-3': () => {
    const logA: Rows = map(transpose(A[3]!), Math.log);
    const logNotA: Rows = map(transpose(A[3]!), (a: number) => Math.log(1 - a));
    const notY: Rows = map(Y, (t: number) => 1 - t);
    const second = dot(notY, logNotA)[0][0] as number;
    // Closed at the end, the parenthesis after Y holds both terms.
    const both: Rows = map(logA, (value: number) => value + second);
    const printed = -dot(Y, both)[0][0] / m;
    const right = -(dot(Y, logA)[0][0] + second) / m;
    expect(Math.abs(printed - gradients.loss!.data)).toBeGreaterThan(0.1);
    expect(right).toBeCloseTo(gradients.loss!.data, 14);
  },
  '000-4': () => {
    for (const l of [1, 2]) expectWrong(product(dZ[3]!, A[l - 1]!), dW[3]!);
    expectRight(product(dZ[3]!, A[3 - 1]!), dW[3]!);
  },
  '000-5': () => {
    expectWrong(scale(dZ[3]!, 1 / m), db[3]!);
    expectRight(means(dZ[3]!), db[3]!);
  },
  '000-6': () => {
    for (const l of [1, 2]) {
      expectWrong(scale(dZ[l]!, 1 / m), db[l]!);
      expectRight(means(dZ[l]!), db[l]!);
    }
  },
  '000-7': () => {
    const w = withPenalty.getWeights()['layers.0.weights']!.toArray();
    let sum = 0;
    for (let k = 0; k < 2; k++) for (let j = 0; j < 3; j++) sum += w[j]![k]! ** 2;
    expect(squaredError(withPenalty).loss!.penalty).toBeCloseTo((0.7 / (2 * m)) * sum, 15);
  },
  '000-8': () => {
    const [plain, penalised] = [squaredError(withoutPenalty), squaredError(withPenalty)];
    const penalty = ([w]: Rows): number => (0.7 / (2 * m)) * w!.reduce((sum, value) => sum + value * value, 0);
    const w = [...withPenalty.layers[0]!.parameters['weights']!];
    const added = w.map((_, i) => penalised.flat[i]! - plain.flat[i]!);
    expectRight([added], differences(penalty, [w]), 1e-8);
    expectRight([added], [w.map((value) => (0.7 / m) * value)]);
  },
  '000-9': () => {
    expect(Math.abs(trainedCost(normal(0.01)) - Math.LN2)).toBeLessThan(1e-6);
    expect(trainedCost('heNormal')).toBeLessThan(0.1);
  },
};
