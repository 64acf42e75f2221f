// The cross-entropies over classes: a row of n classes has one loss, its targets n probabilities or a class index.
//
// They are a class each. `rowLoss` and `rowLossOfIndex` give a row's loss in float64, its sums in the order of the
// elements; `gradient(s, y, scale)` and `source` are as in element-losses.ts.
import { VECTOR, addInOrder, loadUpTo, one } from "../simd/lanes";
import { log } from "../simd/log";
import { map, mapPairs } from "../simd/map";
import { Gradient, LEAST_DIVISOR, LEAST_LOG } from "./element-losses";
import { CHUNK } from "./reduce";
import { greatest, sumOfExponentials } from "./softmax";

/**
 * On logits z: log Σⱼ exp zⱼ − Σⱼ yⱼ·zⱼ, computed as log Σⱼ exp(zⱼ − p) + Σⱼ yⱼ·(p − zⱼ) with p = max z: no term is
 * negative. The two are equal for rows y that sum to 1. A class with y = 0 adds nothing even at z = −∞. The gradient
 * takes the outputs softmax(z).
 */
@unmanaged
export class SoftmaxCrossEntropy<T> {
  rowLoss(z: usize, y: usize, row: usize): f64 {
    const peak = greatest<T>(z, row);
    let sum = logSumOfExponentials<T>(z, row, peak);
    for (let o: usize = 0; o < row; o += sizeof<T>()) {
      const weight = <f64>load<T>(y + o);
      const term = weight * (<f64>peak - <f64>load<T>(z + o));
      sum += weight == 0 ? 0 : term;
    }
    return sum;
  }
  rowLossOfIndex(z: usize, o: usize, row: usize): f64 {
    const peak = greatest<T>(z, row);
    return logSumOfExponentials<T>(z, row, peak) + (<f64>peak - <f64>load<T>(z + o));
  }


  @inline gradient(a: v128, y: v128, scale: v128): v128 {
    return v128.mul<T>(v128.sub<T>(a, y), scale);
  }


  @inline source(_: usize, output: usize): usize {
    return output;
  }
}

function logSumOfExponentials<T>(z: usize, row: usize, shift: T): f64 {
  const sum = sumOfExponentials<T>(z, row, shift, 0);
  return f64x2.extract_lane(log<f64>(f64x2.splat(sum)), 0);
}

/** On outputs p: −Σⱼ yⱼ·log pⱼ, the logarithms at least −100; the gradient −y / max(p, 10⁻¹²). */
@unmanaged
export class CategoricalCrossEntropy<T> {
  rowLoss(p: usize, y: usize, row: usize): f64 {
    let sum: f64 = 0;
    for (let o: usize = 0; o < row; o += VECTOR) {
      const rest = row - o;
      sum = addInOrder<T>(sum, v128.mul<T>(loadUpTo<T>(y + o, rest), logAbove<T>(loadUpTo<T>(p + o, rest))), rest);
    }
    return -sum;
  }
  rowLossOfIndex(p: usize, o: usize, _: usize): f64 {
    return -(<f64>v128.extract_lane<T>(logAbove<T>(v128.load_splat<T>(p + o)), 0));
  }


  @inline gradient(p: v128, y: v128, scale: v128): v128 {
    const divisor = v128.pmax<T>(p, v128.splat<T>(<T>LEAST_DIVISOR));
    return v128.mul<T>(v128.div<T>(v128.neg<T>(y), divisor), scale);
  }


  @inline source(prediction: usize, _: usize): usize {
    return prediction;
  }
}

function logAbove<T>(p: v128): v128 {
  return v128.pmax<T>(log<T>(p), v128.splat<T>(<T>LEAST_LOG));
}

/**
 * The sum of the losses L of m rows, and scale times its gradient[m×n] unless gradient is 0. y[m×n], or y[m×1] class
 * indices below n, which give the bits of one-hot rows. The rows are cut into chunks of CHUNK; a chunk's losses are
 * added in order, then the chunks' sums.
 */
export function classLoss<T, L>(
  m: i32,
  n: i32,
  prediction: usize,
  output: usize,
  target: usize,
  indices: bool,
  gradient: usize,
  scale: f64,
): f64 {
  const losses = changetype<L>(0);
  const row = (<usize>n) << alignof<T>();
  const scales = v128.splat<T>(<T>scale);
  let source = losses.source(prediction, output);
  let sum: f64 = 0;
  let chunk: f64 = 0;
  for (let i = 0; i < m; i++) {
    if (i % CHUNK == 0) {
      sum += chunk;
      chunk = 0;
    }
    if (indices) {
      const o = (<usize>load<T>(target)) << alignof<T>();
      assert(o < row, "class index");
      chunk += losses.rowLossOfIndex(prediction, o, row);
      if (gradient) {
        const hot = losses.gradient(v128.load_splat<T>(source + o), one<T>(), scales);
        map<T, ColdGradient<T, L>>(source, gradient, row, scales);
        v128.store_lane<T>(gradient + o, hot, 0);
      }
      target += sizeof<T>();
    } else {
      chunk += losses.rowLoss(prediction, target, row);
      if (gradient) mapPairs<T, Gradient<L>>(source, target, gradient, row, scales);
      target += row;
    }
    prediction += row;
    source += row;
    if (gradient) gradient += row;
  }
  return sum + chunk;
}

/** The gradient where the target is 0. */
@unmanaged
class ColdGradient<T, L> {

  @inline apply(source: v128, scale: v128): v128 {
    return changetype<L>(0).gradient(source, f64x2.splat(0), scale);
  }
}
