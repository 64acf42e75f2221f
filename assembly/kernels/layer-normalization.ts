// Layer normalization: each row by its own mean and variance.
// Source: Ba, Kiros and Hinton, Layer normalization (2016).
import { loadPair } from "./reduce";

/** The mean of a[n], or of a·b: in float64, even and odd places apart. */
function meanOf<T>(a: usize, b: usize, n: i32): f64 {
  let sums = f64x2.splat(0);
  const bytes = (<usize>n) << alignof<T>();
  const pairs = bytes & ~((2 << alignof<T>()) - 1);
  let o: usize = 0;
  for (; o < pairs; o += 2 << alignof<T>()) {
    const value = loadPair<T>(a + o);
    sums = f64x2.add(sums, b ? f64x2.mul(value, loadPair<T>(b + o)) : value);
  }
  let sum = f64x2.extract_lane(sums, 0);
  if (o < bytes) sum += <f64>load<T>(a + o) * (b ? <f64>load<T>(b + o) : 1);
  return (sum + f64x2.extract_lane(sums, 1)) / <f64>n;
}

/** h[n] = x − the mean of x[n]; returns 1 / √(the variance + epsilon). h may be x. */
function centre<T>(x: usize, h: usize, n: i32, epsilon: f64): T {
  const mean = <T>meanOf<T>(x, 0, n);
  const end = (<usize>n) << alignof<T>();
  for (let o: usize = 0; o < end; o += sizeof<T>()) store<T>(h + o, load<T>(x + o) - mean);
  return <T>(1 / sqrt<f64>(meanOf<T>(h, h, n) + epsilon));
}

/** y[m×n] = (x − mean) / √(variance + epsilon)·gamma[n] + beta[n] with the mean and the variance of each row. y may be x. */
export function layerNormalize<T>(x: usize, gamma: usize, beta: usize, y: usize, m: i32, n: i32, epsilon: f64): void {
  const stride = (<usize>n) << alignof<T>();
  for (let i = 0; i < m; i++) {
    const inverse = centre<T>(x, y, n, epsilon);
    for (let o: usize = 0; o < stride; o += sizeof<T>()) {
      store<T>(y + o, load<T>(y + o) * inverse * load<T>(gamma + o) + load<T>(beta + o));
    }
    x += stride;
    y += stride;
  }
}

/**
 * With h = (x − mean) / √(variance + epsilon) of each row and g = dy·gamma: dx[m×n] = (g − mean(g) − h·mean(g·h)) /
 * √(variance + epsilon), dgamma[n] (+)= Σ dy·h and dbeta[n] (+)= Σ dy over the rows in order; dgamma and dbeta may be 0:
 * not wanted. dx may be dy. `scratch`: n of T.
 */
export function layerNormalizeBackward<T>(
  x: usize,
  gamma: usize,
  dy: usize,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
  scratch: usize,
  m: i32,
  n: i32,
  epsilon: f64,
  accumulate: bool,
): void {
  const stride = (<usize>n) << alignof<T>();
  if (dgamma && !accumulate) {
    memory.fill(dgamma, 0, stride);
    memory.fill(dbeta, 0, stride);
  }
  for (let i = 0; i < m; i++) {
    const inverse = centre<T>(x, scratch, n, epsilon);
    for (let o: usize = 0; o < stride; o += sizeof<T>()) {
      const gradient = load<T>(dy + o);
      const h: T = load<T>(scratch + o) * inverse;
      if (dgamma) {
        store<T>(dgamma + o, load<T>(dgamma + o) + gradient * h);
        store<T>(dbeta + o, load<T>(dbeta + o) + gradient);
      }
      store<T>(scratch + o, h);
      store<T>(dx + o, gradient * load<T>(gamma + o));
    }
    const mean = <T>meanOf<T>(dx, 0, n);
    const slope = <T>meanOf<T>(dx, scratch, n);
    for (let o: usize = 0; o < stride; o += sizeof<T>()) {
      store<T>(dx + o, (load<T>(dx + o) - mean - load<T>(scratch + o) * slope) * inverse);
    }
    x += stride;
    dy += stride;
    dx += stride;
  }
}
