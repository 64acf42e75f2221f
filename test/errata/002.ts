// The slides on forward and backward functions.
import { expect } from 'vitest';
import { dot, map, scale, shape, sumRows, times, transpose } from '../../examples/support/matrices.mjs';
import { Network, dense } from '../../src/index.ts';
import { A, Z, columns, dA, dW, dZ, db, means, network, product, x } from '../support/three-layers.ts';
import { expectRight, expectWrong, type Proofs, slope } from './proofs.ts';

export const proofs: Proofs = {
  '002-1': () => {
    const { layers } = new Network({ inputs: 2, layers: [dense(1)] });
    layers[0]!.parameters['weights']!.set([1, 1]);
    const [first, second] = [[[1, 0]], [[0, 1]]].map((a) => {
      const z = layers[0]!.forward(a).toArray();
      return { z, dW: layers[0]!.backward([[1]]).dW!.toArray() };
    });
    expect(first!.z).toEqual(second!.z);
    expect(first!.dW).not.toEqual(second!.dW);
  },
  '002-2': () => {
    const one = columns(network.forward(x.slice(2, 3), { cache: true }).Z[2]);
    expect([shape(one), shape(Z[2]!)]).toEqual(['[4 × 1]', '[4 × 6]']);
    expect(one.flat()).toEqual(Z[2]!.map((row) => row[2]));
  },
  '002-3': () => {
    const layer = network.layers[1]!;
    layer.forward([A[1]!.map((row) => row[0]!)]);
    const backward = layer.backward([[1, 2, 3, 4]]);
    const [dz, a] = [columns(backward.dZ), A[1]!.map((row) => [row[0]!])];
    expect([shape(dz), shape(a)]).toEqual(['[4 × 1]', '[5 × 1]']);
    expectRight(dot(dz, transpose(a)), columns(backward.dW));
  },
  '002-4': () => {
    expectRight(times(dA[2]!, map(Z[2]!, slope)), dZ[2]!);
    expect(shape(dZ[2]!)).toBe('[4 × 6]');
  },
  '002-5': () => {
    for (const n of [network.inputs, 4]) expectWrong(scale(dot(dZ[2]!, transpose(A[1]!)), 1 / n), dW[2]!);
    expectRight(product(dZ[2]!, A[1]!), dW[2]!);
  },
  '002-6': () => {
    for (const n of [network.inputs, 4]) expectWrong(scale(sumRows(dZ[2]!), 1 / n), db[2]!);
    expectRight(means(dZ[2]!), db[2]!);
  },
};
