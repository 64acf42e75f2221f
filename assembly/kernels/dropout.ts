// Dropout with a mask that is never stored.
import { State } from "../opcodes";
import { Use, philox, philoxKey } from "./philox";

/**
 * y[count] = x / (1 − rate), computed as x·scale with 1/(1 − rate) rounded to T, or +0 where dropped; y may be x.
 * Element e is kept when word e mod 4 of the block (e / 4, layer, step, Use.dropout) is at least ⌊rate·2³²⌋. The step
 * is the state's, or 0 without a state. rate is in [0, 1).
 */
export function dropout<T>(
  x: usize,
  y: usize,
  count: i32,
  seedLow: i32,
  seedHigh: i32,
  layer: i32,
  state: usize,
  rate: f64,
): void {
  const key = philoxKey(seedLow, seedHigh);
  const step: u64 = state ? <u64>load<f64>(state, State.step) : 0;
  const stepLow = <i32>step;
  const tag = (<i32>(step >> 32)) | Use.dropout;
  const thresholds = i32x4.splat(<u32>(rate * 4294967296.0));
  const scale = <T>(1 / (1 - rate));
  const scales = v128.splat<T>(scale);
  let block = 0;
  for (; block < count >> 2; block++) {
    const kept = i32x4.ge_u(philox(key, block, layer, stepLow, tag), thresholds);
    if (sizeof<T>() == 4) {
      v128.store(y, v128.and(v128.mul<T>(v128.load(x), scales), kept));
    } else {
      v128.store(y, v128.and(v128.mul<T>(v128.load(x), scales), i64x2.extend_low_i32x4_s(kept)));
      v128.store(y, v128.and(v128.mul<T>(v128.load(x, 16), scales), i64x2.extend_high_i32x4_s(kept)), 16);
    }
    x += 4 * sizeof<T>();
    y += 4 * sizeof<T>();
  }
  if ((count & 3) == 0) return;
  let kept = i32x4.ge_u(philox(key, block, layer, stepLow, tag), thresholds);
  for (let i = 0; i < (count & 3); i++) {
    store<T>(y, i32x4.extract_lane(kept, 0) ? load<T>(x) * scale : <T>0);
    kept = v128.shuffle<i32>(kept, kept, 1, 2, 3, 0);
    x += sizeof<T>();
    y += sizeof<T>();
  }
}
