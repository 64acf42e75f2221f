// The L2 penalty on weights.
import { loadPair, orderedSum } from "./reduce";

/** The terms x². */
@unmanaged
class Squares<T> {

  @inline pair(x: usize, _: usize, o: usize): v128 {
    const value = loadPair<T>(x + o);
    return f64x2.mul(value, value);
  }


  @inline one(x: usize, _: usize, o: usize): f64 {
    const value = <f64>load<T>(x + o);
    return value * value;
  }
}

/** λ Σ w² over w[count], in float64, in the order of orderedSum. */
export function penalty<T>(w: usize, count: i32, lambda: f64): f64 {
  return lambda * orderedSum<T, Squares<T>>(w, 0, count);
}

/** gradient[count] += 2λ·w, where 2λ is rounded to T once. gradient must not overlap w. */
export function penaltyGradient<T>(w: usize, gradient: usize, count: i32, lambda: f64): void {
  const factor = <T>(2 * lambda);
  const factors = v128.splat<T>(factor);
  const bytes = (<usize>count) << alignof<T>();
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) {
    v128.store(gradient + o, v128.add<T>(v128.load(gradient + o), v128.mul<T>(factors, v128.load(w + o))));
  }
  for (; o < bytes; o += sizeof<T>()) store<T>(gradient + o, load<T>(gradient + o) + factor * load<T>(w + o));
}
