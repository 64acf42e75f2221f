import { beforeAll, describe, expect, test } from 'vitest';
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { normalQuantiles } from '../reference/normal-quantiles.ts';
import * as twin from '../reference/random.ts';
import { type Entry, compileEntry } from '../support/assembly.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, rounding } from '../support/values.ts';

let entry: Entry;
beforeAll(async () => void (entry = await compileEntry('random')));

const source = { seedLow: 0x89abcdef | 0, seedHigh: 0x1234567, stream: 7 };
const uniforms = (dtype: 'float64' | 'float32', count: number, low = 0, high = 1, from = source) => {
  const bench = new KernelBench(dtype);
  const x = bench.tensor(new Array<number>(count).fill(9));
  bench.run('Uniform', { x, count, ...from, low, high });
  return x.values;
};
const normals = (dtype: 'float64' | 'float32', count: number, mean = 0, deviation = 1) => {
  const bench = new KernelBench(dtype);
  const x = bench.tensor(new Array<number>(count).fill(9));
  bench.run('Normal', { x, count, ...source, mean, deviation });
  return x.values;
};
const permutation = (count: number, from = source) => {
  const bench = new KernelBench('float64');
  const indices = bench.reserve(4 * count);
  bench.run('Shuffle', { indices, count, ...from });
  return bench.engine.words(indices.address, count);
};

describe('Philox 4x32-10', () => {
  const published = [
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    { counter: [-1, -1, -1, -1], key: [-1, -1], words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ];

  test.each(published)('gives the published words of $counter', ({ counter, key, words }) => {
    entry['philoxBlock']!(...counter, ...key);
    expect([...new Uint32Array(entry.memory.buffer, 0, 4)]).toEqual(words);
    expect(twin.philox(counter, key)).toEqual(words);
  });

  test('equals its twin on counters of every size', () => {
    for (let i = 0; i < 200; i++) {
      const counter = [0, 1, 2, 3].map((j) => Math.imul(i + 1, 0x9e3779b1 + j) >>> ((i + 7 * j) % 32));
      const key = [Math.imul(i, 0x85ebca6b), Math.imul(i, 0xc2b2ae35)];
      entry['philoxBlock']!(...counter, ...key);
      expect([...new Uint32Array(entry.memory.buffer, 0, 4)]).toEqual(twin.philox(counter, key));
    }
  });
});

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);

  test('Uniform equals its twin', () => {
    for (const count of awkwardSizes)
      expectSame(uniforms(dtype, count, -0.3, 0.7), twin.uniform(source, count, -0.3, 0.7, round));
  });

  test('Uniform depends on both words of the seed and on the stream, and an element on nothing else', () => {
    const first = uniforms(dtype, 8);
    expectSame(uniforms(dtype, 65).slice(0, 8), first);
    for (const field of ['seedLow', 'seedHigh', 'stream'] as const) {
      expect(uniforms(dtype, 8, 0, 1, { ...source, [field]: 3 })[0]).not.toBe(first[0]);
    }
  });

  test('Uniform fills its interval evenly', () => {
    const values = uniforms(dtype, 100_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(kolmogorov(values, (x) => x)).toBeLessThan(1.95);
  });

  test('Normal is mean + deviation·Φ⁻¹(u), rounded once', () => {
    for (const count of awkwardSizes) {
      const expected = twin
        .normalProbabilities(source, count)
        .map((u) => round(-1.5 + 0.25 * entry['normalQuantile']!(u)));
      expectSame(normals(dtype, count, -1.5, 0.25), expected);
    }
  });

  test('Normal has the moments and the distribution of its name', () => {
    const values = Float64Array.from(normals(dtype, 100_000));
    const moment = (p: number) => values.reduce((sum, x) => sum + x ** p, 0) / values.length;
    // Within four standard errors.
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / 1e5));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 1e5));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / 1e5));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / 1e5));
    expect(kolmogorov(values, normalProbability)).toBeLessThan(1.95);
  });

  test('Uniform and Normal write nothing beyond their elements', () => {
    const bench = new KernelBench(dtype);
    const x = bench.tensor(new Array<number>(5).fill(9));
    bench.run('Uniform', { x, count: 3, ...source, low: 0, high: 1 });
    bench.run('Normal', { x, count: 3, ...source, mean: 0, deviation: 1 });
    expectSame(x.values.slice(3), [9, 9]);
  });
});

describe('Φ⁻¹', () => {
  test('has a relative error of at most 1e-15', () => {
    for (const [u, expected] of normalQuantiles) {
      const error = Math.abs(entry['normalQuantile']!(u) - expected);
      expect(error, `u = ${u}`).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
    }
  });

  test('is odd about ½', () => {
    for (let k = 1; k < 2 ** 20; k += 999)
      expect(entry['normalQuantile']!(1 - k / 2 ** 20)).toBe(-entry['normalQuantile']!(k / 2 ** 20) + 0);
  });
});

