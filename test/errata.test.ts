// The errata of docs/numerics.md: each row is proved by numbers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkGradients } from '../src/index.ts';
import { proofs as article } from './errata/000.ts';
import { proofs as slides } from './errata/002.ts';
import { proofs as question } from './errata/003.ts';
import { proofs as sigmoids } from './errata/004.ts';
import { loss, network, x, y } from './support/three-layers.ts';

const proofs = { ...article, ...slides, ...question, ...sigmoids };
const rows = [...readFileSync('docs/numerics.md', 'utf8').matchAll(/^\| (\d{3}-\d+) +\|/gm)].map(([, id]) => id);

test('every row of the errata has a proof and every proof a row', () => {
  expect(rows).toEqual(Object.keys(proofs));
});

test('the gradients that all is compared with are right', () => {
  expect(checkGradients(network, { loss, x, y }).maxRelativeError).toBeLessThan(1e-6);
});

describe('errata', () => {
  test.each(Object.entries(proofs))('%s', (_, prove) => {
    expect.hasAssertions();
    return prove();
  });
});
