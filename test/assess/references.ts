// The values of references.json, which references.py prints.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { MetricName } from '../../src/training/metrics/metrics.ts';

type Pair = readonly [number, number];
type Rows = 'binary' | 'multi' | 'numbers';
interface Bootstrapped {
  readonly metric: MetricName;
  readonly on: Rows;
  readonly ends: Pair;
}

interface References {
  readonly philox: readonly { readonly counter: number[]; readonly key: Pair; readonly block: number[] }[];
  readonly exp: readonly Pair[];
  readonly z: readonly Pair[];
  readonly wilson: readonly { readonly k: number; readonly n: number; readonly level: number; readonly ends: Pair }[];
  readonly newcombe: readonly {
    readonly area: number;
    readonly m: number;
    readonly n: number;
    readonly level: number;
    readonly ends: Pair;
  }[];
  readonly bonettPrice: readonly {
    readonly first: number;
    readonly second: number;
    readonly n: number;
    readonly level: number;
    readonly ends: Pair;
  }[];
  readonly binary: {
    readonly y: number[];
    readonly first: number[];
    readonly second: number[];
    readonly auc: number;
    readonly correlation: number;
  };
  readonly multi: { readonly y: number[]; readonly shares: number[][] };
  readonly numbers: { readonly y: number[]; readonly first: number[]; readonly second: number[] };
  readonly bootstrap: readonly Bootstrapped[];
  readonly differences: readonly Bootstrapped[];
  readonly temperatures: readonly { readonly on: Rows; readonly temperature: number }[];
  readonly calibration: {
    readonly binary: readonly Curve[];
    readonly multi: readonly Curve[];
    readonly expectedError: number;
  };
  readonly curves: Readonly<Record<'fpr' | 'tpr' | 'thresholds' | 'precision' | 'recall', number[]>>;
  readonly histogram: { readonly counts: number[]; readonly edges: number[] };
  readonly residuals: readonly number[];
}

interface Curve {
  readonly by: 'width' | 'mass';
  readonly bins: number;
  readonly actual: number[];
  readonly predicted: number[];
}

export const references = JSON.parse(readFileSync(new URL('references.json', import.meta.url), 'utf8')) as References;

const { binary, multi, numbers } = references;

/** Targets, and the outputs of a model and of a worse one. */
export const rowsOf = {
  binary: { y: binary.y, outputs: binary.first, others: binary.second },
  multi: { y: multi.y, outputs: multi.shares, others: multi.shares },
  numbers: { y: numbers.y, outputs: numbers.first, others: numbers.second },
};

/** Equal but for rounding in another order. */
export function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    expect(error, `${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[i]!)),
    );
  }
}
