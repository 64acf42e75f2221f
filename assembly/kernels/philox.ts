// Philox 4x32-10, a counter-based generator: a block of four random words is a pure function of a counter and a key,
// so any element of any tensor can be drawn by itself, in any order, on any thread.
// Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011).

/**
 * What a block is for: the last word of its counter, so that uses of one seed never share a block. It leaves the
 * lower 24 bits to the high word of the step (a step is below 2⁵³).
 */
export enum Use {
  uniform = 1 << 24,
  normal = 2 << 24,
  shuffle = 3 << 24,
  dropout = 4 << 24,
  noise = 5 << 24,
}

/** The multipliers M₀, M₁ and the key's increments. Loaded: engines rebuild a vector constant at every use. */
const CONSTANTS = memory.data<u32>([0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85]);

/** The key of a seed, for `philox`. */
// @ts-ignore: decorator
@inline
export function philoxKey(seedLow: i32, seedHigh: i32): v128 {
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(0), 0, seedLow), 1, seedHigh);
}

/** The block of counter (c0, c1, c2, c3): its four words in order, as lanes of 32 bits. */
export function philox(key: v128, c0: i32, c1: i32, c2: i32, c3: i32): v128 {
  // The two words that get multiplied stand in lanes 0 and 1: a round is then one widening product.
  const multipliers = v128.load64_zero(CONSTANTS);
  const increments = v128.load64_zero(CONSTANTS, 8);
  let state = i32x4.replace_lane(i32x4.splat(c0), 1, c2);
  state = i32x4.replace_lane(i32x4.replace_lane(state, 2, c1), 3, c3);
  state = round(state, key, multipliers);
  for (let i = 1; i < 10; i++) {
    key = i32x4.add(key, increments);
    state = round(state, key, multipliers);
  }
  return v128.shuffle<i32>(state, state, 0, 2, 1, 3);
}

/** (c0, c2, c1, c3) → (high(c2·M₁) ⊕ c1 ⊕ k0, high(c0·M₀) ⊕ c3 ⊕ k1, low(c2·M₁), low(c0·M₀)). */
// @ts-ignore: decorator
@inline
function round(state: v128, key: v128, multipliers: v128): v128 {
  const products = i64x2.extmul_low_i32x4_u(state, multipliers);
  const others = v128.shuffle<i32>(state, i32x4.splat(0), 2, 3, 4, 5);
  return v128.xor(v128.xor(v128.shuffle<i32>(products, products, 3, 1, 2, 0), others), key);
}

/**
 * The sixteen words of the blocks (c0, c1, c2, c3) … (c0 + 3, c1, c2, c3) against a threshold: byte i is all ones when
 * word i is at least `threshold`, else 0. Drawing four blocks at once took a quarter less than four calls of `philox`.
 */
export function philoxAtLeast(seedLow: i32, seedHigh: i32, c0: i32, c1: i32, c2: i32, c3: i32, threshold: u32): v128 {
  const m0 = v128.load32_splat(CONSTANTS);
  const m1 = v128.load32_splat(CONSTANTS, 4);
  const step0 = v128.load32_splat(CONSTANTS, 8);
  const step1 = v128.load32_splat(CONSTANTS, 12);
  // Lane i of each vector belongs to block c0 + i.
  let w0 = i32x4.add(i32x4.splat(c0), i32x4(0, 1, 2, 3));
  let w1 = i32x4.splat(c1);
  let w2 = i32x4.splat(c2);
  let w3 = i32x4.splat(c3);
  let k0 = i32x4.splat(seedLow);
  let k1 = i32x4.splat(seedHigh);
  for (let i = 0; i < 10; i++) {
    const low0 = i64x2.extmul_low_i32x4_u(w0, m0);
    const high0 = i64x2.extmul_high_i32x4_u(w0, m0);
    const low1 = i64x2.extmul_low_i32x4_u(w2, m1);
    const high1 = i64x2.extmul_high_i32x4_u(w2, m1);
    w0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), w1), k0);
    w1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
    w2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), w3), k1);
    w3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
    k0 = i32x4.add(k0, step0);
    k1 = i32x4.add(k1, step1);
  }
  const least = i32x4.splat(threshold);
  const words01 = i16x8.narrow_i32x4_s(i32x4.ge_u(w0, least), i32x4.ge_u(w1, least));
  const words23 = i16x8.narrow_i32x4_s(i32x4.ge_u(w2, least), i32x4.ge_u(w3, least));
  const bytes = i8x16.narrow_i16x8_s(words01, words23);
  return v128.shuffle<i8>(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}
