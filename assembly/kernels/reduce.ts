// Reductions: the sums of columns, the order of scalar sums, and the test for finite values.
import { LINE, isPart, shareEnd, shareStart } from "../threads";

/** Elements of one chunk of a scalar sum. */
export const CHUNK = 4096;

/**
 * THE order of scalar sums (losses, penalties, norms), whatever T. The elements are cut into chunks of CHUNK. In a
 * chunk, element i's term is added in float64 to accumulator i mod 4, and the chunk's sum is (s0 + s1) + (s2 + s3).
 * The chunks' sums are added in order, from 0 on.
 *
 * S says what is summed: an unmanaged class whose methods get the three addresses and a byte offset into arrays of
 * T. `pair(a, b, offset)` returns the float64 terms of two neighbours, `one(a, b, offset)` a single term; both round
 * alike, so a term does not depend on its place.
 */
// @ts-ignore: decorator
@inline
export function orderedSum<T, S>(a: usize, b: usize, count: i32): f64 {
  const bytes = (<usize>count) << alignof<T>();
  let sum: f64 = 0;
  for (let from: usize = 0; from < bytes; from += CHUNK << alignof<T>()) {
    sum += chunkSum<T, S>(a + from, b + from, min(bytes - from, CHUNK << alignof<T>()));
  }
  return sum;
}

function chunkSum<T, S>(a: usize, b: usize, bytes: usize): f64 {
  const terms = changetype<S>(0);
  const quads = bytes & ~((4 << alignof<T>()) - 1);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  let o: usize = 0;
  for (; o < quads; o += 4 << alignof<T>()) {
    low = f64x2.add(low, terms.pair(a, b, o));
    high = f64x2.add(high, terms.pair(a, b, o + (2 << alignof<T>())));
  }
  let s2 = f64x2.extract_lane(high, 0);
  const s3 = f64x2.extract_lane(high, 1);
  const pairIsLeft = bytes - o >= 2 << alignof<T>();
  if (pairIsLeft) {
    low = f64x2.add(low, terms.pair(a, b, o));
    o += 2 << alignof<T>();
  }
  let s0 = f64x2.extract_lane(low, 0);
  const s1 = f64x2.extract_lane(low, 1);
  if (o < bytes) {
    const last = terms.one(a, b, o);
    if (pairIsLeft) s2 += last;
    else s0 += last;
  }
  return s0 + s1 + (s2 + s3);
}

/** Two neighbours of T as float64. */
// @ts-ignore: decorator
@inline
export function loadPair<T>(x: usize): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(v128.load64_zero(x)) : v128.load(x);
}

/**
 * sums[n] (+)= Σ over the rows of x[m×n], each column in row order from 0 or, with `accumulate`, from the old sum.
 * sums must not overlap x. Exact order: equal bit for bit to the plain loop.
 */
export function columnSums<T>(x: usize, sums: usize, m: i32, n: i32, accumulate: bool): void {
  const stride = (<usize>n) << alignof<T>();
  let bytes = stride;
  if (isPart()) {
    const start = (<usize>shareStart(n, LINE)) << alignof<T>();
    bytes = ((<usize>shareEnd(n, LINE)) << alignof<T>()) - start;
    x += start;
    sums += start;
  }
  if (!accumulate) {
    // Not memory.fill, which is a call of some 10 ns.
    for (let o: usize = 0; o < bytes; o += sizeof<T>()) store<T>(sums + o, 0);
  }
  // Eight rows at a time: the sums are loaded and stored once for eight additions, and the columns' chains overlap.
  for (let i = 0; i < m; i += 8) {
    addRows<T>(x, sums, stride, bytes, min(8, m - i));
    x += stride << 3;
  }
}

// @ts-ignore: decorator
@inline
function addRows<T>(x: usize, sums: usize, stride: usize, bytes: usize, rows: i32): void {
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) {
    let sum = v128.load(sums + o);
    let row = x + o;
    for (let i = 0; i < rows; i++) {
      sum = v128.add<T>(sum, v128.load(row));
      row += stride;
    }
    v128.store(sums + o, sum);
  }
  for (; o < bytes; o += sizeof<T>()) {
    let sum = load<T>(sums + o);
    let row = x + o;
    for (let i = 0; i < rows; i++) {
      sum += load<T>(row);
      row += stride;
    }
    store<T>(sums + o, sum);
  }
}

/** Whether the squares of all of x[count] are finite: y − y is +0, all bits clear, exactly for finite y, and else NaN. */
export function allSquaresFinite<T>(x: usize, count: i32): bool {
  const bytes = (<usize>count) << alignof<T>();
  const vectors = bytes & ~63;
  let bits = i32x4.splat(0);
  let o: usize = 0;
  // Four vectors a turn, since the turn itself costs as much as three of them.
  for (; o < vectors; o += 64) {
    const a = squareLessItself<T>(x + o);
    const b = squareLessItself<T>(x + o + 16);
    const c = squareLessItself<T>(x + o + 32);
    const d = squareLessItself<T>(x + o + 48);
    bits = v128.or(bits, v128.or(v128.or(a, b), v128.or(c, d)));
  }
  let finite = !v128.any_true(bits);
  for (; o < bytes; o += sizeof<T>()) {
    const square: T = load<T>(x + o) * load<T>(x + o);
    finite = finite && square - square == 0;
  }
  return finite;
}

// @ts-ignore: decorator
@inline
function squareLessItself<T>(x: usize): v128 {
  const value = v128.load(x);
  const square = v128.mul<T>(value, value);
  return v128.sub<T>(square, square);
}
