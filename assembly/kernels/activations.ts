// The element-wise activations: a class each, and an entry in each of the two switches.
//
// `forward(z, parameter)` is a = g(z) and `backward(da, s, parameter)` is dz = da·g′(z), where s is whichever of z
// and a the method `source` picks: a where it suffices, since a may have overwritten z.
import { Activation } from "../kinds";
import { VECTOR, one } from "../simd/lanes";
import { map, mapPairs } from "../simd/map";
import { sigmoid } from "../simd/sigmoid";
import { tanh } from "../simd/tanh";

/** max(z, 0); NaN and −0 stay. The gradient is 0 where a ≤ 0 and da elsewhere, so at NaN too, as PyTorch has it. */
@unmanaged
class Relu<T> {

  @inline forward(z: v128, _: v128): v128 {
    // pmax returns its first operand unless it is less than the second: NaN stays.
    return v128.pmax<T>(z, f64x2.splat(0));
  }


  @inline backward(da: v128, a: v128, _: v128): v128 {
    return v128.andnot(da, v128.le<T>(a, f64x2.splat(0)));
  }


  @inline source(_: usize, a: usize): usize {
    return a;
  }
}

/**
 * z > 0 ? z : slope·z, and da or slope·da likewise, as PyTorch has it. From z, since a has another sign than z when
 * the slope is negative; where a has overwritten z the slope must not be negative.
 */
@unmanaged
class LeakyRelu<T> {

  @inline forward(z: v128, slope: v128): v128 {
    return this.backward(z, z, slope);
  }


  @inline backward(da: v128, z: v128, slope: v128): v128 {
    return v128.bitselect(da, v128.mul<T>(slope, da), v128.gt<T>(z, f64x2.splat(0)));
  }


  @inline source(z: usize, _: usize): usize {
    return z;
  }
}

/** 1 / (1 + e⁻ᶻ) within 2.5 ULP; da·(1 − a)·a. */
@unmanaged
class Sigmoid<T> {

  @inline forward(z: v128, _: v128): v128 {
    return sigmoid<T>(z);
  }


  @inline backward(da: v128, a: v128, _: v128): v128 {
    return v128.mul<T>(v128.mul<T>(da, v128.sub<T>(one<T>(), a)), a);
  }


  @inline source(_: usize, a: usize): usize {
    return a;
  }
}

/** tanh z within 2.5 ULP; da·(1 − a²). */
@unmanaged
class Tanh<T> {

  @inline forward(z: v128, _: v128): v128 {
    return tanh<T>(z);
  }


  @inline backward(da: v128, a: v128, _: v128): v128 {
    return v128.mul<T>(da, v128.sub<T>(one<T>(), v128.mul<T>(a, a)));
  }


  @inline source(_: usize, a: usize): usize {
    return a;
  }
}

/** a[…] = σ(z[…]) over `bytes` of T; a may be z. */
// @ts-ignore: decorator
@inline
export function sigmoids<T>(z: usize, a: usize, bytes: usize): void {
  map<T, Forward<Sigmoid<T>>>(z, a, bytes, f64x2.splat(0));
}

/** a[…] = tanh z[…] likewise. */
// @ts-ignore: decorator
@inline
export function tanhs<T>(z: usize, a: usize, bytes: usize): void {
  map<T, Forward<Tanh<T>>>(z, a, bytes, f64x2.splat(0));
}

/** a[…] = g(z[…]) over `bytes` of T; a may be z. */
function activate<T>(z: usize, a: usize, bytes: usize, activation: i32, parameter: v128): void {
  switch (activation) {
    case Activation.linear:
      if (a != z) memory.copy(a, z, bytes);
      return;
    case Activation.relu:
      return map<T, Forward<Relu<T>>>(z, a, bytes, parameter);
    case Activation.leakyRelu:
      return map<T, Forward<LeakyRelu<T>>>(z, a, bytes, parameter);
    case Activation.sigmoid:
      return sigmoids<T>(z, a, bytes);
    case Activation.tanh:
      return tanhs<T>(z, a, bytes);
    default:
      assert(false, "unknown activation");
  }
}

/** dz[m×n] = da ∘ g′ from z or a, each [m×n]; dz may be da. */
// @ts-ignore: decorator
@inline
export function activationBackward<T>(
  m: i32,
  n: i32,
  da: usize,
  z: usize,
  a: usize,
  dz: usize,
  activation: i32,
  scalar: f64,
): void {
  const bytes = (<usize>m * <usize>n) << alignof<T>();
  const parameter = v128.splat<T>(<T>scalar);
  switch (activation) {
    case Activation.linear:
      if (dz != da) memory.copy(dz, da, bytes);
      return;
    case Activation.relu:
      return differentiate<T, Relu<T>>(da, z, a, dz, bytes, parameter);
    case Activation.leakyRelu:
      return differentiate<T, LeakyRelu<T>>(da, z, a, dz, bytes, parameter);
    case Activation.sigmoid:
      return differentiate<T, Sigmoid<T>>(da, z, a, dz, bytes, parameter);
    case Activation.tanh:
      return differentiate<T, Tanh<T>>(da, z, a, dz, bytes, parameter);
    default:
      assert(false, "unknown activation");
  }
}

/** An activation's two methods as the formulas that map and mapPairs apply. */
@unmanaged
class Forward<G> {

  @inline apply(z: v128, parameter: v128): v128 {
    return changetype<G>(0).forward(z, parameter);
  }
}


@unmanaged
class Backward<G> {

  @inline apply(da: v128, source: v128, parameter: v128): v128 {
    return changetype<G>(0).backward(da, source, parameter);
  }
}

// @ts-ignore: decorator
@inline
function differentiate<T, G>(da: usize, z: usize, a: usize, dz: usize, bytes: usize, parameter: v128): void {
  mapPairs<T, Backward<G>>(da, changetype<G>(0).source(z, a), dz, bytes, parameter);
}

/** Bytes of z that get their bias and then their activation: two passes, the second in the first-level cache. */
const BLOCK: usize = 8192;

/** z[m×n] += bias[n] unless bias is 0; then a[m×n] = g(z). a may be z. The parameter is rounded to T. */
// @ts-ignore: decorator
@inline
export function biasActivation<T>(m: i32, n: i32, z: usize, bias: usize, a: usize, activation: i32, scalar: f64): void {
  const parameter = v128.splat<T>(<T>scalar);
  const row = (<usize>n) << alignof<T>();
  const bytes = <usize>m * row;
  if (!bias) return activate<T>(z, a, bytes, activation, parameter);
  if (n == 0) return;
  // Small layers do without the division, which takes as long as two of their vectors.
  const block = bytes <= BLOCK ? bytes : row * max<usize>(1, BLOCK / row);
  for (let from: usize = 0; from < bytes; from += block) {
    const size = min(block, bytes - from);
    addBias<T>(z + from, bias, row, size);
    activate<T>(z + from, a + from, size, activation, parameter);
  }
}

/** Adds bias, of `row` bytes, to each row of `bytes` at z. */
function addBias<T>(z: usize, bias: usize, row: usize, bytes: usize): void {
  const vectors = row & ~(VECTOR - 1);
  for (const end = z + bytes; z < end; z += row) {
    let o: usize = 0;
    for (; o < vectors; o += VECTOR) v128.store(z + o, v128.add<T>(v128.load(z + o), v128.load(bias + o)));
    for (; o < row; o += sizeof<T>()) store<T>(z + o, load<T>(z + o) + load<T>(bias + o));
  }
}
