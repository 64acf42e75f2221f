// The natural logarithm, and the part of it that log1p shares.
//
// x = 2ᵏ·(1 + f) with 1 + f in [√½, √2). With s = f/(2 + f), log(1 + f) = 2 atanh(s) = 2s + s·R(s²), which is
// f − (½f² − s·(½f² + R)): f itself is exact, and what is subtracted from it is small.
import {
  addBits,
  constant,
  greaterBits,
  half,
  infinity,
  multiplyAdd,
  one,
  signsAndExponents,
  subtractBits,
  two,
} from "./lanes";

// prettier-ignore
const TABLE_F64 = memory.data<f64>([
  // log 2 in two parts; k times the first, of 42 bits, is exact
  0.6931471805598903, 5.497923018708371e-14,
  // √½, the least normal number, minus half the greatest
  0.7071067811865476, 2.2250738585072014e-308, -8.988465674311579e307,
  // The minimax polynomial of R(z)/z, its relative error in the logarithm below 2⁻⁵⁹
  0.6666666666666735, 0.3999999999941109, 0.2857142874326393, 0.22222198475824748, 0.1818356974868638,
  0.15313903015358185, 0.14797510056010874,
], 16);
// prettier-ignore
const TABLE_F32 = memory.data<f32>([
  0.693145751953125, 1.428606765330187e-06,
  0.7071067690849304, 1.1754943508222875e-38, -1.7014117331926443e38,
  // below 2⁻³⁷
  0.6666666269302368, 0.4000033736228943, 0.28537240624427795, 0.235835462808609,
], 16);

/** Indices into the tables. */
const enum Constant {
  ln2High,
  ln2Low,
  rootHalf,
  leastNormal,
  halfGreatest,
  polynomial,
}

// @ts-ignore: decorator
@inline
function at<T>(i: usize): v128 {
  return constant<T>(TABLE_F64, TABLE_F32, i);
}

/** Whether a lane is not a positive normal number. */
// @ts-ignore: decorator
@inline
export function anyUnusual<T>(x: v128): bool {
  // The bits of infinity added, those of the positive normal numbers are the lowest integers of all.
  return v128.any_true(greaterBits<T>(addBits<T>(x, infinity<T>()), at<T>(Constant.halfGreatest)));
}

/** The bits of 2ᵏ less those of 1, for a positive normal x: x's bits less these are 1 + f. */
// @ts-ignore: decorator
@inline
export function exponentBits<T>(x: v128): v128 {
  return v128.and(subtractBits<T>(x, at<T>(Constant.rootHalf)), signsAndExponents<T>());
}

/** k as a float, from exponentBits. */
// @ts-ignore: decorator
@inline
export function exponentOf<T>(bits: v128): v128 {
  if (sizeof<T>() == 4) return f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  // There is no conversion of 64-bit integers, but the upper halves suffice.
  const upper = v128.shuffle<i32>(bits, bits, 1, 3, 1, 3);
  return f64x2.convert_low_i32x4_s(i32x4.shr_s(upper, 20));
}

/** k·log 2 + log(1 + f) for 1 + f in [√½, √2]. */
// @ts-ignore: decorator
@inline
export function logSum<T>(k: v128, f: v128): v128 {
  return logSumWithLow<T>(k, f, v128.mul<T>(k, at<T>(Constant.ln2Low)));
}

/** k·log 2 + log(1 + f) + correction, the correction far below both. */
// @ts-ignore: decorator
@inline
export function correctedLogSum<T>(k: v128, f: v128, correction: v128): v128 {
  return logSumWithLow<T>(k, f, multiplyAdd<T>(k, at<T>(Constant.ln2Low), correction));
}

/** k times the high part of log 2, plus log(1 + f), plus what is below both. */
// @ts-ignore: decorator
@inline
function logSumWithLow<T>(k: v128, f: v128, low: v128): v128 {
  const s = v128.div<T>(f, v128.add<T>(f, two<T>()));
  const z = v128.mul<T>(s, s);
  let p: v128;
  if (sizeof<T>() == 8) {
    p = at<T>(Constant.polynomial + 6);
    p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial + 5));
    p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial + 4));
    p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial + 3));
  } else {
    p = at<T>(Constant.polynomial + 3);
  }
  p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial + 2));
  p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial + 1));
  p = multiplyAdd<T>(p, z, at<T>(Constant.polynomial));
  const halfSquare = v128.mul<T>(v128.mul<T>(f, f), half<T>());
  const tail = multiplyAdd<T>(s, multiplyAdd<T>(p, z, halfSquare), low);
  const fraction = v128.sub<T>(v128.sub<T>(halfSquare, tail), f);
  return v128.sub<T>(v128.mul<T>(k, at<T>(Constant.ln2High)), fraction);
}

/** log x within 1 ULP for every x; −∞ at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function log<T>(x: v128): v128 {
  if (anyUnusual<T>(x)) return logOfAny<T>(x);
  const exponent = exponentBits<T>(x);
  return logSum<T>(exponentOf<T>(exponent), v128.sub<T>(subtractBits<T>(x, exponent), one<T>()));
}

/** The bits of log as one function that is called, for those who take few logarithms. */
export function logOfAny<T>(x: v128): v128 {
  // Denormals are scaled up by 2⁵⁴ (float32: 2²⁵).
  const denormal = v128.lt<T>(x, at<T>(Constant.leastNormal));
  const up = v128.splat<T>(sizeof<T>() == 8 ? <T>18014398509481984.0 : <T>33554432.0);
  const k = v128.and(denormal, v128.splat<T>(sizeof<T>() == 8 ? <T>-54.0 : <T>-25.0));
  const normal = v128.bitselect(v128.mul<T>(x, up), x, denormal);
  const exponent = exponentBits<T>(normal);
  const f = v128.sub<T>(subtractBits<T>(normal, exponent), one<T>());
  let y = logSum<T>(v128.add<T>(exponentOf<T>(exponent), k), f);
  const zero = f64x2.splat(0);
  y = v128.bitselect(x, y, v128.eq<T>(x, infinity<T>()));
  y = v128.bitselect(signsAndExponents<T>(), y, v128.eq<T>(x, zero));
  const inDomain = v128.ge<T>(x, zero);
  return v128.bitselect(y, v128.splat<T>(<T>NaN), inDomain);
}
