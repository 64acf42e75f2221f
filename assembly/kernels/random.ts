// Random numbers as functions of (seed, stream, element). Values are drawn in float64 and rounded to T, so that both
// types start alike.
import { State } from "../kinds";
import { Use, philox, philoxKey } from "./philox";
import { normalQuantile } from "./quantile";

/** 2⁻⁵³ */
const STEP: f64 = 1.1102230246251565e-16;

/** x[count] = low + (high − low)·u, u = k·2⁻⁵³ in [0, 1). Rounded to float32, x may be `high`. */
export function uniform<T>(x: usize, count: i32, seedLow: i32, seedHigh: i32, stream: i32, low: f64, high: f64): void {
  const key = philoxKey(seedLow, seedHigh);
  const width = high - low;
  for (let i = 0; i < count; i += 2) {
    const bits = philox(key, i >> 1, 0, stream, Use.uniform);
    store<T>(x, <T>(low + width * unit(i64x2.extract_lane(bits, 0))));
    if (i + 1 < count) store<T>(x, <T>(low + width * unit(i64x2.extract_lane(bits, 1))), sizeof<T>());
    x += 2 * sizeof<T>();
  }
}

/** The upper 53 bits as a number in [0, 1). */
// @ts-ignore: decorator
@inline
function unit(bits: u64): f64 {
  return <f64>(bits >> 11) * STEP;
}

/** x[count] = mean + deviation·Φ⁻¹(u), u = (k + ½)·2⁻⁵² in (0, 1), symmetric about ½. */
export function normal<T>(
  x: usize,
  count: i32,
  seedLow: i32,
  seedHigh: i32,
  stream: i32,
  mean: f64,
  deviation: f64,
): void {
  const key = philoxKey(seedLow, seedHigh);
  for (let i = 0; i < count; i += 2) {
    const bits = philox(key, i >> 1, 0, stream, Use.normal);
    store<T>(x, <T>(mean + deviation * normalQuantile(openUnit(i64x2.extract_lane(bits, 0)))));
    if (i + 1 < count) {
      store<T>(x, <T>(mean + deviation * normalQuantile(openUnit(i64x2.extract_lane(bits, 1)))), sizeof<T>());
    }
    x += 2 * sizeof<T>();
  }
}

/**
 * y[m×n] = x + deviation·Φ⁻¹(u), drawn as for `normal` from (seed, layer, step, element), the step being the state's or
 * 0 without a state, and the first element that of its micro-batch. y may be x.
 */
export function gaussianNoise<T>(
  x: usize,
  y: usize,
  m: i32,
  n: i32,
  seedLow: i32,
  seedHigh: i32,
  layer: i32,
  state: usize,
  deviation: f64,
): void {
  const key = philoxKey(seedLow, seedHigh);
  const step: u64 = state ? <u64>load<f64>(state, State.step) : 0;
  const first = state ? <i32>load<f64>(state, State.micro) * n : 0;
  const tag = (<i32>(step >> 32)) | Use.noise;
  let bits = philox(key, first >> 1, layer, <i32>step, tag);
  for (let i = first; i < first + m * n; i++) {
    // Two to a block, the second brought to lane 0.
    bits = i & 1 ? v128.shuffle<i64>(bits, bits, 1, 0) : philox(key, i >> 1, layer, <i32>step, tag);
    const noise = deviation * normalQuantile(openUnit(i64x2.extract_lane(bits, 0)));
    store<T>(y, load<T>(x) + <T>noise);
    x += sizeof<T>();
    y += sizeof<T>();
  }
}

/** The upper 52 bits and a half as a number in (0, 1): exact, and never 0 or 1. */
// @ts-ignore: decorator
@inline
function openUnit(bits: u64): f64 {
  return <f64>((bits >> 11) | 1) * STEP;
}

/**
 * indices[count] = a permutation of 0 … count − 1, each equally likely, 32-bit: Fisher and Yates' exchange from the
 * end down. Drawn from (seed, stream), or from (seed, step) with a state.
 * Source of the bounded integers: Lemire, Fast random integer generation in an interval (2019).
 */
export function shuffle(indices: usize, count: i32, seedLow: i32, seedHigh: i32, stream: i32, state: usize): void {
  const key = philoxKey(seedLow, seedHigh);
  const step: u64 = state ? <u64>load<f64>(state, State.step) : <u64>stream;
  const tag = (<i32>(step >> 32)) | Use.shuffle;
  for (let i = 0; i < count; i++) store<i32>(indices + ((<usize>i) << 2), i);
  let words = i32x4.splat(0);
  let drawn: i32 = 0;
  for (let range = <u32>count; range > 1; range--) {
    let product: u64;
    do {
      // Four words a block, taken from lane 0 by rotation.
      if ((drawn & 3) == 0) words = philox(key, drawn >>> 2, state ? 1 : 0, <i32>step, tag);
      else words = v128.shuffle<i32>(words, words, 1, 2, 3, 0);
      drawn++;
      product = <u64>(<u32>i32x4.extract_lane(words, 0)) * range;
      // Words whose product's lower half is below 2³² mod range would make some results likelier; the remainder is
      // only taken when it can matter.
    } while (<u32>product < range && <u32>product < (0 - range) % range);
    const last = indices + ((<usize>(range - 1)) << 2);
    const other = indices + ((<usize>(product >> 32)) << 2);
    const index = load<i32>(other);
    store<i32>(other, load<i32>(last));
    store<i32>(last, index);
  }
}
