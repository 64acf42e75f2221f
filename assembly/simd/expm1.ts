// eˣ − 1, without the loss of it near 0.
import { biasedExponent, exp, expm1OfRemainder, powerOfTwo } from "./exp";
import { one, signs } from "./lanes";

/** eˣ − 1 within 2.5 ULP for every x; −0 stays. Below −44 (float32: −20) it is −1. */
// @ts-ignore: decorator
@inline
export function expm1<T>(x: v128): v128 {
  const lowest = v128.splat<T>(sizeof<T>() == 8 ? <T>-44 : <T>-20);
  const highest = v128.splat<T>(sizeof<T>() == 8 ? <T>44 : <T>20);
  // With the variable as their first operand pmin and pmax keep NaN.
  const y = v128.pmin<T>(v128.pmax<T>(x, lowest), highest);
  const n = biasedExponent<T>(y);
  const scale = powerOfTwo<T>(n);
  const fraction = v128.mul<T>(scale, expm1OfRemainder<T>(y, n));
  const e = v128.add<T>(fraction, v128.sub<T>(scale, one<T>()));
  const near = v128.bitselect(x, e, signs<T>());
  // Beyond `highest` the 1 is less than half an ULP.
  const far = v128.gt<T>(x, highest);
  return v128.any_true(far) ? v128.bitselect(exp<T>(x), near, far) : near;
}
