// cos(πx), whose argument is reduced without an error.
import { constant, half, multiplyAdd, two } from "./lanes";

// The polynomial of sin(πt)/t in t² for |t| ≤ ½, its relative error below 2⁻⁶¹ (float32: 2⁻³⁵)
// prettier-ignore
const TABLE_F64 = memory.data<f64>([
  3.141592653589793, -5.167712780049969, 2.5501640398773007, -0.5992645293189447, 0.0821458865731029,
  -0.007370430505916944, 0.0004662998161898394, -2.1903497074626018e-05, 7.697826768224191e-07,
], 16);
// prettier-ignore
const TABLE_F32 = memory.data<f32>([
  3.141592653536132, -5.167712764593, 2.550163317938427, -0.599252186531583, 0.08205035020147247,
  -0.007028303855203096,
], 16);

/** cos(πx) within 1e-15 (float32: 5e-7) for |x| up to 2³⁰: with r = x − 2·round(x/2) it is sin(π(½ − |r|)). */
// @ts-ignore: decorator
@inline
export function cosPi<T>(x: v128): v128 {
  const turns = v128.nearest<T>(v128.mul<T>(x, half<T>()));
  const r = v128.sub<T>(x, v128.mul<T>(turns, two<T>()));
  const t = v128.sub<T>(half<T>(), v128.abs<T>(r));
  const square = v128.mul<T>(t, t);
  const degree: usize = sizeof<T>() == 8 ? 8 : 5;
  let p = constant<T>(TABLE_F64, TABLE_F32, degree);
  for (let i = degree; i > 0; i--) p = multiplyAdd<T>(p, square, constant<T>(TABLE_F64, TABLE_F32, i - 1));
  return v128.mul<T>(t, p);
}
