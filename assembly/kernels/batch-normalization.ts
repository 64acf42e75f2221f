// Batch normalization: the statistics of columns, and the gradient through them. What is added up is added in float64,
// the rows in order.
import { loadPair } from "./reduce";

/** Two neighbours of T as float64, or the last one alone and 0. */
// @ts-ignore: decorator
@inline
function loadTwo<T>(x: usize, both: bool): v128 {
  return both ? loadPair<T>(x) : f64x2.replace_lane(f64x2.splat(0), 0, <f64>load<T>(x));
}

/** Stores what `loadTwo` loads. */
// @ts-ignore: decorator
@inline
function storeTwo<T>(x: usize, value: v128, both: bool): void {
  if (!both) store<T>(x, <T>f64x2.extract_lane(value, 0));
  else if (sizeof<T>() == 4) v128.store64_lane(x, f32x4.demote_f64x2_zero(value), 0);
  else v128.store(x, value);
}

/** sums[n] = Σ over the rows of x[m×n], or of (x − mean[n])², divided by m and stored to `to`. */
function columnMeans<T>(x: usize, mean: usize, to: usize, sums: usize, m: i32, n: i32): void {
  memory.fill(sums, 0, (<usize>n) << 3);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j += 2) {
      const both = j < n - 1;
      const e = (<usize>j) << alignof<T>();
      const sum = sums + ((<usize>j) << 3);
      let term = loadTwo<T>(x + e, both);
      if (mean) {
        term = f64x2.sub(term, loadTwo<T>(mean + e, both));
        term = f64x2.mul(term, term);
      }
      storeTwo<f64>(sum, f64x2.add(loadTwo<f64>(sum, both), term), both);
    }
    x += (<usize>n) << alignof<T>();
  }
  for (let j: usize = 0; j < <usize>n; j++) {
    store<T>(to + (j << alignof<T>()), <T>(load<f64>(sums + (j << 3)) / <f64>m));
  }
}

/** mean[n] and variance[n] (over m) of the columns of x[m×n], in two passes. `sums`: n float64. */
export function columnStatistics<T>(x: usize, mean: usize, variance: usize, sums: usize, m: i32, n: i32): void {
  columnMeans<T>(x, 0, mean, sums, m, n);
  columnMeans<T>(x, mean, variance, sums, m, n);
}

/**
 * running = (1 − momentum)·running + momentum·batch for mean[n] and variance[n], the batch's variance over m − 1. In
 * float64, rounded once.
 */
export function runningStatistics<T>(
  mean: usize,
  variance: usize,
  runningMean: usize,
  runningVariance: usize,
  m: i32,
  n: i32,
  momentum: f64,
): void {
  const unbiased = <f64>m / <f64>(m - 1);
  const end = (<usize>n) << alignof<T>();
  for (let o: usize = 0; o < end; o += sizeof<T>()) {
    const spread = <f64>load<T>(variance + o) * unbiased;
    store<T>(runningMean + o, mixed<T>(runningMean + o, <f64>load<T>(mean + o), momentum));
    store<T>(runningVariance + o, mixed<T>(runningVariance + o, spread, momentum));
  }
}

// @ts-ignore: decorator
@inline
function mixed<T>(running: usize, batch: f64, momentum: f64): T {
  return <T>((1 - momentum) * <f64>load<T>(running) + momentum * batch);
}

