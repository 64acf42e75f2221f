// Reads the reference numbers of test/goldens; its README.md states their conventions.
import { readFileSync } from 'node:fs';
import type { View } from '../../src/dtype.ts';
import { isLayerwiseError } from '../../src/errors.ts';

/** The contents of test/goldens/NAME.json. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../goldens/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The rows of a CSV file with a header line, given relative to the project's root, as strings. */
export function readRows(file: string): string[][] {
  const lines = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.slice(1).map((line) => line.split(','));
}

/** MurmurHash3's finaliser: 32 bits in, 32 bits out, each depending on all. */
export function mix(bits: number): number {
  let h = bits >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The goldens' inputs and first weights: offset + scale·(2u − 1), u from (seed, index) alone. */
export function fill(seed: number, count: number, scale = 1, offset = 0): View<'float64'> {
  return Float64Array.from(
    { length: count },
    (_, k) => offset + scale * (2 * (mix(Math.imul(seed, 0x9e3779b9) + k) / 2 ** 32) - 1),
  );
}

/** The library's spelling of a golden's name: `leaky_relu` becomes `leakyRelu`. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** max |actual − expected| / max(max |expected|, floor) */
export function errorOf(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number {
  if (actual.length !== expected.length) return Infinity;
  let [difference, scale] = [0, floor];
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i]! - expected[i]!);
    if (!(distance <= difference)) difference = distance;
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return difference === 0 ? 0 : difference / scale;
}

/**
 * Divides cases into those that the library covers and those that it does not: whose names or options it refuses.
 * @param attempt throws what the library throws at a case
 */
export function coverage<C>(cases: readonly C[], attempt: (golden: C) => void): { covered: C[]; uncovered: C[] } {
  const refused = (golden: C): boolean => {
    try {
      attempt(golden);
      return false;
    } catch (error) {
      if (isLayerwiseError(error) && ['UNKNOWN_NAME', 'INVALID_OPTION'].includes(error.code)) return true;
      throw error;
    }
  };
  const verdicts = cases.map(refused);
  return { covered: cases.filter((_, i) => !verdicts[i]), uncovered: cases.filter((_, i) => verdicts[i]) };
}
