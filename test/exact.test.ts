import { expect, test } from 'vitest';
import { exp, log } from '../src/exact.ts';
import { references } from './assess/references.ts';

test.each(references.exp)('exp(%d)', (x, expected) => {
  const step = Math.max(expected * 2 ** -52, 5e-324);
  expect(Math.abs(exp(x) - expected)).toBeLessThanOrEqual(2 * step);
});

test('exp at the ends', () => {
  expect([exp(-Infinity), exp(-800), exp(Infinity), exp(800), exp(NaN)]).toEqual([0, 0, Infinity, Infinity, NaN]);
});

test('exp undoes log', () => {
  for (let x = 1; x > 2 ** -52; x *= 0.83) expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThan(2e-14);
});
