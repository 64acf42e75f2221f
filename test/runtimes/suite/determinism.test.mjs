// Every training of test/determinism, to the bit.
import { Network, Trainer } from 'layerwise';
import { describe, expect, test } from 'vitest';
import { sha256, train } from '../../determinism/train.ts';
import cases from '../../determinism/hashes.json';

const found = [];

describe.each(['float64', 'float32'])('%s', (dtype) => {
  test.each(cases)('$name', async (specification) => {
    const hashes = await train({ Network, Trainer }, specification, dtype);
    found.push(hashes);
    expect(hashes).toEqual(specification.hashes[dtype]);
  });
});

test('one hash over all', async ({ task }) => {
  expect(found).toHaveLength(2 * cases.length);
  task.meta.hash = await sha256(new TextEncoder().encode(JSON.stringify(found)));
});
