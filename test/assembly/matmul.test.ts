import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matmulScratchBytes } from '../../src/program/scratch.ts';
import type { DType } from '../../src/dtype.ts';
import * as reference from '../reference/matmul.ts';
import { type Sizes, rounding } from '../reference/matmul.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';

/** Words around every operand that no kernel may touch. */
const GUARDS = 16;
const GUARD = -12345.678;

const operations = ['Matmul', 'MatmulWeightsGradient', 'MatmulInputGradient'] as const;
type Operation = (typeof operations)[number] | 'MatmulWeightsGradient, accumulating';
const variants: readonly Operation[] = [...operations, 'MatmulWeightsGradient, accumulating'];

/** Deterministic values in (−1, 1) with full significands. */
function noise(length: number, seed: number): number[] {
  let state = seed * 2654435761 + 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const high = state;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (high + state / 2 ** 32) / 2 ** 31 - 1;
  });
}

/** Noise among which are the values that break careless kernels. */
function awkward(length: number, seed: number): number[] {
  const special = [NaN, Infinity, -Infinity, -0, 0, 5e-324, -1e-310, 1e-45, 1e-40, 1e308, -3e38];
  return noise(length, seed).map((value, i) =>
    (i * 7 + seed) % 13 === 0 ? special[(i + seed) % special.length]! : value,
  );
}

/** The index of the first element that differs in a bit (NaNs are equal), or −1. */
function firstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  for (let i = 0; i < expected.length; i++) if (!Object.is(actual[i], expected[i])) return i;
  return actual.length === expected.length ? -1 : expected.length;
}

interface Options {
  readonly values?: (length: number, seed: number) => number[];
  /** Elements by which every operand is moved off its alignment. */
  readonly shift?: number;
  /** The rows that the scratch memory is reserved for; m by default. */
  readonly reservedRows?: number;
}

/** Runs an operation on a bench of its own and compares the result and everything around it. */
function check<D extends DType>(dtype: D, operation: Operation, sizes: Sizes, options: Options = {}): void {
  const { m, k, n } = sizes;
  const { values = noise, shift = 0, reservedRows = m } = options;
  const bench = new KernelBench(dtype);
  const round = rounding(dtype);
  const guarded = (inner: readonly number[]) => {
    const guard = Array.from({ length: GUARDS }, () => round(GUARD));
    const content = [...guard, ...inner.map(round), ...guard];
    const whole = bench.tensor(content, shift);
    const address = whole.address + GUARDS * bench.engine.elementBytes;
    return { name: 'operand', address, content, whole };
  };
  const lengths = { x: m * k, w: k * n, y: m * n };
  const x = guarded(values(lengths.x, 1));
  const w = guarded(values(lengths.w, 2));
  const y = guarded(values(lengths.y, 3));
  const scratchBytes = matmulScratchBytes(reservedRows, k, n, bench.engine.elementBytes);
  const scratch = guarded(Array.from({ length: Math.ceil(scratchBytes / bench.engine.elementBytes) }, () => NaN));
  const inner = ({ content }: { content: number[] }) => content.slice(GUARDS, content.length - GUARDS);

  let output;
  let expected;
  if (operation === 'Matmul') {
    output = y;
    expected = reference.matmul(dtype, sizes, inner(x), inner(w));
    bench.run('Matmul', { x, w, z: y, k, n, scratch }, m);
  } else if (operation === 'MatmulInputGradient') {
    output = x;
    expected = reference.matmulInputGradient(dtype, sizes, inner(y), inner(w));
    bench.run('MatmulInputGradient', { dz: y, w, dx: x, k, n, scratch }, m);
  } else {
    const accumulate = operation !== 'MatmulWeightsGradient';
    output = w;
    expected = reference.matmulWeightsGradient(dtype, sizes, inner(x), inner(y), accumulate ? inner(w) : undefined);
    bench.run('MatmulWeightsGradient', { x, dz: y, dw: w, k, n, scratch, accumulate: Number(accumulate) }, m);
  }

  const place = `${dtype} ${operation} m=${m} k=${k} n=${n} shift=${shift}`;
  const result = output.whole.values.subarray(GUARDS, GUARDS + expected.length);
  expect(firstDifference(result, expected), place).toBe(-1);
  for (const operand of [x, w, y, scratch]) {
    const after = operand.whole.values;
    const end = after.length - GUARDS;
    expect(firstDifference(after.subarray(0, GUARDS), operand.content.slice(0, GUARDS)), `${place}: before`).toBe(-1);
    expect(firstDifference(after.subarray(end), operand.content.slice(end)), `${place}: after`).toBe(-1);
    const constant = operand !== output && operand !== scratch;
    if (constant) expect(firstDifference(after, operand.content), `${place}: an input changed`).toBe(-1);
  }
}

