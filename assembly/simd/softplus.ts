// The integral of the logistic function, and the part of it that the cross-entropy on logits takes.
import { exp } from "./exp";
import { constant, half, negativeAbs, one } from "./lanes";
import { logSum } from "./log";

// √2 − 1
const TABLE_F64 = memory.data<f64>([0.41421356237309503], 16);
const TABLE_F32 = memory.data<f32>([0.41421353816986084], 16);

/** log(1 + eˣ) within 2 ULP for every x. */
// @ts-ignore: decorator
@inline
export function softplus<T>(x: v128): v128 {
  return v128.add<T>(v128.pmax<T>(x, f64x2.splat(0)), softplusOfNegativeAbs<T>(x));
}

/** log(1 + e^−|x|), within 2 ULP for every x. */
// @ts-ignore: decorator
@inline
export function softplusOfNegativeAbs<T>(x: v128): v128 {
  const e = exp<T>(negativeAbs<T>(x));
  // e is in [0, 1]: 1 + e is 1 + f or 2(1 + f), which spares the division and the case distinctions of log1p.
  const far = v128.gt<T>(e, constant<T>(TABLE_F64, TABLE_F32, 0));
  const f = v128.bitselect(v128.mul<T>(v128.sub<T>(e, one<T>()), half<T>()), e, far);
  return logSum<T>(v128.and(far, one<T>()), f);
}
