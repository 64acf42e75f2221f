// Values to test kernels with, and their comparison bit for bit.
import { expect } from 'vitest';
import type { DType } from '../../src/dtype.ts';

/** Sizes around the borders of vectors and blocks. */
export const awkwardSizes = [0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 63, 64, 65] as const;

/** Values that arithmetic treats in special ways: zeros, denormals of both types, extremes, infinities, NaN. */
export const specialValues = [
  0,
  -0,
  1,
  -1,
  5e-324,
  -2.5e-310,
  1e-45,
  -3e-40,
  1e-300,
  3e38,
  -1e308,
  Infinity,
  -Infinity,
  NaN,
] as const;

/** The rounding of a type: what a kernel does after every operation. */
export function rounding(dtype: DType): (x: number) => number {
  return dtype === 'float32' ? Math.fround : (x) => x;
}

/** `count` reproducible values in (−1, 1) with all the bits of a float64, so that products of them must round. */
export function randomValues(count: number, seed = 1): number[] {
  const word = wordsFrom(seed);
  return Array.from({ length: count }, () => word() / 2 ** 31 + word() / 2 ** 54);
}

/** `count` reproducible values in (−1, 1) that float32 holds too, so that both types start from the same numbers. */
export function singleValues(count: number, seed = 1): number[] {
  const word = wordsFrom(seed);
  return Array.from({ length: count }, () => Math.fround(word() / 2 ** 31));
}

/** Marsaglia's xorshift. */
function wordsFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

/** The same with every third value special, in an order that depends on the seed. */
export function mixedValues(count: number, seed = 1): number[] {
  return randomValues(count, seed).map((value, i) =>
    i % 3 === 1 ? specialValues[(i * 5 + seed * 3) % specialValues.length]! : value,
  );
}

/** Fails at the first element that differs in its bits; all NaN are alike. */
export function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>, what = 'element'): void {
  expect(actual.length, `${what}: length`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) expect(actual[i], `${what} ${i}`).toBe(expected[i]);
  }
}
