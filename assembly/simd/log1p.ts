// log(1 + x), without the loss of 1 + x for a small x.
import { infinity, one, signs, signsAndExponents, subtractBits } from "./lanes";
import { anyUnusual, correctedLogSum, exponentBits, exponentOf } from "./log";

/** log(1 + x) within 1 ULP for every x; −∞ at −1, NaN below. */
// @ts-ignore: decorator
@inline
export function log1p<T>(x: v128): v128 {
  const u = v128.add<T>(x, one<T>());
  const y = log1pOfNormal<T>(x, u);
  return anyUnusual<T>(u) ? log1pOfAny<T>(x, y) : y;
}

/** For finite x > −1 and u = 1 + x, rounded; with the sign of x, so that −0 stays. */
// @ts-ignore: decorator
@inline
function log1pOfNormal<T>(x: v128, u: v128): v128 {
  // 1 + x = u + lost exactly (Dekker's sum), and log(u + lost) is log u + lost/u.
  const larger = v128.pmax<T>(x, one<T>());
  const smaller = v128.pmin<T>(x, one<T>());
  const lost = v128.sub<T>(smaller, v128.sub<T>(u, larger));
  const exponent = exponentBits<T>(u);
  // With 1 + x near 1, f is x itself and nothing is lost.
  const near = v128.eq<T>(exponent, f64x2.splat(0));
  const f = v128.sub<T>(subtractBits<T>(u, exponent), one<T>());
  const correction = v128.andnot(v128.div<T>(lost, u), near);
  const y = correctedLogSum<T>(exponentOf<T>(exponent), v128.bitselect(x, f, near), correction);
  return v128.or(y, v128.and(x, signs<T>()));
}

/** For any x, given y = log1pOfNormal(x) where that is right. */
function log1pOfAny<T>(x: v128, y: v128): v128 {
  const minusOne = v128.neg<T>(one<T>());
  y = v128.bitselect(x, y, v128.eq<T>(x, infinity<T>()));
  y = v128.bitselect(signsAndExponents<T>(), y, v128.eq<T>(x, minusOne));
  return v128.bitselect(y, v128.splat<T>(<T>NaN), v128.ge<T>(x, minusOne));
}
