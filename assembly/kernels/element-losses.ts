// The losses with a value for each element, a class each.
//
// `value(x, y)` are the losses of two predictions and targets, in float64 whatever T is. `gradient(s, y, scale)` is
// the derivative by a vector of predictions times scale, where s is what `source` picks of predictions and outputs.
import { one } from "../simd/lanes";
import { log } from "../simd/log";
import { log1p } from "../simd/log1p";
import { mapPairs } from "../simd/map";
import { softplusOfNegativeAbs } from "../simd/softplus";
import { loadPair, orderedSum } from "./reduce";

/** The least logarithm that a cross-entropy on outputs takes, and the least divisor of its gradient; PyTorch's. */
export const LEAST_LOG: f64 = -100;
export const LEAST_DIVISOR: f64 = 1e-12;

/**
 * On logits z: −(y·log σ(z) + (1 − y)·log(1 − σ(z))), written so that nothing overflows or cancels. The gradient
 * takes the outputs σ(z).
 */
@unmanaged
export class SigmoidCrossEntropy<T> {
  value(z: v128, y: v128): v128 {
    const linear = f64x2.sub(f64x2.pmax(z, f64x2.splat(0)), f64x2.mul(z, y));
    return f64x2.add(linear, softplusOfNegativeAbs<f64>(z));
  }


  @inline gradient(a: v128, y: v128, scale: v128): v128 {
    return v128.mul<T>(v128.sub<T>(a, y), scale);
  }


  @inline source(_: usize, output: usize): usize {
    return output;
  }
}

/** On outputs p: −(y·log p + (1 − y)·log(1 − p)), the logarithms at least −100. */
@unmanaged
export class BinaryCrossEntropy<T> {
  value(p: v128, y: v128): v128 {
    const floor = f64x2.splat(LEAST_LOG);
    const logP = f64x2.pmax(log<f64>(p), floor);
    const logRest = f64x2.pmax(log1p<f64>(f64x2.neg(p)), floor);
    return f64x2.sub(f64x2.mul(f64x2.sub(y, one<f64>()), logRest), f64x2.mul(y, logP));
  }


  @inline gradient(p: v128, y: v128, scale: v128): v128 {
    const variance = v128.mul<T>(p, v128.sub<T>(one<T>(), p));
    const divisor = v128.pmax<T>(variance, v128.splat<T>(<T>LEAST_DIVISOR));
    return v128.mul<T>(v128.div<T>(v128.sub<T>(p, y), divisor), scale);
  }


  @inline source(prediction: usize, _: usize): usize {
    return prediction;
  }
}

/** (p − y)². */
@unmanaged
export class SquaredError<T> {

  @inline value(p: v128, y: v128): v128 {
    const error = f64x2.sub(p, y);
    return f64x2.mul(error, error);
  }


  @inline gradient(p: v128, y: v128, scale: v128): v128 {
    return v128.mul<T>(v128.sub<T>(p, y), v128.add<T>(scale, scale));
  }


  @inline source(prediction: usize, _: usize): usize {
    return prediction;
  }
}

/** The sum of the losses L of `count` elements, and the gradient. */
export function elementLoss<T, L>(
  count: i32,
  prediction: usize,
  output: usize,
  target: usize,
  gradient: usize,
  scale: f64,
): f64 {
  const sum = orderedSum<T, Terms<T, L>>(prediction, target, count);
  if (gradient) {
    const source = changetype<L>(0).source(prediction, output);
    mapPairs<T, Gradient<L>>(source, target, gradient, (<usize>count) << alignof<T>(), v128.splat<T>(<T>scale));
  }
  return sum;
}

/** The losses L as terms of orderedSum. */
@unmanaged
class Terms<T, L> {

  @inline pair(x: usize, y: usize, o: usize): v128 {
    return changetype<L>(0).value(loadPair<T>(x + o), loadPair<T>(y + o));
  }


  @inline one(x: usize, y: usize, o: usize): f64 {
    const values = changetype<L>(0).value(f64x2.splat(<f64>load<T>(x + o)), f64x2.splat(<f64>load<T>(y + o)));
    return f64x2.extract_lane(values, 0);
  }
}

/** The gradient of L as the formula that mapPairs applies. */
@unmanaged
export class Gradient<L> {

  @inline apply(source: v128, y: v128, scale: v128): v128 {
    return changetype<L>(0).gradient(source, y, scale);
  }
}
