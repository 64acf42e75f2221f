// log(1 + x), without the loss of 1 + x for a small x.
import { constant, everywhere, one, signs, subtractBits } from "./lanes";
import { exponentBits, exponentOf, logSum } from "./log";

// √½ − 1, √2 − 1, −1, the greatest number
const TABLE_F64 = memory.data<f64>([-0.2928932188134524, 0.41421356237309503, -1.0, 1.7976931348623157e308], 16);
const TABLE_F32 = memory.data<f32>([-0.2928932011127472, 0.41421353816986084, -1.0, 3.4028234663852886e38], 16);

/** Indices into the tables. */
const enum Constant {
  rootHalfLess1,
  rootTwoLess1,
  minusOne,
  greatest,
}

// @ts-ignore: decorator
@inline
function at<T>(i: usize): v128 {
  return constant<T>(TABLE_F64, TABLE_F32, i);
}

/** log(1 + x) within 1 ULP for every x; −∞ at −1, NaN below. */
// @ts-ignore: decorator
@inline
export function log1p<T>(x: v128): v128 {
  const inside = v128.and(v128.gt<T>(x, at<T>(Constant.minusOne)), v128.le<T>(x, at<T>(Constant.greatest)));
  const y = log1pInside<T>(x);
  return everywhere<T>(inside) ? y : log1pOutside<T>(x, y);
}

/** For finite x > −1; with the sign of x, so that −0 stays. */
// @ts-ignore: decorator
@inline
function log1pInside<T>(x: v128): v128 {
  // Near 0 f is x itself. Elsewhere 1 + x = u + lost exactly (Knuth's TwoSum), and log(u + lost) is log u + lost/u.
  const near = v128.and(v128.ge<T>(x, at<T>(Constant.rootHalfLess1)), v128.le<T>(x, at<T>(Constant.rootTwoLess1)));
  const u = v128.add<T>(x, one<T>());
  const xOfU = v128.sub<T>(u, one<T>());
  const lost = v128.add<T>(v128.sub<T>(x, xOfU), v128.sub<T>(one<T>(), v128.sub<T>(u, xOfU)));
  const exponent = exponentBits<T>(u);
  const f = v128.sub<T>(subtractBits<T>(u, exponent), one<T>());
  const k = v128.andnot(exponentOf<T>(exponent), near);
  const y = logSum<T>(k, v128.bitselect(x, f, near), v128.andnot(v128.div<T>(lost, u), near));
  return v128.bitselect(x, y, signs<T>());
}

/** For any x, given y = log1pInside(x) where that is right. */
function log1pOutside<T>(x: v128, y: v128): v128 {
  const infinity = v128.splat<T>(<T>Infinity);
  y = v128.bitselect(x, y, v128.eq<T>(x, infinity));
  y = v128.bitselect(v128.neg<T>(infinity), y, v128.eq<T>(x, at<T>(Constant.minusOne)));
  return v128.bitselect(y, v128.splat<T>(<T>NaN), v128.ge<T>(x, at<T>(Constant.minusOne)));
}
