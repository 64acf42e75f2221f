// The logistic function.
import { exp } from "./exp";
import { negativeAbs, one } from "./lanes";

/** 1 / (1 + e⁻ˣ) within 2.5 ULP for every x: eˣ / (1 + eˣ) below 0, so that nothing overflows or cancels. */
// @ts-ignore: decorator
@inline
export function sigmoid<T>(x: v128): v128 {
  const e = exp<T>(negativeAbs<T>(x));
  const numerator = v128.bitselect(e, one<T>(), v128.lt<T>(x, f64x2.splat(0)));
  return v128.div<T>(numerator, v128.add<T>(one<T>(), e));
}
