// The data of the trainings, a part of what their hashes mean: made without a function that differs between engines.

/** `count` rows in (−1, 1) with all the bits of a float64, by Marsaglia's xorshift. */
export function rowsOf(count: number, columns: number, seed: number): number[][] {
  let word = seed;
  const next = (): number => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return word / 0x80000000;
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: columns }, () => next() * 0.5 + next() * next() * 0.5),
  );
}
