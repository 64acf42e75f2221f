// Products of a matrix and a vector. Both walk the matrix along its rows, eight at a time, and read it once.
//
// One address walks down the eight rows by additions: a pointer for each of them, beside the rest, is more than the
// integer registers hold, and V8 then loads five of them from the stack at every turn: 1.25 times as long.
import { LINE, isPart, shareEnd, shareStart } from "../threads";

/**
 * y[m×n] (+)= x[m×k] · w[k×n] for few rows or a short k: each y[i] is a sum of rows of w, added in k order.
 * Eight rows of w at a time, so that y is loaded and stored once for eight products, and for all of y while they
 * are in the cache. `xRow`: bytes from one row of x to the next. y apart from x and w.
 */
export function combineRows<T>(
  m: i32,
  k: i32,
  n: i32,
  x: usize,
  xRow: usize,
  w: usize,
  y: usize,
  accumulate: bool,
): void {
  const row = <usize>n * sizeof<T>();
  let bytes = row;
  if (isPart()) {
    const start = (<usize>shareStart(n, LINE)) << alignof<T>();
    bytes = ((<usize>shareEnd(n, LINE)) << alignof<T>()) - start;
    w += start;
    y += start;
  }
  if (!accumulate) {
    if (bytes == row) memory.fill(y, 0, <usize>m * row);
    else for (let i = 0; i < m; i++) memory.fill(y + <usize>i * row, 0, bytes);
  }
  while (k > 0) {
    let xi = x;
    let yi = y;
    const height = k >= 8 ? 8 : 1;
    for (let i = 0; i < m; i++) {
      if (height == 8) addRows8<T>(xi, w, yi, row, bytes);
      else addRow<T>(xi, w, yi, bytes);
      xi += xRow;
      yi += row;
    }
    x += <usize>height * sizeof<T>();
    w += <usize>height * row;
    k -= height;
  }
}

/** y += x[0]·w[0] + … + x[7]·w[7], in that order. `row`: bytes from one row of w to the next; `bytes`: of each, what is added. */
// @ts-ignore: decorator
@inline
function addRows8<T>(x: usize, w: usize, y: usize, row: usize, bytes: usize): void {
  const x0 = v128.load_splat<T>(x);
  const x1 = v128.load_splat<T>(x, sizeof<T>());
  const x2 = v128.load_splat<T>(x, 2 * sizeof<T>());
  const x3 = v128.load_splat<T>(x, 3 * sizeof<T>());
  const x4 = v128.load_splat<T>(x, 4 * sizeof<T>());
  const x5 = v128.load_splat<T>(x, 5 * sizeof<T>());
  const x6 = v128.load_splat<T>(x, 6 * sizeof<T>());
  const x7 = v128.load_splat<T>(x, 7 * sizeof<T>());
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    let at = w + j;
    let sum = v128.add<T>(v128.load(y + j), v128.mul<T>(x0, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x1, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x2, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x3, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x4, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x5, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x6, v128.load(at)));
    at += row;
    sum = v128.add<T>(sum, v128.mul<T>(x7, v128.load(at)));
    v128.store(y + j, sum);
  }
  for (; j < bytes; j += sizeof<T>()) {
    let sum = load<T>(y + j);
    let at = w + j;
    for (let q: usize = 0; q < 8 * sizeof<T>(); q += sizeof<T>()) {
      sum += load<T>(x + q) * load<T>(at);
      at += row;
    }
    store<T>(y + j, sum);
  }
}

/** y += x[0]·w over so many bytes. */
// @ts-ignore: decorator
@inline
function addRow<T>(x: usize, w: usize, y: usize, bytes: usize): void {
  const x0 = v128.load_splat<T>(x);
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    v128.store(y + j, v128.add<T>(v128.load(y + j), v128.mul<T>(x0, v128.load(w + j))));
  }
  for (; j < bytes; j += sizeof<T>()) store<T>(y + j, load<T>(y + j) + load<T>(x) * load<T>(w + j));
}

/**
 * y[m] = a[m×k] · x[k], a dot product a row, adding in k order. y apart from a and x.
 * A sum in k order cannot be split over lanes, so eight rows run side by side to hide the latency of an addition.
 */
