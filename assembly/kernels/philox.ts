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
}

/** The key of a seed, for `philox`. */
// @ts-ignore: decorator
@inline
export function philoxKey(seedLow: i32, seedHigh: i32): v128 {
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(0), 0, seedLow), 1, seedHigh);
}

/** The block of counter (c0, c1, c2, c3): its four words in order, as lanes of 32 bits. */
export function philox(key: v128, c0: i32, c1: i32, c2: i32, c3: i32): v128 {
  // The two words that get multiplied stand in lanes 0 and 1: a round is then one widening product.
  let state = i32x4.replace_lane(i32x4.splat(c0), 1, c2);
  state = i32x4.replace_lane(i32x4.replace_lane(state, 2, c1), 3, c3);
  state = round(state, key);
  for (let i = 1; i < 10; i++) {
    key = i32x4.add(key, i32x4(0x9e3779b9, 0xbb67ae85, 0, 0));
    state = round(state, key);
  }
  return v128.shuffle<i32>(state, state, 0, 2, 1, 3);
}

/** (c0, c2, c1, c3) → (high(c2·M₁) ⊕ c1 ⊕ k0, high(c0·M₀) ⊕ c3 ⊕ k1, low(c2·M₁), low(c0·M₀)). */
// @ts-ignore: decorator
@inline
function round(state: v128, key: v128): v128 {
  const products = i64x2.extmul_low_i32x4_u(state, i32x4(0xd2511f53, 0xcd9e8d57, 0, 0));
  const others = v128.shuffle<i32>(state, i32x4.splat(0), 2, 3, 4, 5);
  return v128.xor(v128.xor(v128.shuffle<i32>(products, products, 3, 1, 2, 0), others), key);
}
