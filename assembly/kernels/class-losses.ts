// The cross-entropies over classes: a row of n classes has one loss, its targets n probabilities or a class index.
//
// They are a class each. `rowLoss` and `rowLossOfIndex` give a row's loss, computed in float64 whatever T is, its
// sums in the order of the elements; `gradient(s, y, scale)` and `source` are as in element-losses.ts.
import { expOfAny } from "../simd/exp";
import { one } from "../simd/lanes";
import { log } from "../simd/log";
import { map, mapPairs } from "../simd/map";
import { Gradient, LEAST_DIVISOR, LEAST_LOG } from "./element-losses";
import { CHUNK, loadPair } from "./reduce";
import { greatest } from "./softmax";

/**
 * On logits z: log Σⱼ exp zⱼ − Σⱼ yⱼ·zⱼ, computed as log Σⱼ exp(zⱼ − p) + Σⱼ yⱼ·(p − zⱼ) with p = max z: no term is
 * negative. The two are equal for rows y that sum to 1. A class with y = 0 adds nothing even at z = −∞. The gradient
 * takes the outputs softmax(z).
 */
@unmanaged
export class SoftmaxCrossEntropy<T> {
  rowLoss(z: usize, y: usize, row: usize): f64 {
    const peak = <f64>greatest<T>(z, row);
    let sum = logSumOfExponentials<T>(z, row, peak);
    for (let o: usize = 0; o < row; o += sizeof<T>()) {
      const weight = <f64>load<T>(y + o);
      const term = weight * (peak - <f64>load<T>(z + o));
      sum += weight == 0 ? 0 : term;
    }
    return sum;
  }
  rowLossOfIndex(z: usize, o: usize, row: usize): f64 {
    const peak = <f64>greatest<T>(z, row);
    return logSumOfExponentials<T>(z, row, peak) + (peak - <f64>load<T>(z + o));
  }


  @inline gradient(a: v128, y: v128, scale: v128): v128 {
    return v128.mul<T>(v128.sub<T>(a, y), scale);
  }


  @inline source(_: usize, output: usize): usize {
    return output;
  }
}

/** log Σ exp(zᵢ − shift) over `row` bytes at z. */
function logSumOfExponentials<T>(z: usize, row: usize, shift: f64): f64 {
  const shifts = f64x2.splat(shift);
  let sum: f64 = 0;
  for (let o: usize = 0; o < row; o += 2 * sizeof<T>()) {
    sum = addInOrder<T>(sum, expOfAny<f64>(f64x2.sub(loadUpToPair<T>(z + o, row - o), shifts)), row - o);
  }
  return f64x2.extract_lane(log<f64>(f64x2.splat(sum)), 0);
}

/** Two neighbours of T as float64, or the last element twice when there are only bytes for one. */
// @ts-ignore: decorator
@inline
function loadUpToPair<T>(x: usize, bytes: usize): v128 {
  return bytes > sizeof<T>() ? loadPair<T>(x) : f64x2.splat(<f64>load<T>(x));
}

/** The sum plus the first value, and plus the second when there are bytes for two elements of T. */
// @ts-ignore: decorator
@inline
function addInOrder<T>(sum: f64, values: v128, bytes: usize): f64 {
  sum += f64x2.extract_lane(values, 0);
  return bytes > sizeof<T>() ? sum + f64x2.extract_lane(values, 1) : sum;
}

/** On outputs p: −Σⱼ yⱼ·log pⱼ, the logarithms at least −100; the gradient −y / max(p, 10⁻¹²). */
@unmanaged
export class CategoricalCrossEntropy<T> {
  rowLoss(p: usize, y: usize, row: usize): f64 {
    let sum: f64 = 0;
    for (let o: usize = 0; o < row; o += 2 * sizeof<T>()) {
      const logs = boundedLog(loadUpToPair<T>(p + o, row - o));
      sum = addInOrder<T>(sum, f64x2.mul(loadUpToPair<T>(y + o, row - o), logs), row - o);
    }
    return -sum;
  }
  rowLossOfIndex(p: usize, o: usize, _: usize): f64 {
    return -f64x2.extract_lane(boundedLog(f64x2.splat(<f64>load<T>(p + o))), 0);
  }


  @inline gradient(p: v128, y: v128, scale: v128): v128 {
    const divisor = v128.pmax<T>(p, v128.splat<T>(<T>LEAST_DIVISOR));
    return v128.mul<T>(v128.div<T>(v128.neg<T>(y), divisor), scale);
  }


  @inline source(prediction: usize, _: usize): usize {
    return prediction;
  }
}

function boundedLog(p: v128): v128 {
  return f64x2.pmax(log<f64>(p), f64x2.splat(LEAST_LOG));
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
