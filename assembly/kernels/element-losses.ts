// The losses with a value for each element, a class each.
//
// `value(x, y)` are the losses of a vector of predictions and targets. `gradient(s, y, scale)` is their derivative by
// the predictions times scale, where s is what `source` picks of the predictions and the outputs.
import { one } from "../simd/lanes";
import { log } from "../simd/log";
import { log1p } from "../simd/log1p";
import { mapPairs } from "../simd/map";
import { softplusOfNegativeAbs } from "../simd/softplus";
import { orderedSum } from "./reduce";

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
    const linear = v128.sub<T>(v128.pmax<T>(z, f64x2.splat(0)), v128.mul<T>(z, y));
    return v128.add<T>(linear, softplusOfNegativeAbs<T>(z));
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
    const floor = v128.splat<T>(<T>LEAST_LOG);
    const logP = v128.pmax<T>(log<T>(p), floor);
    const logRest = v128.pmax<T>(log1p<T>(v128.neg<T>(p)), floor);
    return v128.sub<T>(v128.mul<T>(v128.sub<T>(y, one<T>()), logRest), v128.mul<T>(y, logP));
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
    const error = v128.sub<T>(p, y);
    return v128.mul<T>(error, error);
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

/** The losses L as terms of orderedSum. Repeated float32 elements fill the lanes, whose results are not used. */
@unmanaged
class Terms<T, L> {

  @inline pair(x: usize, y: usize, o: usize): v128 {
    if (sizeof<T>() == 8) return changetype<L>(0).value(v128.load(x + o), v128.load(y + o));
    const values = changetype<L>(0).value(v128.load64_splat(x + o), v128.load64_splat(y + o));
    return f64x2.promote_low_f32x4(values);
  }


  @inline one(x: usize, y: usize, o: usize): f64 {
    const value = changetype<L>(0).value(v128.load_splat<T>(x + o), v128.load_splat<T>(y + o));
    return <f64>v128.extract_lane<T>(value, 0);
  }
}

/** The gradient of L as the formula that mapPairs applies. */
@unmanaged
export class Gradient<L> {

  @inline apply(source: v128, y: v128, scale: v128): v128 {
    return changetype<L>(0).gradient(source, y, scale);
  }
}
