// Equations as texts print them, against what is true.
import { expect } from 'vitest';
import { relativeError, shape } from '../../examples/support/matrices.mjs';
import { type Rows, y } from '../support/three-layers.ts';

/** A proof of each row of the errata, by its id. */
export type Proofs = Readonly<Record<string, () => void | Promise<void>>>;

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
/** relu′ */
export const slope = (z: number): number => (z > 0 ? 1 : 0);
/** m·J of given outputs. */
export const summedLoss = ([a = []]: Rows): number =>
  -a.reduce((sum, p, i) => sum + Math.log(y[i] === 1 ? p : 1 - p), 0);

export function expectRight(value: Rows, truth: Rows, tolerance = 1e-12): void {
  expect(shape(value)).toBe(shape(truth));
  expect(relativeError(value, truth)).toBeLessThan(tolerance);
}

/** Another shape, or another value. */
export function expectWrong(value: Rows, truth: Rows): void {
  expect(relativeError(value, truth) ?? Infinity).toBeGreaterThan(0.05);
}
