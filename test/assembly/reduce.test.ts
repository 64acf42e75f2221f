import { describe, expect, test } from 'vitest';
import * as twin from '../reference/reduce.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, randomValues, rounding, specialValues } from '../support/values.ts';

const rowCounts = [0, 1, 3, 7, 8, 9, 17, 64];

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);

  test.each([0, 1])('ColumnSums adds in row order, accumulate %d', (accumulate) => {
    for (const m of rowCounts) {
      for (const n of awkwardSizes) {
        for (const values of [randomValues, mixedValues]) {
          const bench = new KernelBench(dtype);
          const x = bench.tensor(values(m * n, m + n), n % 3);
          const sums = bench.tensor([...values(n, 5), 9], m % 3);
          const before = accumulate ? sums.values : new Array<number>(n).fill(0);
          const expected = twin.columnSums(x.values, m, n, before, round);
          bench.run('ColumnSums', { x, sums, n, accumulate }, m);
          expectSame(sums.values, [...expected, 9], `${m}×${n} sum`);
        }
      }
    }
  });

  test('CheckFinite finds any value that is not finite, wherever it stands', () => {
    for (const count of awkwardSizes) {
      const bench = new KernelBench(dtype);
      const x = bench.tensor([...randomValues(count), NaN], 1);
      expect(bench.run('CheckFinite', { x, count })).toBe(1);
      for (const wrong of [NaN, Infinity, -Infinity]) {
        for (let i = 0; i < count; i++) {
          const { values } = x;
          const old = values[i]!;
          values[i] = wrong;
          expect(bench.run('CheckFinite', { x, count }), `${wrong} at ${i} of ${count}`).toBe(0);
          values[i] = old;
        }
      }
    }
  });

  test('CheckFinite lets every gradient pass whose update cannot overflow, and no larger one', () => {
    const next = dtype === 'float32' ? 2 ** 64 : 2 ** 512;
    const largest = next - next / (dtype === 'float32' ? 2 ** 24 : 2 ** 53);
    const small = specialValues.map(round).filter((value) => Math.abs(value) <= largest);
    for (const count of awkwardSizes) {
      const bench = new KernelBench(dtype);
      const values = Array.from({ length: count }, (_, i) => [...small, largest, -largest][i % (small.length + 2)]!);
      const x = bench.tensor(values, 1);
      expect(bench.run('CheckFinite', { x, count })).toBe(1);
      for (let i = 0; i < count; i++) {
        x.values[i] = i % 2 === 0 ? next : -next;
        expect(bench.run('CheckFinite', { x, count }), `${i} of ${count}`).toBe(0);
        x.values[i] = values[i]!;
      }
    }
  });

  test.each([0, 1])('Penalty adds its squares in the order of scalar sums, perSample %d', (perSample) => {
    for (const count of [...awkwardSizes, 4095, 4096, 4097, 4099, 8192, 10_001]) {
      const bench = new KernelBench(dtype);
      const w = bench.tensor(randomValues(count, count), count % 3);
      const gradient = bench.tensor([...randomValues(count, 3), 9], count % 2);
      const result = bench.reserve(8);
      const lambda = perSample ? 0.3 / 14 : 0.3;
      const value = lambda * twin.orderedSum(Array.from(w.values, (x) => x * x));
      const expected = twin.penaltyGradient(w.values, gradient.values.slice(0, count), lambda, round);
      const fields = { w, gradient, count, perSample, result, coefficient: 0.3 };
      bench.run('Penalty', fields, 7);
      expectSame(gradient.values, [...expected, 9], `gradient of ${count}`);
      expect(bench.engine.scalars(result.address, 1)[0]).toBe(value);
      bench.run('Penalty', { ...fields, gradient: 0, accumulate: 1 }, 7);
      expect(bench.engine.scalars(result.address, 1)[0]).toBe(value + value);
      expectSame(gradient.values, [...expected, 9], `untouched gradient of ${count}`);
    }
  });

  test('Penalty passes special values through', () => {
    const bench = new KernelBench(dtype);
    const w = bench.tensor(mixedValues(65));
    const gradient = bench.tensor(mixedValues(65, 2));
    const expected = twin.penaltyGradient(w.values, gradient.values, 0.01, round);
    bench.run('Penalty', { w, gradient, count: 65, result: bench.reserve(8), coefficient: 0.01 });
    expectSame(gradient.values, expected);
  });

  test.each([true, false])('Normalize equals its twin, with a mean: %s', (centred) => {
    for (const n of awkwardSizes) {
      for (const inPlace of [true, false]) {
        const bench = new KernelBench(dtype);
        const m = 5;
        const x = bench.tensor(mixedValues(m * n, n), 1);
        const y = inPlace ? x : bench.tensor(new Array<number>(m * n), 0);
        const mean = centred ? bench.tensor(mixedValues(n, 2), 1) : undefined;
        const deviation = bench.tensor(mixedValues(n, 3));
        const expected = twin.normalize([...x.values], mean?.values, deviation.values, round);
        bench.run('Normalize', { x, mean, deviation, y, n }, m);
        expectSame(y.values, expected, `${m}×${n} element`);
      }
    }
  });

  test('addresses may be relative to a base', () => {
    const bench = new KernelBench(dtype);
    const sums = bench.tensor([1, 2, 3]);
    const gradient = bench.tensor([0, 0, 0]);
    const result = bench.reserve(8);
    const base = sums.address - 64;
    const relative = (operand: { address: number; name: string }) => ({
      ...operand,
      address: (operand.address - base) | 1,
    });
    bench.run('ColumnSums', { x: relative(sums), sums: relative(gradient), n: 3 }, 1, base);
    expectSame(gradient.values, [1, 2, 3]);
    const fields = {
      w: relative(sums),
      gradient: relative(gradient),
      count: 3,
      result: relative(result),
      coefficient: 0.5,
    };
    bench.run('Penalty', fields, 1, base);
    expectSame(gradient.values, [2, 4, 6]);
    expect(bench.engine.scalars(result.address, 1)[0]).toBe(7);
    gradient.values[2] = NaN;
    expect(bench.run('CheckFinite', { x: relative(gradient), count: 3 }, 1, base)).toBe(0);
    bench.run('Normalize', { x: relative(sums), deviation: relative(sums), y: relative(gradient), n: 3 }, 1, base);
    expectSame(gradient.values, [1, 1, 1]);
  });
});
