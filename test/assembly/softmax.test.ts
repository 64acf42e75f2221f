import { describe, expect, test } from 'vitest';
import * as twin from '../reference/activations.ts';
import { vectorFunctions } from '../support/functions.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, randomValues, rounding } from '../support/values.ts';

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);
  const epsilon = dtype === 'float64' ? 2 ** -52 : 2 ** -23;

  /** Softmax of the rows of z, in place. */
  function softmax(z: readonly number[], n: number, m: number, shift = 0): number[] {
    const bench = new KernelBench(dtype);
    const a = bench.tensor(z, shift);
    bench.run('Softmax', { z: a, a, n }, m);
    return [...a.values];
  }

  test('equals its twin at awkward sizes, in place or not', () => {
    for (const n of awkwardSizes) {
      const m = 5;
      const values = randomValues(m * n, n).map((x, i) => round(x * [1, 30, 300][i % 3]!));
      const bench = new KernelBench(dtype);
      const z = bench.tensor(values, 1);
      const a = bench.tensor([...new Array<number>(m * n), 7], n % 2);
      bench.run('Softmax', { z, a, n }, m);
      expectSame(z.values, values, 'z');
      expect(a.values[m * n]).toBe(7);
      expectSame(a.values.slice(0, -1), softmax(values, n, m), `n ${n}: in place`);
      for (let i = 0; i < m; i++) {
        // z − max is rounded once, which its exponential scales up.
        twin.softmax(values.slice(i * n, (i + 1) * n)).forEach((expected, j) => {
          const tolerance = Math.max(604 * epsilon * expected, dtype === 'float64' ? 1e-323 : 3e-45);
          expect(Math.abs(a.values[i * n + j]! - expected), `${n}: row ${i}, class ${j}`).toBeLessThanOrEqual(
            tolerance,
          );
        });
      }
    }
  });

  test('has the bits of exponentials summed in order in float64', async () => {
    const apply = await vectorFunctions(dtype);
    for (const n of [1, 2, 3, 17, 301]) {
      const z = randomValues(n, n).map((x) => round(x * 20));
      const greatest = Math.max(...z);
      const terms = apply(
        'exp',
        z.map((value) => round(value - greatest)),
      );
      const sum = round(terms.reduce((total, term) => total + term, 0));
      expectSame(
        softmax(z, n, 1),
        terms.map((term) => round(term / sum)),
        `n ${n}: class`,
      );
    }
  });

  test('a row does not depend on its batch or alignment', () => {
    const n = 7;
    const values = randomValues(9 * n).map((x) => round(50 * x));
    const whole = softmax(values, n, 9);
    for (let i = 0; i < 9; i++) {
      expectSame(softmax(values.slice(i * n, (i + 1) * n), n, 1, i % 4), whole.slice(i * n, (i + 1) * n), `row ${i}`);
    }
  });

  test('special values', () => {
    expect(softmax([1000, 1000, -1000], 3, 1)).toEqual([0.5, 0.5, 0]);
    expect(softmax([-Infinity, 3, -Infinity, 3], 4, 1)).toEqual([0, 0.5, 0, 0.5]);
    expect(softmax([5], 1, 1)).toEqual([1]);
    for (const n of [2, 3, 5, 9]) {
      for (let i = 0; i < n; i++) {
        const row = new Array<number>(n).fill(1);
        for (const wrong of [NaN, Infinity]) {
          row[i] = wrong;
          expect(
            softmax([...row, ...new Array<number>(n).fill(0)], n, 2)
              .slice(0, n)
              .some(Number.isNaN),
          ).toBe(true);
        }
      }
    }
    expect(softmax([NaN, 1, 1, 1, 1], 5, 1).every(Number.isNaN)).toBe(true);
  });

  test('SoftmaxBackward equals its twin bit for bit, into any operand', () => {
    for (const n of awkwardSizes) {
      const m = 3;
      for (const into of ['da', 'dz']) {
        const bench = new KernelBench(dtype);
        const a = bench.tensor(softmax(randomValues(m * n, n), n, m), 1);
        const da = bench.tensor(randomValues(m * n, 2), 2);
        const dz = into === 'da' ? da : bench.tensor(new Array<number>(m * n));
        const expected = Array.from({ length: m }, (_, i) => {
          const [from, to] = [i * n, (i + 1) * n];
          return twin.softmaxBackward(da.values.slice(from, to), a.values.slice(from, to), round);
        }).flat();
        bench.run('SoftmaxBackward', { da, a, dz, n }, m);
        expectSame(dz.values, expected, `n ${n}: element`);
      }
    }
  });
});

test('the gradient agrees with central differences', () => {
  const n = 5;
  const values = randomValues(n, 4).map((x) => 2 * x);
  const weights = randomValues(n, 5);
  const bench = new KernelBench('float64');
  const objective = (z: readonly number[]): number => {
    const a = bench.tensor(z);
    bench.run('Softmax', { z: a, a, n });
    return a.values.reduce((sum, value, j) => sum + value * weights[j]!, 0);
  };
  const a = bench.tensor(values);
  bench.run('Softmax', { z: a, a, n });
  const da = bench.tensor(weights);
  bench.run('SoftmaxBackward', { da, a, dz: da, n });
  for (let j = 0; j < n; j++) {
    const moved = (step: number): number[] => values.map((x, i) => (i === j ? x + step : x));
    expect(da.values[j]).toBeCloseTo((objective(moved(1e-6)) - objective(moved(-1e-6))) / 2e-6, 8);
  }
});