/** y[m×n] = (x − mean[n])·scale + beta[n], where scale = gamma[n] / √(variance[n] + epsilon) is kept in scale[n] of T. */
export function standardize<T>(
  x: usize,
  mean: usize,
  variance: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  scale: usize,
  m: i32,
  n: i32,
  epsilon: f64,
): void {
  const stride = (<usize>n) << alignof<T>();
  for (let o: usize = 0; o < stride; o += sizeof<T>()) {
    store<T>(scale + o, <T>(<f64>load<T>(gamma + o) / sqrt<f64>(<f64>load<T>(variance + o) + epsilon)));
  }
  const vectors = stride & ~15;
  for (let i = 0; i < m; i++) {
    let o: usize = 0;
    for (; o < vectors; o += 16) {
      const centred = v128.sub<T>(v128.load(x + o), v128.load(mean + o));
      v128.store(y + o, v128.add<T>(v128.mul<T>(centred, v128.load(scale + o)), v128.load(beta + o)));
    }
    for (; o < stride; o += sizeof<T>()) {
      const centred: T = load<T>(x + o) - load<T>(mean + o);
      store<T>(y + o, centred * load<T>(scale + o) + load<T>(beta + o));
    }
    x += stride;
    y += stride;
  }
}

/**
 * With h = (x − mean) / √(variance + epsilon): dbeta[n] = Σ dy and dgamma[n] = Σ dy·h over the rows, and dx[m×n] =
 * gamma / √(variance + epsilon)·(dy − dbeta / m − h·dgamma / m), the mean and the variance being the batch's; when
 * they are not (`batch` false), without the last two terms. dgamma and dbeta, or dx, may be 0: not wanted. dx may be
 * dy. With `accumulate`, the sums over these rows are added to dgamma and dbeta. `sums`: 3n float64.
 */
export function standardizeBackward<T>(
  x: usize,
  mean: usize,
  variance: usize,
  gamma: usize,
  dy: usize,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
  sums: usize,
  m: i32,
  n: i32,
  epsilon: f64,
  batch: bool,
  accumulate: bool,
): void {
  const stride = (<usize>n) << alignof<T>();
  const products = sums + ((<usize>n) << 3);
  const scales = products + ((<usize>n) << 3);
  memory.fill(sums, 0, (<usize>n) << 4);
  let row: usize = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j += 2) {
      const both = j < n - 1;
      const e = (<usize>j) << alignof<T>();
      const at = (<usize>j) << 3;
      const gradient = loadTwo<T>(dy + row + e, both);
      const centred = f64x2.sub(loadTwo<T>(x + row + e, both), loadTwo<T>(mean + e, both));
      const product = f64x2.add(loadTwo<f64>(products + at, both), f64x2.mul(gradient, centred));
      storeTwo<f64>(sums + at, f64x2.add(loadTwo<f64>(sums + at, both), gradient), both);
      storeTwo<f64>(products + at, product, both);
    }
    row += stride;
  }
  const share: f64 = batch ? 1 / <f64>m : 0;
  for (let j: usize = 0; j < <usize>n; j++) {
    const at = j << 3;
    const e = j << alignof<T>();
    const inverse = 1 / sqrt<f64>(<f64>load<T>(variance + e) + epsilon);
    const sum = load<f64>(sums + at);
    const product = load<f64>(products + at) * inverse;
    if (dgamma) {
      store<T>(dgamma + e, accumulate ? load<T>(dgamma + e) + <T>product : <T>product);
      store<T>(dbeta + e, accumulate ? load<T>(dbeta + e) + <T>sum : <T>sum);
    }
    store<f64>(sums + at, sum * share);
    store<f64>(products + at, product * inverse * share);
    store<f64>(scales + at, <f64>load<T>(gamma + e) * inverse);
  }
  if (!dx) return;
  row = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j += 2) {
      const both = j < n - 1;
      const e = (<usize>j) << alignof<T>();
      const at = (<usize>j) << 3;
      const centred = f64x2.sub(loadTwo<T>(x + row + e, both), loadTwo<T>(mean + e, both));
      let gradient = f64x2.sub(loadTwo<T>(dy + row + e, both), loadTwo<f64>(sums + at, both));
      gradient = f64x2.sub(gradient, f64x2.mul(centred, loadTwo<f64>(products + at, both)));
      storeTwo<T>(dx + row + e, f64x2.mul(gradient, loadTwo<f64>(scales + at, both)), both);
    }
    row += stride;
  }
}
