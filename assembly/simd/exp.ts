// eˣ, and the parts of it that expm1 is made of.
//
// x = n·log 2 + r with an integer n and |r| ≤ ½ log 2; eˣ = 2ⁿ·(1 + expm1(r)).
import { addBits, constant, greaterBits, half, multiplyAdd, one, signs, toExponent } from "./lanes";

// prettier-ignore
const TABLE_F64 = memory.data<f64>([
  // log₂ e, and 1.5·2⁵², whose last bit is worth 1
  1.4426950408889634, 6755399441055744.0,
  // log 2 in two parts; n times the first, of 42 bits, is exact
  0.6931471805598903, 5.497923018708371e-14,
  // Below this |x| the result is a normal number; beyond the other two it is 0 or infinite.
  708.0, -746.0, 710.0,
  // The minimax polynomial of (expm1(r) − r)/r², its relative error in eʳ below 2⁻⁵⁷
  0.5000000000000011, 0.1666666666666641, 0.04166666666652978, 0.008333333333495513, 0.001388888894375726,
  0.00019841269505315752, 2.480149294597548e-05, 2.755758675242568e-06, 2.7630309069431375e-07, 2.500014639539292e-08,
], 16);
// prettier-ignore
const TABLE_F32 = memory.data<f32>([
  1.4426950408889634, 12582912.0,
  0.693145751953125, 1.428606765330187e-06,
  87.0, -104.0, 89.0,
  // below 2⁻³⁴
  0.5, 0.1666666567325592, 0.04166629537940025, 0.008333497680723667, 0.0013944697566330433, 0.00019790086662396789,
], 16);

/** Indices into the tables. */
const enum Constant {
  log2e,
  magic,
  ln2High,
  ln2Low,
  normalLimit,
  lowest,
  highest,
  polynomial,
}

// @ts-ignore: decorator
@inline
function at<T>(i: usize): v128 {
  return constant<T>(TABLE_F64, TABLE_F32, i);
}

/** 1.5·2⁵² (float32: 1.5·2²³) plus x rounded to an integer n, which is then the low bits of the sum. */
// @ts-ignore: decorator
@inline
function biased<T>(x: v128): v128 {
  return v128.add<T>(x, at<T>(Constant.magic));
}

/** n = x / log 2, rounded, in its biased form. */
// @ts-ignore: decorator
@inline
export function biasedExponent<T>(x: v128): v128 {
  return biased<T>(v128.mul<T>(x, at<T>(Constant.log2e)));
}

/** n from its biased form. */
// @ts-ignore: decorator
@inline
function whole<T>(biasedN: v128): v128 {
  return v128.sub<T>(biasedN, at<T>(Constant.magic));
}

/** x less n times the high part of log 2: exact for x near n·log 2. */
// @ts-ignore: decorator
@inline
export function remainderHigh<T>(x: v128, biasedN: v128): v128 {
  return v128.sub<T>(x, v128.mul<T>(whole<T>(biasedN), at<T>(Constant.ln2High)));
}

/** n times the low part of log 2. */
// @ts-ignore: decorator
@inline
export function remainderLow<T>(biasedN: v128): v128 {
  return v128.mul<T>(whole<T>(biasedN), at<T>(Constant.ln2Low));
}

/** expm1(r) for r = x − n·log 2. */
// @ts-ignore: decorator
@inline
export function expm1OfRemainder<T>(x: v128, biasedN: v128): v128 {
  return expm1OfDifference<T>(remainderHigh<T>(x, biasedN), remainderLow<T>(biasedN));
}

/** expm1(high − low). The even and the odd terms of the polynomial are two chains that overlap. */
// @ts-ignore: decorator
@inline
export function expm1OfDifference<T>(high: v128, low: v128): v128 {
  const r = v128.sub<T>(high, low);
  const r2 = v128.mul<T>(r, r);
  const last: usize = Constant.polynomial + (sizeof<T>() == 8 ? 9 : 5);
  let odd = at<T>(last);
  let even = at<T>(last - 1);
  if (sizeof<T>() == 8) {
    odd = multiplyAdd<T>(odd, r2, at<T>(last - 2));
    even = multiplyAdd<T>(even, r2, at<T>(last - 3));
    odd = multiplyAdd<T>(odd, r2, at<T>(last - 4));
    even = multiplyAdd<T>(even, r2, at<T>(last - 5));
  }
  odd = multiplyAdd<T>(odd, r2, at<T>(Constant.polynomial + 3));
  even = multiplyAdd<T>(even, r2, at<T>(Constant.polynomial + 2));
  odd = multiplyAdd<T>(odd, r2, at<T>(Constant.polynomial + 1));
  even = multiplyAdd<T>(even, r2, at<T>(Constant.polynomial));
  const p = multiplyAdd<T>(odd, r, even);
  // Adding `high` after the polynomial keeps the rounding of r out of the result.
  return v128.add<T>(high, v128.sub<T>(v128.mul<T>(p, r2), low));
}

/** 2ⁿ for a biased n from −1022 to 1023 (float32: −126 to 127). */
// @ts-ignore: decorator
@inline
export function powerOfTwo<T>(biasedN: v128): v128 {
  return addBits<T>(toExponent<T>(biasedN), one<T>());
}

/** eˣ within 1 ULP for every x; gradual underflow. */
// @ts-ignore: decorator
@inline
export function exp<T>(x: v128): v128 {
  if (v128.any_true(greaterBits<T>(v128.andnot(x, signs<T>()), at<T>(Constant.normalLimit)))) return expOfAny<T>(x);
  const n = biasedExponent<T>(x);
  const e = expm1OfRemainder<T>(x, n);
  return addBits<T>(v128.add<T>(one<T>(), e), toExponent<T>(n));
}

/**
 * The bits of exp as one function that is called, for those who take few exponentials: 2ⁿ in two factors, so that the
 * last product rounds or overflows.
 */
export function expOfAny<T>(x: v128): v128 {
  // With x as the first operand pmax and pmin keep NaN.
  const y = v128.pmin<T>(v128.pmax<T>(x, at<T>(Constant.lowest)), at<T>(Constant.highest));
  const n = biasedExponent<T>(y);
  const e = expm1OfRemainder<T>(y, n);
  const first = biased<T>(v128.mul<T>(whole<T>(n), half<T>()));
  const second = biased<T>(v128.sub<T>(whole<T>(n), whole<T>(first)));
  const scaled = v128.mul<T>(v128.add<T>(one<T>(), e), powerOfTwo<T>(first));
  return v128.mul<T>(scaled, powerOfTwo<T>(second));
}