export function dotRows<T>(m: i32, k: i32, a: usize, x: usize, y: usize): void {
  const row = <usize>k * sizeof<T>();
  let i = 0;
  if (isPart()) {
    i = shareStart(m, 8);
    m = shareEnd(m, 8);
    a += <usize>i * row;
    y += (<usize>i) << alignof<T>();
  }
  for (; i + 8 <= m; i += 8) {
    dotRows8<T>(row, a, x, y);
    a += 8 * row;
    y += 8 * sizeof<T>();
  }
  for (; i < m; i++) {
    let sum = <T>0;
    for (let q: usize = 0; q < row; q += sizeof<T>()) sum += load<T>(a + q) * load<T>(x + q);
    store<T>(y, sum);
    a += row;
    y += sizeof<T>();
  }
}

/** Eight rows of dotRows, transposed on the fly: a lane a row, a step a vector. `row`: bytes of a row. */
// @ts-ignore: decorator
@inline
function dotRows8<T>(row: usize, a: usize, x: usize, y: usize): void {
  let q: usize = 0;
  if (sizeof<T>() == 8) {
    let s01 = f64x2.splat(0);
    let s23 = s01;
    let s45 = s01;
    let s67 = s01;
    for (; q + 16 <= row; q += 16) {
      const x0 = v128.load_splat<f64>(x + q);
      const x1 = v128.load_splat<f64>(x + q, 8);
      let at = a + q;
      s01 = addDots2(s01, at, row, x0, x1);
      at += 2 * row;
      s23 = addDots2(s23, at, row, x0, x1);
      at += 2 * row;
      s45 = addDots2(s45, at, row, x0, x1);
      at += 2 * row;
      s67 = addDots2(s67, at, row, x0, x1);
    }
    v128.store(y, s01);
    v128.store(y, s23, 16);
    v128.store(y, s45, 32);
    v128.store(y, s67, 48);
  } else {
    let s0123 = f32x4.splat(0);
    let s4567 = s0123;
    for (; q + 16 <= row; q += 16) {
      const xs = x + q;
      const at = a + q;
      s0123 = addDots4(s0123, at, row, xs);
      s4567 = addDots4(s4567, at + 4 * row, row, xs);
    }
    v128.store(y, s0123);
    v128.store(y, s4567, 16);
  }
  for (; q < row; q += sizeof<T>()) {
    let at = a + q;
    for (let i: usize = 0; i < 8 * sizeof<T>(); i += sizeof<T>()) {
      store<T>(y + i, load<T>(y + i) + load<T>(at) * load<T>(x + q));
      at += row;
    }
  }
}

/** Two steps of two float64 rows; the first stands at `a`. */
// @ts-ignore: decorator
@inline
function addDots2(sum: v128, a: usize, row: usize, x0: v128, x1: v128): v128 {
  const r0 = v128.load(a);
  const r1 = v128.load(a + row);
  sum = f64x2.add(sum, f64x2.mul(v128.shuffle<f64>(r0, r1, 0, 2), x0));
  return f64x2.add(sum, f64x2.mul(v128.shuffle<f64>(r0, r1, 1, 3), x1));
}

/** Four steps of four float32 rows, the first at `a`; the steps of the vector stand at x. */
// @ts-ignore: decorator
@inline
function addDots4(sum: v128, a: usize, row: usize, x: usize): v128 {
  const r0 = v128.load(a);
  a += row;
  const r1 = v128.load(a);
  a += row;
  const r2 = v128.load(a);
  a += row;
  const r3 = v128.load(a);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  sum = f32x4.add(sum, f32x4.mul(v128.shuffle<f64>(low01, low23, 0, 2), v128.load_splat<f32>(x)));
  sum = f32x4.add(sum, f32x4.mul(v128.shuffle<f64>(low01, low23, 1, 3), v128.load_splat<f32>(x, 4)));
  sum = f32x4.add(sum, f32x4.mul(v128.shuffle<f64>(high01, high23, 0, 2), v128.load_splat<f32>(x, 8)));
  return f32x4.add(sum, f32x4.mul(v128.shuffle<f64>(high01, high23, 1, 3), v128.load_splat<f32>(x, 12)));
}