describe('Shuffle', () => {
  test('with a state, the permutation of a step equals its twin, of as many as there are rows', () => {
    for (const step of [0, 3, 2 ** 32 + 3]) {
      const bench = new KernelBench('float64');
      const state = bench.reserve(STATE_BYTES);
      bench.engine.scalars(state.address + State.step, 1)[0] = step;
      const indices = bench.reserve(4 * 33);
      const { seedLow, seedHigh } = source;
      bench.run('Shuffle', { indices, seedLow, seedHigh, state }, 33);
      expect([...bench.engine.words(indices.address, 33)]).toEqual(twin.shuffle(source, 33, step));
    }
  });

  test('equals its twin, and so is a permutation', () => {
    // Among 200,000 draws some words are rejected as unfair.
    for (const count of [...awkwardSizes, 200_000]) {
      const indices = permutation(count);
      expectSame(indices, twin.shuffle(source, count), 'index');
      expectSame(
        indices.sort(),
        Array.from({ length: count }, (_, i) => i),
        'sorted index',
      );
    }
  });

  test('is the same for ever', () => {
    expect([...permutation(12, { seedLow: 42, seedHigh: 0, stream: 0 })]).toEqual([
      5, 10, 11, 0, 1, 7, 8, 2, 4, 6, 9, 3,
    ]);
  });

  test('makes every order of four equally likely', () => {
    const counts = new Map<string, number>();
    const bench = new KernelBench('float64');
    const indices = bench.reserve(16);
    for (let stream = 0; stream < 24_000; stream++) {
      bench.run('Shuffle', { indices, count: 4, seedLow: 5, seedHigh: 6, stream });
      const order = bench.engine.words(indices.address, 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    // The 99.9 % quantile for 23 degrees of freedom.
    expect(chiSquare).toBeLessThan(49.73);
  });
});

describe.each(dtypes)('%s: Dropout', (dtype) => {
  const round = rounding(dtype);
  const seed = { seedLow: -5, seedHigh: 99 };

  test.each([0, 3, 2 ** 32 + 5, 2 ** 53 - 1])('equals its twin at step %d', (step) => {
    for (const n of awkwardSizes) {
      const bench = new KernelBench(dtype);
      const state = bench.reserve(STATE_BYTES);
      bench.engine.scalars(state.address, 8)[State.step >> 3] = step;
      const m = 3;
      const x = bench.tensor(mixedValues(m * n, 4), 1);
      const y = bench.tensor(new Array<number>(m * n + 1).fill(9));
      for (const rate of [0, 0.2, 0.5, 0.999]) {
        const expected = twin.dropout([...x.values], { ...seed, layer: 2, step, rate }, round);
        bench.run('Dropout', { x, y, n, ...seed, layer: 2, state, rate }, m);
        expectSame(y.values, [...expected, 9]);
      }
    }
  });

  test('works in place, and without a state is at step 0', () => {
    const bench = new KernelBench(dtype);
    const x = bench.tensor(mixedValues(35));
    const expected = twin.dropout([...x.values], { ...seed, layer: 0, step: 0, rate: 0.3 }, round);
    bench.run('Dropout', { x, y: x, n: 7, ...seed, layer: 0, state: 0, rate: 0.3 }, 5);
    expectSame(x.values, expected);
  });

  test('keeps everything as it is at rate 0', () => {
    const bench = new KernelBench(dtype);
    const x = bench.tensor(mixedValues(66));
    const y = bench.tensor(new Array<number>(66));
    bench.run('Dropout', { x, y, n: 66, ...seed, layer: 0, rate: 0 });
    expectSame(y.values, x.values);
  });

  test('drops the share it is told', () => {
    const bench = new KernelBench(dtype);
    const x = bench.tensor(new Array<number>(100_000).fill(1));
    bench.run('Dropout', { x, y: x, n: 100_000, ...seed, layer: 0, rate: 0.2 });
    const dropped = x.values.filter((value) => value === 0).length / 100_000;
    expect(Math.abs(dropped - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 1e5));
  });
});

/** √n times the largest distance between the empirical and the true distribution; 1.95 is its 99.9 % quantile. */
function kolmogorov(values: Float64Array | Float32Array, distribution: (x: number) => number): number {
  let distance = 0;
  Float64Array.from(values)
    .sort()
    .forEach((x, i, { length }) => {
      const p = distribution(x);
      distance = Math.max(distance, (i + 1) / length - p, p - i / length);
    });
  return distance * Math.sqrt(values.length);
}

/** Φ by its continued fraction in the tails and its series elsewhere. */
function normalProbability(x: number): number {
  if (Math.abs(x) > 4) {
    const z = Math.abs(x);
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / fraction;
    const tail = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / fraction;
    return x < 0 ? tail : 1 - tail;
  }
  let term = x;
  let sum = x;
  for (let k = 1; k < 60; k++) sum += term *= (x * x) / (2 * k + 1);
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
