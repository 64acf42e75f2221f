// Vectors of T, float64 or float32: what the generic v128 operations lack.
//
// A kernel applies one formula to whole vectors only. What is left over at the end of a span is loaded into the
// first lanes of a vector and stored from there, so the bits of an element depend on its value alone.

/** Bytes of a vector. */
export const VECTOR: usize = 16;

/** The i-th constant of a table in every lane; a table has a float64 and a float32 version. */
// @ts-ignore: decorator
@inline
export function constant<T>(table64: usize, table32: usize, i: usize): v128 {
  // Loaded and not written as a literal: engines rebuild literals from integers at every use, which cost exp two
  // thirds of its time.
  return sizeof<T>() == 8 ? v128.load64_splat(table64 + 8 * i) : v128.load32_splat(table32 + 4 * i);
}

// Constants that several functions share.
const SHARED_F64 = memory.data<f64>([1.0, 2.0, 0.5, -0.0, -Infinity, Infinity], 16);
const SHARED_F32 = memory.data<f32>([1.0, 2.0, 0.5, -0.0, -Infinity, Infinity], 16);

// @ts-ignore: decorator
@inline
export function one<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 0);
}

// @ts-ignore: decorator
@inline
export function two<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 1);
}

// @ts-ignore: decorator
@inline
export function half<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 2);
}

/** The sign bits, −0. */
// @ts-ignore: decorator
@inline
export function signs<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 3);
}

/** The bits of signs and exponents, −∞. */
// @ts-ignore: decorator
@inline
export function signsAndExponents<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 4);
}

// @ts-ignore: decorator
@inline
export function infinity<T>(): v128 {
  return constant<T>(SHARED_F64, SHARED_F32, 5);
}

/** −|x|. */
// @ts-ignore: decorator
@inline
export function negativeAbs<T>(x: v128): v128 {
  return v128.or(x, signs<T>());
}

/** a·b + c, rounded twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd<T>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** a + b as integers as wide as T. */
// @ts-ignore: decorator
@inline
export function addBits<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.add(a, b) : i32x4.add(a, b);
}

/** a − b as integers as wide as T. */
// @ts-ignore: decorator
@inline
export function subtractBits<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.sub(a, b) : i32x4.sub(a, b);
}

/** The low bits of each lane moved up to the exponent's place. */
// @ts-ignore: decorator
@inline
export function toExponent<T>(bits: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.shl(bits, 52) : i32x4.shl(bits, 23);
}

/** Where the bits of a are more than those of b, as signed integers: for a, b ≥ 0 where a > b or a is NaN. */
// @ts-ignore: decorator
@inline
export function greaterBits<T>(a: v128, b: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.gt_s(a, b) : i32x4.gt_s(a, b);
}

/** The first bytes / sizeof<T>() elements at x, 0 < bytes < VECTOR; the other lanes are 0. */
export function loadPart<T>(x: usize, bytes: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(x);
  if (bytes == 4) return v128.load32_zero(x);
  const pair = v128.load64_zero(x);
  return bytes == 8 ? pair : v128.load_lane<f32>(x, pair, 2, 8);
}

/** The vector at x, or the first bytes / sizeof<T>() elements of it when it is the last. */
// @ts-ignore: decorator
@inline
export function loadUpTo<T>(x: usize, bytes: usize): v128 {
  return bytes >= VECTOR ? v128.load(x) : loadPart<T>(x, bytes);
}

/** Stores the first bytes / sizeof<T>() lanes to x, 0 < bytes < VECTOR. */
export function storePart<T>(x: usize, value: v128, bytes: usize): void {
  if (sizeof<T>() == 8) {
    v128.store_lane<f64>(x, value, 0);
  } else if (bytes == 4) {
    v128.store_lane<f32>(x, value, 0);
  } else {
    v128.store_lane<f64>(x, value, 0);
    if (bytes == 12) v128.store_lane<f32>(x, value, 2, 8);
  }
}

/** Stores a vector to x, or its first bytes / sizeof<T>() lanes when it is the last. */
// @ts-ignore: decorator
@inline
export function storeUpTo<T>(x: usize, value: v128, bytes: usize): void {
  if (bytes >= VECTOR) v128.store(x, value);
  else storePart<T>(x, value, bytes);
}

/** sum plus the first bytes / sizeof<T>() lanes (all of them from VECTOR on), one after the other, in float64. */
// @ts-ignore: decorator
@inline
export function addInOrder<T>(sum: f64, value: v128, bytes: usize): f64 {
  if (sizeof<T>() == 8) {
    sum += f64x2.extract_lane(value, 0);
    return bytes >= 16 ? sum + f64x2.extract_lane(value, 1) : sum;
  }
  sum += <f64>f32x4.extract_lane(value, 0);
  if (bytes >= 8) sum += <f64>f32x4.extract_lane(value, 1);
  if (bytes >= 12) sum += <f64>f32x4.extract_lane(value, 2);
  if (bytes >= 16) sum += <f64>f32x4.extract_lane(value, 3);
  return sum;
}
