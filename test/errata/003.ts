// The question about a three-layer network, and its answer.
import { expect } from 'vitest';
import { differences, dot, map, scale, times, transpose, zip } from '../../examples/support/matrices.mjs';
import { Network, Trainer, dense, sgd } from '../../src/index.ts';
import {
  A,
  type Rows,
  W,
  Y,
  Z,
  b,
  back,
  columns,
  dA,
  dW,
  dZ,
  gradients,
  loss,
  m,
  network,
  outputGradient,
  product,
  x,
  y,
} from '../support/three-layers.ts';
import { expectRight, expectWrong, type Proofs, sigmoid, slope, summedLoss } from './proofs.ts';

/** The answer's network with E = ½(z − d)²: y = tanh(w1·x), z = w2·y. */
function answer() {
  const [w1, w2, x, d] = [0.8, 0.6, 1.5, 2] as const;
  const layers = [dense(1, { activation: 'tanh', bias: false }), dense(1, { bias: false })];
  const net = new Network({ inputs: 1, layers });
  net.parameters.set([w1, w2]);
  const scalarCache = net.forward([[x]], { cache: true });
  const [y, z] = [scalarCache.A[1]!.data[0]!, scalarCache.output.data[0]!];
  const { flat } = net.backward(scalarCache, [[d]], { loss: 'halfSquaredError' });
  const E = ([[a = 0, b = 0] = []]: Rows): number => 0.5 * (b * Math.tanh(a * x) - d) ** 2;
  return { w1, w2, x, d, y, z, dy: 1 - y * y, flat, E, numeric: differences(E, [[w1, w2]])[0] as number[] };
}

export const proofs: Proofs = {
  '003-1': () => {
    for (const l of [1, 2, 3]) {
      const rows: Rows = transpose(A[l - 1]!);
      expect(W[l]![0]!.length).not.toBe(rows.length);
      const z: Rows = dot(rows, transpose(W[l]!)).map((row: number[]) => row.map((value, j) => value + b[l]![j]![0]!));
      expectRight(transpose(z), Z[l]!);
    }
  },
  '003-2': () => {
    expect(network.layers).toHaveLength(3);
    expect(gradients.loss!.total).not.toBe(3);
  },
  '003-3': () => {
    const net = network.clone();
    const trainer = new Trainer(net, { loss, optimizer: sgd({ learningRate: 0.5 }) });
    const before = trainer.evaluate({ x, y }).loss;
    expect(trainer.step(x, y)).toBeCloseTo(before, 14);
    expect(trainer.evaluate({ x, y }).loss).toBeLessThan(before);
  },
  '003-4': () => {
    const truth = differences(summedLoss, A[3]!);
    expectWrong(
      map(truth, (value: number) => 1 / value),
      truth,
    );
    expectRight(outputGradient, truth, 1e-7);
  },
  '003-5': () => {
    const truth = differences(summedLoss, A[3]!);
    expectWrong(
      zip(Y, A[3]!, (t: number, a: number) => -(t / a - (1 - t) / a)),
      truth,
    );
    expectRight(
      zip(Y, A[3]!, (t: number, a: number) => -(t / a - (1 - t) / (1 - a))),
      truth,
      1e-7,
    );
  },
  '003-6': () => {
    const difference = zip(A[3]!, Y, (a: number, t: number) => a - t);
    expectWrong(difference, dA[3]!);
    expectRight(difference, dZ[3]!);
  },
  '003-7': () => {
    expectWrong(map(outputGradient, sigmoid), dZ[3]!);
    expectRight(
      times(
        outputGradient,
        map(Z[3]!, (z: number) => sigmoid(z) * (1 - sigmoid(z))),
      ),
      dZ[3]!,
    );
  },
  '003-8': () => {
    expectWrong(product(dZ[3]!, outputGradient), dW[3]!);
    expectRight(product(dZ[3]!, A[2]!), dW[3]!);
  },
  '003-9': () => {
    expectWrong(
      map(dA[2]!, (v: number) => Math.max(v, 0)),
      dZ[2]!,
    );
    expectRight(times(dA[2]!, map(Z[2]!, slope)), dZ[2]!);
  },
  '003-10': () => {
    expectWrong(product(dZ[2]!, dA[2]!), dW[2]!);
    expectRight(product(dZ[2]!, A[1]!), dW[2]!);
  },
  '003-11': () => {
    expectWrong(product(dZ[2]!, dA[2]!), dA[1]!);
    expectRight(back(2), dA[1]!);
  },
  '003-12': () => {
    expectWrong(
      map(dA[1]!, (v: number) => Math.max(v, 0)),
      dZ[1]!,
    );
    expectRight(times(dA[1]!, map(Z[1]!, slope)), dZ[1]!);
  },
  '003-13': () => {
    expectWrong(product(dZ[1]!, dA[1]!), dW[1]!);
    expectRight(product(dZ[1]!, transpose(x)), dW[1]!);
  },
  '003-14': () => {
    const dX = scale(columns(gradients.dX!), m);
    expectWrong(product(dZ[1]!, dA[1]!), dX);
    expectRight(back(1), dX);
  },
  '003-15': () => {
    const { d, flat, numeric, y, z } = answer();
    expectWrong([[(d - z) * y]], [[numeric[1]!]]);
    expectRight([[(z - d) * y]], [[flat[1]!]]);
    expectRight([[flat[1]!]], [[numeric[1]!]], 1e-8);
  },
  '003-16': () => {
    const { E, d, dy, flat, numeric, w1, w2, x, y, z } = answer();
    const g = [(d - z) * w2 * dy * x, (d - z) * y] as const;
    expectRight([[-g[0]]], [[flat[0]!]]);
    expectRight([[flat[0]!]], [[numeric[0]!]], 1e-8);
    expect(E([[w1 - 0.1 * g[0], w2 - 0.1 * g[1]]])).toBeGreaterThan(E([[w1, w2]]));
    expect(E([[w1 + 0.1 * g[0], w2 + 0.1 * g[1]]])).toBeLessThan(E([[w1, w2]]));
  },
  '003-17': () => {
    const { d, dy, numeric, w1, w2, x, z } = answer();
    expectWrong([[(z - d) * w1 * dy * x]], [[numeric[0]!]]);
    expectRight([[(z - d) * w2 * dy * x]], [[numeric[0]!]], 1e-8);
  },
};
