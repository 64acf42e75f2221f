// The article on deep networks, sigmoid everywhere.
import { expect } from 'vitest';
import { differences, map, scale, sumRows, zip } from '../../examples/support/matrices.mjs';
import { Network, Trainer, dense } from '../../src/index.ts';
import { A, type Rows, Y, Z, columns, dZ, db, gradients, loss, m, network, x, y } from '../support/three-layers.ts';
import { expectRight, expectWrong, type Proofs, sigmoid } from './proofs.ts';

export const proofs: Proofs = {
  '004-1': () => {
    expectWrong(Z[3]!, A[3]!);
    expectRight(map(Z[3]!, sigmoid), A[3]!);
  },
  '004-2': () => {
    const units = [3, 4, 4, 4, 4, 3, 1];
    const net = new Network({ inputs: 3, layers: units.slice(1).map((n) => dense(n, { activation: 'sigmoid' })) });
    const { A, Z } = net.forward(x, { cache: true });
    expect(A.map((a) => a.columns)).toEqual(units);
    expect(Object.keys(Z)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  },
  '004-3': () => {
    const step = ([z]: Rows): number => z!.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
    const slopes: number[] = differences(step, Z[3]!).flat();
    expect(slopes.every((value) => value === 0)).toBe(true);
    expect(dZ[3]!.flat().every((value) => value !== 0)).toBe(true);
  },
  '004-4': () => {
    const J = ([w]: Rows): number => {
      const net = network.clone();
      net.parameters.set(w!);
      return net.backward(net.forward(x, { cache: true }), y, { loss }).loss!.total;
    };
    expectRight([[...gradients.flat]], differences(J, [[...network.parameters]]), 1e-7);
  },
  '004-5': () => {
    const difference = scale(
      zip(A[3]!, Y, (a: number, t: number) => a - t),
      1 / m,
    );
    expectRight(difference, columns(gradients.dZ[3]));
    for (const l of [1, 2]) expectWrong(difference, columns(gradients.dZ[l]));
  },
  '004-6': () => {
    expectWrong(columns(gradients.dZ[1]), db[1]!);
    expectRight(sumRows(columns(gradients.dZ[1])), db[1]!);
  },
  '004-7': () => {
    for (const l of [2, 3]) {
      expectWrong(columns(gradients.dZ[l]), db[l]!);
      expectRight(sumRows(columns(gradients.dZ[l])), db[l]!);
    }
  },
  '004-8': () => {
    const derivative = (z: number): number => sigmoid(z) * (1 - sigmoid(z));
    const z = 0.7;
    expect(derivative(z)).toBeCloseTo((sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5, 9);
    expect(Math.abs(derivative(sigmoid(z)) - z)).toBeGreaterThan(0.1);
    expect(Math.log(sigmoid(z) / (1 - sigmoid(z)))).toBeCloseTo(z, 14);
  },
  '004-9': async () => {
    const epochs: unknown = 100;
    expect(() => [...(epochs as number[])]).toThrow(TypeError);
    const trainer = new Trainer(network.clone(), { loss });
    const history = await trainer.fit({ x, y }, { epochs: epochs as number });
    expect(history.loss).toHaveLength(100);
  },
};
