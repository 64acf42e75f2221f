import { Network, Trainer } from 'layerwise';
import { describe, expect, test } from 'vitest';
import { train } from '../../determinism/train.ts';
import cases from '../../determinism/hashes.json';

describe.each(['float64', 'float32'])('%s', (dtype) => {
  test.each(cases)('$name', async (specification) => {
    expect(await train({ Network, Trainer }, specification, dtype)).toEqual(specification.hashes[dtype]);
  });
});
