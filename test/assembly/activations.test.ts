import { describe, expect, test } from 'vitest';
import { Activation } from '../../assembly/kinds.ts';
import * as twin from '../reference/activations.ts';
import { reals, ulpError } from '../reference/functions.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, randomValues, rounding } from '../support/values.ts';

type ActivationName = keyof typeof Activation;
const names = Object.keys(twin.derivatives) as ActivationName[];

test('every activation has its twin', () => {
  expect(names).toEqual(Object.keys(Activation).filter((key) => Number.isNaN(Number(key))));
});

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);
  const slope = 0.3;

  /** Fails unless a is the activation of z. */
  function expectActivated(name: ActivationName, z: ArrayLike<number>, a: ArrayLike<number>, what: string): void {
    if (name === 'sigmoid' || name === 'tanh') {
      for (let i = 0; i < z.length; i++) {
        if (Number.isNaN(z[i])) expect(a[i], `${what} ${i}`).toBeNaN();
        else
          expect(ulpError(a[i]!, reals[name](z[i]!), dtype), `${what} ${i}: ${z[i]} to ${a[i]}`).toBeLessThanOrEqual(
            2.5,
          );
      }
    } else {
      const activate = twin.exactActivations[name];
      expectSame(
        a,
        Array.from(z, (value) => activate(value, round(slope), round)),
        what,
      );
    }
  }

  describe.each(names)('%s', (name) => {
    const activation = Activation[name];

    test('BiasActivation at awkward sizes, in place or not', () => {
      for (const n of awkwardSizes) {
        for (const m of [0, 1, 3, 5, 17]) {
          for (const inPlace of [true, false]) {
            const bench = new KernelBench(dtype);
            const z = bench.tensor([...mixedValues(m * n, n + m), 7], n % 3);
            const bias = bench.tensor(randomValues(n, 9), 1);
            const a = inPlace ? z : bench.tensor(new Array<number>(m * n + 1).fill(7), m % 3);
            const expected = n === 0 ? [] : twin.addBias(z.values.slice(0, -1), bias.values, round);
            bench.run('BiasActivation', { z, bias, a, n, activation, parameter: slope }, m);
            expectActivated(name, expected, a.values.slice(0, -1), `${m}×${n} element`);
            expect([z.values[m * n], a.values[m * n]]).toEqual([7, 7]);
            if (!inPlace) expectSame(z.values, [...expected, 7], `${m}×${n} z`);
          }
        }
      }
    });

    test('BiasActivation without a bias leaves z', () => {
      const bench = new KernelBench(dtype);
      const z = bench.tensor(mixedValues(65));
      const a = bench.tensor(new Array<number>(65));
      const before = [...z.values];
      bench.run('BiasActivation', { z, a, n: 13, activation, parameter: slope }, 5);
      expectSame(z.values, before, 'z');
      expectActivated(name, before, a.values, 'a');
    });

    test('an element’s activation depends on its value alone, over many blocks', () => {
      const bench = new KernelBench(dtype);
      const [m, n] = [61, 171];
      const values = Array.from(randomValues(m * n), (x) => 20 * x);
      const bias = bench.tensor(new Array<number>(n).fill(0.25));
      const z = bench.tensor(values);
      bench.run('BiasActivation', { z, bias, a: z, n, activation, parameter: slope }, m);
      const column = bench.tensor(values, 1);
      bench.run('BiasActivation', { z: column, bias, a: column, n: 1, activation, parameter: slope }, m * n);
      expectSame(z.values, column.values);
    });

    test('ActivationBackward equals its twin, in place or not', () => {
      for (const count of awkwardSizes) {
        for (const inPlace of [true, false]) {
          const bench = new KernelBench(dtype);
          const da = bench.tensor([...mixedValues(count, 2), 7], 1);
          const z = bench.tensor(mixedValues(count, 3), 2);
          const a = bench.tensor(z.values);
          bench.run('BiasActivation', { z, a, n: count, activation, parameter: slope });
          const dz = inPlace ? da : bench.tensor(new Array<number>(count + 1).fill(7));
          const expected = Array.from(a.values, (value, i) =>
            twin.derivatives[name](da.values[i]!, z.values[i]!, value, round(slope), round),
          );
          bench.run('ActivationBackward', { da, z, a, dz, n: count, activation, parameter: slope });
          expectSame(dz.values, [...expected, 7], `${count}: element`);
        }
      }
    });
  });

  test('gradients at the kinks and at NaN are PyTorch’s', () => {
    const bench = new KernelBench(dtype);
    const z = bench.tensor([0, -0, NaN, 1, -1]);
    const a = bench.tensor(new Array<number>(5));
    const dz = bench.tensor(new Array<number>(5));
    const da = bench.tensor([2, 2, 2, 2, 2]);
    const gradient = (activation: Activation, parameter: number): number[] => {
      bench.run('BiasActivation', { z, a, n: 5, activation, parameter });
      bench.run('ActivationBackward', { da, z, a, dz, n: 5, activation, parameter });
      return [...dz.values];
    };
    expect(gradient(Activation.relu, 0)).toEqual([0, 0, 2, 2, 0]);
    expect(gradient(Activation.leakyRelu, 0.25)).toEqual([0.5, 0.5, 0.5, 2, 0.5]);
    expect(gradient(Activation.leakyRelu, -0.25)).toEqual([-0.5, -0.5, -0.5, 2, -0.5]);
  });
});

test.each(names)('%s: the gradient agrees with central differences', (name) => {
  const bench = new KernelBench('float64');
  const values = randomValues(40).map((x) => 4 * x);
  const [step, activation] = [1e-6, Activation[name]];
  const activated = (shift: number): number[] => {
    const z = bench.tensor(values.map((x) => x + shift));
    bench.run('BiasActivation', { z, a: z, n: values.length, activation, parameter: 0.1 });
    return [...z.values];
  };
  const [above, below] = [activated(step), activated(-step)];
  const z = bench.tensor(values);
  const a = bench.tensor(activated(0));
  const da = bench.tensor(values.map(() => 1));
  bench.run('ActivationBackward', { da, z, a, dz: da, n: values.length, activation, parameter: 0.1 });
  da.values.forEach((slope, i) => expect(slope).toBeCloseTo((above[i]! - below[i]!) / (2 * step), 8));
});
