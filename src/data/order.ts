// Orders that depend on a seed alone.

/**
 * 0 … count − 1 in an order that depends on count and seed alone: ascending by
 * fmix32(0x9E3779B9 · (seed + 1) + index mod 2³²), fmix32 being MurmurHash3's finaliser, a permutation of the 32-bit
 * integers, so that no two indices have the same key.
 */
export function shuffledIndices(count: number, seed: number): Uint32Array {
  const start = Math.imul(0x9e3779b9, seed + 1);
  const keys = Uint32Array.from({ length: count }, (_, index) => fmix32(start + index));
  return Uint32Array.from(keys, (_, index) => index).sort((a, b) => keys[a]! - keys[b]!);
}

/** MurmurHash3's finaliser: a permutation of the 32-bit integers. */
export function fmix32(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
