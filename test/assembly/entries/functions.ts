// The vector functions over spans, as the tests and the benchmark of their accuracy and speed reach them.
import { erf } from "../../../assembly/simd/erf";
import { exp } from "../../../assembly/simd/exp";
import { expm1 } from "../../../assembly/simd/expm1";
import { log } from "../../../assembly/simd/log";
import { log1p } from "../../../assembly/simd/log1p";
import { map } from "../../../assembly/simd/map";
import { sigmoid } from "../../../assembly/simd/sigmoid";
import { softplus } from "../../../assembly/simd/softplus";
import { tanh } from "../../../assembly/simd/tanh";


@unmanaged
class Exp<T> {

  @inline apply(x: v128, _: v128): v128 {
    return exp<T>(x);
  }
}


@unmanaged
class Expm1<T> {

  @inline apply(x: v128, _: v128): v128 {
    return expm1<T>(x);
  }
}


@unmanaged
class Log<T> {

  @inline apply(x: v128, _: v128): v128 {
    return log<T>(x);
  }
}


@unmanaged
class Log1p<T> {

  @inline apply(x: v128, _: v128): v128 {
    return log1p<T>(x);
  }
}


@unmanaged
class Tanh<T> {

  @inline apply(x: v128, _: v128): v128 {
    return tanh<T>(x);
  }
}


@unmanaged
class Sigmoid<T> {

  @inline apply(x: v128, _: v128): v128 {
    return sigmoid<T>(x);
  }
}


@unmanaged
class Softplus<T> {

  @inline apply(x: v128, _: v128): v128 {
    return softplus<T>(x);
  }
}


@unmanaged
class Erf<T> {

  @inline apply(x: v128, _: v128): v128 {
    return erf<T>(x);
  }
}

// @ts-ignore: decorator
@inline
function over<T, F>(x: usize, y: usize, count: i32): void {
  map<T, F>(x, y, (<usize>count) << alignof<T>(), f64x2.splat(0));
}

export function heapBase(): usize {
  return __heap_base;
}
export function exp64(x: usize, y: usize, count: i32): void {
  over<f64, Exp<f64>>(x, y, count);
}
export function exp32(x: usize, y: usize, count: i32): void {
  over<f32, Exp<f32>>(x, y, count);
}
export function log64(x: usize, y: usize, count: i32): void {
  over<f64, Log<f64>>(x, y, count);
}
export function log32(x: usize, y: usize, count: i32): void {
  over<f32, Log<f32>>(x, y, count);
}
export function log1p64(x: usize, y: usize, count: i32): void {
  over<f64, Log1p<f64>>(x, y, count);
}
export function log1p32(x: usize, y: usize, count: i32): void {
  over<f32, Log1p<f32>>(x, y, count);
}
export function tanh64(x: usize, y: usize, count: i32): void {
  over<f64, Tanh<f64>>(x, y, count);
}
export function tanh32(x: usize, y: usize, count: i32): void {
  over<f32, Tanh<f32>>(x, y, count);
}
export function sigmoid64(x: usize, y: usize, count: i32): void {
  over<f64, Sigmoid<f64>>(x, y, count);
}
export function sigmoid32(x: usize, y: usize, count: i32): void {
  over<f32, Sigmoid<f32>>(x, y, count);
}
export function softplus64(x: usize, y: usize, count: i32): void {
  over<f64, Softplus<f64>>(x, y, count);
}
export function softplus32(x: usize, y: usize, count: i32): void {
  over<f32, Softplus<f32>>(x, y, count);
}
export function expm164(x: usize, y: usize, count: i32): void {
  over<f64, Expm1<f64>>(x, y, count);
}
export function expm132(x: usize, y: usize, count: i32): void {
  over<f32, Expm1<f32>>(x, y, count);
}
export function erf64(x: usize, y: usize, count: i32): void {
  over<f64, Erf<f64>>(x, y, count);
}
export function erf32(x: usize, y: usize, count: i32): void {
  over<f32, Erf<f32>>(x, y, count);
}
