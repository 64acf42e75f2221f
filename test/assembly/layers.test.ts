// The kernels of the normalizing layers, of columns and of embeddings against their twins.
import { describe, expect, test } from 'vitest';
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import * as twin from '../reference/layers.ts';
import { errorOf } from '../support/goldens.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { expectSame, randomValues, singleValues } from '../support/values.ts';

/** Relative to the largest element: a few roundings of T. */
const BOUNDS = { float64: 2e-15, float32: 1e-6 };

const shapes = [1, 2, 3, 8, 33].flatMap((m) => [1, 2, 3, 4, 5, 17, 64].map((n) => [m, n] as const));

describe.each(dtypes)('%s', (dtype) => {
  const bound = BOUNDS[dtype];

  test('ColumnStatistics', () => {
    for (const [m, n] of shapes) {
      const bench = new KernelBench(dtype);
      const x = bench.tensor(singleValues(m * n, m + n).map((value) => 3 * value + 1));
      const [mean, variance] = [bench.tensor([...randomValues(n), 9]), bench.tensor([...randomValues(n), 9])];
      bench.run('ColumnStatistics', { x, mean, variance, n, sums: bench.reserve(8 * n) }, m);
      const expected = twin.columnStatistics(x.values, n);
      expect(errorOf(mean.values, [...expected.mean, 9]), `${m}×${n}`).toBeLessThan(bound);
      expect(errorOf(variance.values, [...expected.variance, 9]), `${m}×${n}`).toBeLessThan(bound);
    }
  });

  test('RunningStatistics takes the variance over m − 1', () => {
    const bench = new KernelBench(dtype);
    const operands = [
      [1, 2, 3],
      [3, 6, 9],
      [5, 5, 5],
      [1, 1, 1],
    ].map((values) => bench.tensor(values));
    const [mean, variance, runningMean, runningVariance] = operands;
    bench.run('RunningStatistics', { mean, variance, runningMean, runningVariance, n: 3, momentum: 0.25 }, 4);
    expectSame(runningMean!.values, [4, 4.25, 4.5]);
    expectSame(runningVariance!.values, [1.75, 2.75, 3.75]);
  });

  test('Standardize and LayerNormalize', () => {
    for (const [m, n] of shapes) {
      const bench = new KernelBench(dtype);
      const x = bench.tensor(singleValues(m * n, m + n));
      const [gamma, beta, mean] = [2, 3, 4].map((seed) => bench.tensor(singleValues(n, seed)));
      const variance = bench.tensor(singleValues(n, 5).map((value) => value * value));
      const y = bench.tensor([...randomValues(m * n), 9]);
      const scale = bench.reserve(8 * n);
      const epsilon = 0.01;
      bench.run('Standardize', { x, mean, variance, gamma, beta, y, n, scale, epsilon }, m);
      const statistics = { mean: mean!.values, variance: variance.values };
      const standardized = twin.standardize(x.values, statistics, gamma!.values, beta!.values, epsilon);
      expect(errorOf(y.values, [...standardized, 9]), `${m}×${n}`).toBeLessThan(bound);
      bench.run('LayerNormalize', { x, gamma, beta, y, n, epsilon }, m);
      const normalized = twin.layerNormalize(x.values, gamma!.values, beta!.values, epsilon);
      expect(errorOf(y.values, [...normalized, 9]), `${m}×${n}`).toBeLessThan(10 * bound);
    }
  });

  test('Columns moves, adds, and leaves what is beside', () => {
    for (const n of [1, 2, 3, 4, 5, 9]) {
      const bench = new KernelBench(dtype);
      const [m, xStride, yStride] = [3, n + 2, n + 1];
      const x = bench.tensor(singleValues(m * xStride));
      const added = bench.tensor(singleValues(m * n, 2));
      for (const plus of [undefined, added]) {
        const y = bench.tensor(new Array<number>(m * yStride).fill(9));
        bench.run('Columns', { x, added: plus, y, n, xStride, yStride }, m);
        const expected = Array.from(y.values, (_, e) => {
          const [i, j] = [Math.floor(e / yStride), e % yStride];
          if (j >= n) return 9;
          const value = x.values[i * xStride + j]!;
          return plus === undefined ? value : value + plus.values[i * n + j]!;
        });
        expectSame(y.values, dtype === 'float32' ? expected.map(Math.fround) : expected);
      }
    }
  });

  test('EmbedGradient adds in row order; Embed takes rows', () => {
    const [categories, dimensions, m, n] = [5, 3, 40, 2];
    const bench = new KernelBench(dtype);
    const x = bench.tensor(randomValues(m * n).map((value) => Math.floor((value + 1) * 2.5)));
    const w = bench.tensor(singleValues(categories * dimensions));
    const y = bench.tensor(new Float64Array(m * n * dimensions));
    bench.run('Embed', { x, w, y, n, categories, dimensions }, m);
    expectSame(
      y.values,
      Array.from(x.values).flatMap((i) => [...w.values.subarray(i * dimensions, (i + 1) * dimensions)]),
    );
    // Integers, which both types add exactly.
    const dy = bench.tensor(randomValues(m * n * dimensions, 3).map((value) => Math.round(value * 1000)));
    const dw = bench.tensor(new Float64Array(categories * dimensions).fill(7));
    bench.run('EmbedGradient', { x, dy, dw, n, categories, dimensions }, m);
    expectSame(dw.values, twin.embedGradient(x.values, dy.values, categories, dimensions));
  });

  test('Embed never leaves its table', () => {
    const bench = new KernelBench(dtype);
    const x = bench.tensor([-1, 3, 1e30, -Infinity, NaN, 1.75]);
    const y = bench.tensor(new Float64Array(6));
    bench.run('Embed', { x, w: bench.tensor([10, 11, 12]), y, n: 1, categories: 3, dimensions: 1 }, 6);
    expectSame(y.values, [10, 12, 12, 10, 10, 11]);
  });

  test('GaussianNoise is normal, and a function of seed, layer, step and element', () => {
    const count = 20000;
    const bench = new KernelBench(dtype);
    const state = bench.reserve(STATE_BYTES);
    const draw = (step: number, layer: number, seedLow: number, elements = count): number[] => {
      const x = bench.tensor(new Float64Array(elements).fill(1));
      bench.engine.scalars(state.address + State.step, 1)[0] = step;
      bench.run('GaussianNoise', { x, y: x, n: elements, seedLow, seedHigh: 0, layer, state, deviation: 0.5 });
      return Array.from(x.values);
    };
    const noise = draw(3, 1, 7);
    expectSame(noise, draw(3, 1, 7));
    expectSame(noise.slice(0, 33), draw(3, 1, 7, 33));
    for (const other of [draw(4, 1, 7), draw(2 ** 33 + 3, 1, 7), draw(3, 2, 7), draw(3, 1, 8)])
      expect(other.filter((value, i) => value === noise[i]).length).toBeLessThan(5);
    const mean = noise.reduce((sum, value) => sum + value, 0) / count;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    // Four standard errors.
    expect(Math.abs(mean - 1)).toBeLessThan((4 * 0.5) / Math.sqrt(count));
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  });
});
