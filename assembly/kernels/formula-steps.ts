// What the steps of formulas compute, an unmanaged class each.
import { VECTOR } from "../simd/lanes";
import { cosPi } from "../simd/cos-pi";
import { erf } from "../simd/erf";
import { exp } from "../simd/exp";
import { expm1 } from "../simd/expm1";
import { log } from "../simd/log";
import { log1p } from "../simd/log1p";
import { softplus } from "../simd/softplus";

/** y = F(x) over whole vectors; y may be x. */
export function singles<F>(x: usize, y: usize, bytes: usize): void {
  const step = changetype<F>(0);
  for (let o: usize = 0; o < bytes; o += VECTOR) v128.store(y + o, step.of(v128.load(x + o)));
}

/** y = F(a, b) over whole vectors; y may be a or b. */
export function pairs<F>(a: usize, b: usize, y: usize, bytes: usize): void {
  const step = changetype<F>(0);
  for (let o: usize = 0; o < bytes; o += VECTOR) v128.store(y + o, step.of(v128.load(a + o), v128.load(b + o)));
}


@unmanaged
export class Add<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.add<C>(a, b);
  }
}


@unmanaged
export class Subtract<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.sub<C>(a, b);
  }
}


@unmanaged
export class Multiply<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.mul<C>(a, b);
  }
}


@unmanaged
export class Divide<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.div<C>(a, b);
  }
}


@unmanaged
export class Minimum<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.min<C>(a, b);
  }
}


@unmanaged
export class Maximum<C> {

  @inline of(a: v128, b: v128): v128 {
    return v128.max<C>(a, b);
  }
}


@unmanaged
export class Abs<C> {

  @inline of(x: v128): v128 {
    return v128.abs<C>(x);
  }
}


@unmanaged
export class Sqrt<C> {

  @inline of(x: v128): v128 {
    return v128.sqrt<C>(x);
  }
}


@unmanaged
export class Floor<C> {

  @inline of(x: v128): v128 {
    return v128.floor<C>(x);
  }
}


@unmanaged
export class Exp<C> {

  @inline of(x: v128): v128 {
    return exp<C>(x);
  }
}


@unmanaged
export class Expm1<C> {

  @inline of(x: v128): v128 {
    return expm1<C>(x);
  }
}


@unmanaged
export class Log<C> {

  @inline of(x: v128): v128 {
    return log<C>(x);
  }
}


@unmanaged
export class Log1p<C> {

  @inline of(x: v128): v128 {
    return log1p<C>(x);
  }
}


@unmanaged
export class Softplus<C> {

  @inline of(x: v128): v128 {
    return softplus<C>(x);
  }
}


@unmanaged
export class CosPi<C> {

  @inline of(x: v128): v128 {
    return cosPi<C>(x);
  }
}


@unmanaged
export class Erf<C> {

  @inline of(x: v128): v128 {
    return erf<C>(x);
  }
}