const small = [0, 1, 3, 5, 16, 17];
const edges = [63, 64, 65];

describe.each(dtypes)('%s', (dtype) => {
  describe.each(variants)('%s equals the plain loop bit for bit', (operation) => {
    test('in all combinations of awkward sizes', () => {
      for (const m of small) for (const k of small) for (const n of small) check(dtype, operation, { m, k, n });
    });

    test('around the tiles’ multiples', () => {
      for (const m of [2, 7, 9, 65]) for (const k of edges) for (const n of edges) check(dtype, operation, { m, k, n });
      for (const edge of edges)
        for (const narrow of [1, 2, 5]) check(dtype, operation, { m: edge, k: edge, n: narrow });
    });

    test('with NaN, infinities, −0 and denormals among the operands', () => {
      for (const [m, k, n] of [
        [1, 9, 17],
        [9, 1, 7],
        [9, 17, 1],
        [2, 3, 3],
        [5, 16, 9],
        [13, 33, 66],
        [67, 21, 35],
      ] as const) {
        check(dtype, operation, { m, k, n }, { values: awkward });
      }
    });

    test('across the blocks of m, k and n', () => {
      check(dtype, operation, { m: 130, k: 50, n: 513 });
      check(dtype, operation, { m: 131, k: 259, n: 13 });
      check(dtype, operation, { m: 13, k: 259, n: 70 });
      check(dtype, operation, { m: 17, k: 3, n: 1030 });
      check(dtype, operation, { m: 18, k: 1027, n: 5 });
      check(dtype, operation, { m: 261, k: 6, n: 69 });
      check(dtype, operation, { m: 5, k: 68, n: 519 });
      check(dtype, operation, { m: 24, k: 33, n: 259 });
    });

    test('with rows a multiple of 2048 and 4096 bytes apart, packed or in place', () => {
      for (const n of [256, 512]) {
        for (const m of [4, 15, 16, 64]) check(dtype, operation, { m, k: 19, n });
        check(dtype, operation, { m: 21, k: n, n: 66 });
      }
    });

    test('off the 64-byte alignment', () => {
      for (const shift of [1, 3]) {
        for (const [m, k, n] of [
          [1, 20, 33],
          [2, 3, 4],
          [6, 18, 40],
          [33, 34, 1],
          [35, 66, 67],
        ] as const) {
          check(dtype, operation, { m, k, n }, { shift });
        }
      }
    });

    test('for any sizes, on fewer rows than the scratch memory was reserved for', () => {
      const size = fc.integer({ min: 0, max: 40 });
      const shift = fc.integer({ min: 0, max: 7 });
      const property = fc.property(size, size, size, size, shift, (m, k, n, more, by) => {
        check(dtype, operation, { m, k, n }, { shift: by, reservedRows: m + more });
      });
      fc.assert(property, { numRuns: 100, seed: 1 });
    });
  });
});

test('scratch memory is bounded by the sizes and by the blocks', () => {
  expect(matmulScratchBytes(2, 4, 4, 8)).toBeLessThan(1024);
  expect(matmulScratchBytes(100_000, 12_288, 20, 8)).toBe(matmulScratchBytes(10_000, 12_288, 20, 8));
  for (let rows = 1; rows < 300; rows++) {
    expect(matmulScratchBytes(rows, 70, 5, 4)).toBeGreaterThanOrEqual(matmulScratchBytes(rows - 1, 70, 5, 4));
  }
});
