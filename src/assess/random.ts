// The library's random generator outside of the kernels, for resampling and permuting rows.

/** What the blocks are for: the last word of their counter, which the kernels have below 6 · 2²⁴. */
const RESAMPLE = 6 << 24;

/** The multipliers and the key's increments of Philox 4x32. */
const [M0, M1, STEP_0, STEP_1] = [0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85] as const;

/**
 * The block of four 32-bit words of a counter and a key: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", 2011), as `assembly/kernels/philox.ts` has it.
 * @param words the counter; the block is written over it
 */
export function philox(words: Uint32Array, key0: number, key1: number): void {
  for (let round = 0; round < 10; round++) {
    const [c0, c1, c2, c3] = words as unknown as readonly [number, number, number, number];
    words[0] = high(c2, M1) ^ c1 ^ key0;
    words[1] = Math.imul(c2, M1);
    words[2] = high(c0, M0) ^ c3 ^ key1;
    words[3] = Math.imul(c0, M0);
    key0 = (key0 + STEP_0) | 0;
    key1 = (key1 + STEP_1) | 0;
  }
}

/** The upper 32 bits of the product of two words. */
function high(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000);
}

/** Numbers that follow from a seed and the number of a stream. */
export class Random {
  readonly #key: readonly [number, number];
  readonly #stream: number;
  readonly #words = new Uint32Array(4);
  #drawn = 0;

  constructor(seed: number, stream = 0) {
    this.#key = [seed | 0, Math.floor(seed / 0x100000000) | 0];
    this.#stream = stream;
  }

  /** An integer from 0 to below `count`, which is at most 2³²; none is likelier than another by more than 2⁻³². */
  below(count: number): number {
    const place = this.#drawn % 4;
    if (place === 0) {
      const block = this.#drawn / 4;
      this.#words.set([block | 0, Math.floor(block / 0x100000000), this.#stream, RESAMPLE]);
      philox(this.#words, ...this.#key);
    }
    this.#drawn++;
    return Math.floor((this.#words[place]! / 0x100000000) * count);
  }

  /** The integers from 0 to below `count` in random order: Fisher and Yates' shuffle. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }
}
