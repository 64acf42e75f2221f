// eˣ − 1 without the loss of eˣ near 1, and the part of it that tanh and erf are made of.
import { biasedExponent, expOfAny, expm1OfRemainder, powerOfTwo } from "./exp";
import { constant, multiplyAdd, one, signs } from "./lanes";

// From −44 (float32: −20) down eˣ − 1 is −1; up to 708 (87) eˣ is finite.
const TABLE_F64 = memory.data<f64>([-44.0, 708.0], 16);
const TABLE_F32 = memory.data<f32>([-20.0, 87.0], 16);

/** Indices into the tables. */
const enum Constant {
  lowest,
  highest,
}

/** expm1 x for −44 ≤ x ≤ 708 (float32: −20 ≤ x ≤ 87), but 0 for −0. */
// @ts-ignore: decorator
@inline
export function expm1Within<T>(x: v128): v128 {
  const n = biasedExponent<T>(x);
  return expm1Scaled<T>(expm1OfRemainder<T>(x, n), n);
}

/** expm1 of n·log 2 + r, from expm1(r): 2ⁿ·expm1(r) + (2ⁿ − 1). */
// @ts-ignore: decorator
@inline
export function expm1Scaled<T>(e: v128, biasedN: v128): v128 {
  const scale = powerOfTwo<T>(biasedN);
  return multiplyAdd<T>(scale, e, v128.sub<T>(scale, one<T>()));
}

/** eˣ − 1 within 2.5 ULP for every x; with the sign of x, so that −0 stays. */
// @ts-ignore: decorator
@inline
export function expm1<T>(x: v128): v128 {
  // With the variable as its first operand pmax keeps NaN.
  const y = v128.pmax<T>(x, constant<T>(TABLE_F64, TABLE_F32, Constant.lowest));
  const e = v128.or(expm1Within<T>(y), v128.and(x, signs<T>()));
  const large = v128.gt<T>(x, constant<T>(TABLE_F64, TABLE_F32, Constant.highest));
  return v128.any_true(large) ? v128.bitselect(expOfAny<T>(x), e, large) : e;
}
