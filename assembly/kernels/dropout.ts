// Dropout with a mask that is never stored.
import { State } from "../kinds";
import { isPart, shareEnd, shareStart } from "../threads";
import { Use, philoxAtLeast } from "./philox";

/**
 * y[m×n] = x / (1 − rate), computed as x·scale with 1/(1 − rate) rounded to T, or +0 where dropped; y may be x.
 * Element e is kept when word e mod 4 of the block (e / 4, layer, step, Use.dropout) is at least ⌊rate·2³²⌋. The step
 * is the state's, and e counts from state.micro·n on; both are 0 without a state. rate is in [0, 1).
 */
export function dropout<T>(
  x: usize,
  y: usize,
  m: i32,
  n: i32,
  seedLow: i32,
  seedHigh: i32,
  layer: i32,
  state: usize,
  rate: f64,
): void {
  const step: u64 = state ? <u64>load<f64>(state, State.step) : 0;
  const stepLow = <i32>step;
  const tag = (<i32>(step >> 32)) | Use.dropout;
  const threshold = <u32>(rate * 4294967296.0);
  const scale = <T>(1 / (1 - rate));
  const scales = v128.splat<T>(scale);
  let e = state ? <i32>load<f64>(state, State.micro) * n : 0;
  let end = e + m * n;
  if (isPart()) {
    const start = shareStart(m * n, 16);
    end = e + shareEnd(m * n, 16);
    e += start;
    x += (<usize>start) << alignof<T>();
    y += (<usize>start) << alignof<T>();
  }
  while (e < end) {
    let kept = philoxAtLeast(seedLow, seedHigh, e >> 2, layer, stepLow, tag, threshold);
    if ((e & 3) == 0 && e <= end - 16) {
      const low = i16x8.extend_low_i8x16_s(kept);
      const high = i16x8.extend_high_i8x16_s(kept);
      keepFour<T>(x, y, scales, i32x4.extend_low_i16x8_s(low));
      keepFour<T>(x + 4 * sizeof<T>(), y + 4 * sizeof<T>(), scales, i32x4.extend_high_i16x8_s(low));
      keepFour<T>(x + 8 * sizeof<T>(), y + 8 * sizeof<T>(), scales, i32x4.extend_low_i16x8_s(high));
      keepFour<T>(x + 12 * sizeof<T>(), y + 12 * sizeof<T>(), scales, i32x4.extend_high_i16x8_s(high));
      x += 16 * sizeof<T>();
      y += 16 * sizeof<T>();
      e += 16;
      continue;
    }
    // The last elements, or those up to a whole block when the first one of a micro-batch is amid one.
    const skipped = e & 3;
    for (let i = 0; i < skipped; i++) kept = rotated(kept);
    for (const stop = skipped ? min(end, (e | 3) + 1) : end; e < stop; e++) {
      store<T>(y, i8x16.extract_lane_s(kept, 0) ? load<T>(x) * scale : <T>0);
      kept = rotated(kept);
      x += sizeof<T>();
      y += sizeof<T>();
    }
  }
}

/** The bytes moved down by one, the first to the end. */
// @ts-ignore: decorator
@inline
function rotated(bytes: v128): v128 {
  return v128.shuffle<i8>(bytes, bytes, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0);
}

/** y = x·scale in the lanes of four elements whose 32-bit lane of `kept` is all ones, else +0. */
// @ts-ignore: decorator
@inline
function keepFour<T>(x: usize, y: usize, scales: v128, kept: v128): void {
  if (sizeof<T>() == 4) {
    v128.store(y, v128.and(v128.mul<T>(v128.load(x), scales), kept));
  } else {
    v128.store(y, v128.and(v128.mul<T>(v128.load(x), scales), i64x2.extend_low_i32x4_s(kept)));
    v128.store(y, v128.and(v128.mul<T>(v128.load(x, 16), scales), i64x2.extend_high_i32x4_s(kept)), 16);
  }
}
