// The natural logarithm, and the part of it that log1p shares.
//
// x = 2ᵏ·(1 + f) with 1 + f in [√½, √2). With s = f/(2 + f), log(1 + f) = 2 atanh(s) = 2s + s·R(s²), which is
// f − (½f² − s·(½f² + R)): f itself is exact, and what is subtracted from it is small.
import { constant, half, multiplyAdd, one, signsAndExponents, subtractBits, two } from "./lanes";

// prettier-ignore
const TABLE_F64 = memory.data<f64>([
  // log 2 in two parts; k times the first, of 42 bits, is exact
  0.6931471805598903, 5.497923018708371e-14,
  // √½; the least normal number; 2⁵² and 2⁵² + 1024
  0.7071067811865476, 2.2250738585072014e-308, 4503599627370496.0, 4503599627371520.0,
  // The minimax polynomial of R(z)/z, its relative error in the logarithm below 2⁻⁵⁹
  0.6666666666666735, 0.3999999999941109, 0.2857142874326393, 0.22222198475824748, 0.1818356974868638,
  0.15313903015358185, 0.14797510056010874,
], 16);
// prettier-ignore
const TABLE_F32 = memory.data<f32>([
  0.693145751953125, 1.428606765330187e-06,
  0.7071067690849304, 1.1754943508222875e-38, 0.0, 0.0,
  // below 2⁻³⁷
  0.6666666269302368, 0.4000033736228943, 0.28537240624427795, 0.235835462808609,
], 16);

/** Indices into the tables. */
const enum Constant {
  ln2High,
  ln2Low,
  rootHalf,
  leastNormal,
  shift,
  biasedShift,
  polynomial,
}

// @ts-ignore: decorator
@inline
function at<T>(i: usize): v128 {
  return constant<T>(TABLE_F64, TABLE_F32, i);
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
  // There is no conversion of 64-bit integers: k + 1024, from the exponent of 2, becomes the low bits of 2⁵².
  const shifted = i64x2.shr_u(i64x2.add(bits, two<T>()), 52);
  return v128.sub<T>(v128.or(shifted, at<T>(Constant.shift)), at<T>(Constant.biasedShift));
}

/** k·log 2 + log(1 + f) + correction, for 1 + f in [√½, √2] and a correction far below both. */
// @ts-ignore: decorator
@inline
export function logSum<T>(k: v128, f: v128, correction: v128): v128 {
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
  const low = multiplyAdd<T>(k, at<T>(Constant.ln2Low), correction);
  const tail = multiplyAdd<T>(s, multiplyAdd<T>(p, z, halfSquare), low);
  const fraction = v128.sub<T>(v128.sub<T>(halfSquare, tail), f);
  return v128.sub<T>(v128.mul<T>(k, at<T>(Constant.ln2High)), fraction);
}

/** log x within 1 ULP for every x; −∞ at 0, NaN below. One body for all its callers: none calls it often. */
export function log<T>(x: v128): v128 {
  // Denormals are scaled up by 2⁵⁴ (float32: 2²⁵).
  const denormal = v128.lt<T>(x, at<T>(Constant.leastNormal));
  const up = v128.splat<T>(sizeof<T>() == 8 ? <T>18014398509481984.0 : <T>33554432.0);
  const k = v128.and(denormal, v128.splat<T>(sizeof<T>() == 8 ? <T>-54.0 : <T>-25.0));
  const normal = v128.bitselect(v128.mul<T>(x, up), x, denormal);
  const exponent = exponentBits<T>(normal);
  const f = v128.sub<T>(subtractBits<T>(normal, exponent), one<T>());
  let y = logSum<T>(v128.add<T>(exponentOf<T>(exponent), k), f, f64x2.splat(0));
  const infinity = v128.splat<T>(<T>Infinity);
  const zero = f64x2.splat(0);
  y = v128.bitselect(x, y, v128.eq<T>(x, infinity));
  y = v128.bitselect(v128.neg<T>(infinity), y, v128.eq<T>(x, zero));
  const inDomain = v128.ge<T>(x, zero);
  return v128.bitselect(y, v128.splat<T>(<T>NaN), inDomain);
}
