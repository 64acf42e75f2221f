// The hyperbolic tangent.
import { expm1Within } from "./expm1";
import { signs, two } from "./lanes";

/** tanh x within 2.5 ULP for every x; odd, so tanh(−0) = −0. With e = expm1(2|x|) it is e / (e + 2). */
// @ts-ignore: decorator
@inline
export function tanh<T>(x: v128): v128 {
  const magnitude = v128.abs<T>(x);
  // From the limit on, e + 2 = e. With the variable as its first operand pmin keeps NaN.
  const limit = v128.splat<T>(sizeof<T>() == 8 ? <T>44 : <T>20);
  const y = v128.pmin<T>(v128.add<T>(magnitude, magnitude), limit);
  const e = expm1Within<T>(y);
  const t = v128.div<T>(e, v128.add<T>(e, two<T>()));
  return v128.bitselect(x, t, signs<T>());
}
