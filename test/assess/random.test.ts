import { expect, test } from 'vitest';
import { Random, philox } from '../../src/assess/random.ts';
import { references } from './references.ts';

test.each(references.philox)('the block of $counter and $key', ({ counter, key, block }) => {
  const words = Uint32Array.from(counter);
  philox(words, ...key);
  expect([...words]).toEqual(block);
});

// Of Random123's known answers.
test('the published block of zeros', () => {
  expect(references.philox[0]!.block).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

test('integers below a count are equally likely', () => {
  const random = new Random(3);
  const counts = Array.from({ length: 7 }, () => 0);
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
  // χ² with 6 degrees of freedom exceeds 22.5 once in a thousand seeds.
  const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chi).toBeLessThan(22.5);
});

test('streams and seeds differ, and repeat', () => {
  const drawn = (seed: number, stream: number): number[] => {
    const random = new Random(seed, stream);
    return Array.from({ length: 9 }, () => random.below(2 ** 32));
  };
  expect(drawn(1, 0)).toEqual(drawn(1, 0));
  const streams = [drawn(1, 0), drawn(2, 0), drawn(1, 1), drawn(1 + 2 ** 32, 0)].map(String);
  expect(new Set(streams).size).toBe(4);
});

test('a permutation has every index once', () => {
  const order = new Random(1).permutation(100);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect([...order]).not.toEqual([...new Random(2).permutation(100)]);
  expect([...new Random(1).permutation(0)]).toEqual([]);
});
