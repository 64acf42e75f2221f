// Softmax over rows. A row's sums run in float64 and in the order of its elements.
import { exp, expOfAny } from "../simd/exp";
import { VECTOR, addInOrder, loadUpTo, storeUpTo } from "../simd/lanes";
import { log } from "../simd/log";
import { map, mapPairs } from "../simd/map";

/** aᵢ = exp(zᵢ − max z) / Σⱼ exp(zⱼ − max z) for each row of z[m×n]; a may be z. The sum is rounded to T. */
export function softmax<T>(m: i32, n: i32, z: usize, a: usize): void {
  const row = (<usize>n) << alignof<T>();
  for (let i = 0; i < m; i++) {
    const sum = exponentials<T>(z, row, greatest<T>(z, row), a);
    map<T, Quotient<T>>(a, a, row, v128.splat<T>(<T>sum));
    z += row;
    a += row;
  }
}

/** dzᵢ = aᵢ·(daᵢ − Σⱼ daⱼ·aⱼ) for each row of [m×n]; dz may be da or a. The sum is rounded to T. */
export function softmaxBackward<T>(m: i32, n: i32, da: usize, a: usize, dz: usize): void {
  const row = (<usize>n) << alignof<T>();
  for (let i = 0; i < m; i++) {
    let sum: f64 = 0;
    for (let o: usize = 0; o < row; o += sizeof<T>()) sum += <f64>load<T>(da + o) * <f64>load<T>(a + o);
    mapPairs<T, Centred<T>>(da, a, dz, row, v128.splat<T>(<T>sum));
    da += row;
    a += row;
    dz += row;
  }
}

/** yᵢ = zᵢ − max z − log Σⱼ exp(zⱼ − max z) for each row of z[m×n]; y may be z. The logarithm is rounded to T. */
export function logSoftmax<T>(m: i32, n: i32, z: usize, y: usize): void {
  const row = (<usize>n) << alignof<T>();
  for (let i = 0; i < m; i++) {
    const shift = v128.splat<T>(greatest<T>(z, row));
    let sum: f64 = 0;
    for (let o: usize = 0; o < row; o += VECTOR) {
      sum = addInOrder<T>(sum, expOfAny<T>(v128.sub<T>(loadUpTo<T>(z + o, row - o), shift)), row - o);
    }
    const logarithm = f64x2.extract_lane(log<f64>(f64x2.splat(sum)), 0);
    const logarithms = v128.splat<T>(<T>logarithm);
    for (let o: usize = 0; o < row; o += VECTOR) {
      const shifted = v128.sub<T>(loadUpTo<T>(z + o, row - o), shift);
      storeUpTo<T>(y + o, v128.sub<T>(shifted, logarithms), row - o);
    }
    z += row;
    y += row;
  }
}

/** dzᵢ = dyᵢ − exp(yᵢ)·Σⱼ dyⱼ for each row of [m×n]; dz may be dy. The sum runs in float64 and is rounded to T. */
export function logSoftmaxBackward<T>(m: i32, n: i32, dy: usize, y: usize, dz: usize): void {
  const row = (<usize>n) << alignof<T>();
  for (let i = 0; i < m; i++) {
    let sum: f64 = 0;
    for (let o: usize = 0; o < row; o += sizeof<T>()) sum += <f64>load<T>(dy + o);
    const sums = v128.splat<T>(<T>sum);
    for (let o: usize = 0; o < row; o += VECTOR) {
      const scaled = v128.mul<T>(expOfAny<T>(loadUpTo<T>(y + o, row - o)), sums);
      storeUpTo<T>(dz + o, v128.sub<T>(loadUpTo<T>(dy + o, row - o), scaled), row - o);
    }
    dy += row;
    y += row;
    dz += row;
  }
}


@unmanaged
class Quotient<T> {

  @inline apply(x: v128, divisor: v128): v128 {
    return v128.div<T>(x, divisor);
  }
}


@unmanaged
class Centred<T> {

  @inline apply(da: v128, a: v128, mean: v128): v128 {
    return v128.mul<T>(a, v128.sub<T>(da, mean));
  }
}

/** The greatest of the `bytes` at z, −∞ of none. A NaN may get lost, but not in the exponentials it is for. */
export function greatest<T>(z: usize, bytes: usize): T {
  let result: T = -Infinity;
  let o: usize = 0;
  if (bytes >= VECTOR) {
    let peaks = v128.load(z);
    for (o = VECTOR; o + VECTOR <= bytes; o += VECTOR) peaks = v128.pmax<T>(peaks, v128.load(z + o));
    // The upper half onto the lower, then for float32 the second lane onto the first.
    peaks = v128.pmax<T>(peaks, v128.shuffle<i64>(peaks, peaks, 1, 0));
    if (sizeof<T>() == 4) peaks = v128.pmax<T>(peaks, v128.shuffle<i32>(peaks, peaks, 1, 0, 3, 2));
    result = v128.extract_lane<T>(peaks, 0);
  }
  for (; o < bytes; o += sizeof<T>()) result = max<T>(result, load<T>(z + o));
  return result;
}

/** Stores exp(zᵢ − shift) over `bytes` at z to a, which may be z, and returns their sum. */
function exponentials<T>(z: usize, bytes: usize, shift: T, a: usize): f64 {
  const shifts = v128.splat<T>(shift);
  let sum: f64 = 0;
  for (let o: usize = 0; o < bytes; o += VECTOR) {
    const rest = bytes - o;
    const terms = exp<T>(v128.sub<T>(loadUpTo<T>(z + o, rest), shifts));
    storeUpTo<T>(a + o, terms, rest);
    sum = addInOrder<T>(sum, terms, rest);
  }
  return sum;
}
