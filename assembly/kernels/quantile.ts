// The quantile function of the normal distribution.
import { log } from "../simd/log";

/** Φ⁻¹(u) for u in (0, 1). Source: Wichura, Algorithm AS 241 (1988), PPND16. Relative error below 1e-15. */
export function normalQuantile(u: f64): f64 {
  const q = u - 0.5;
  if (abs(q) <= 0.425) return q * central(0.180625 - q * q);
  // 1 − u is exact here, so both tails are equally good.
  const r = sqrt(-f64x2.extract_lane(log<f64>(f64x2.splat(min(u, 1 - u))), 0));
  return copysign<f64>(r <= 5 ? middle(r - 1.6) : far(r - 5), q);
}

/** For |u − ½| ≤ 0.425, in 0.425² − (u − ½)². */
// @ts-ignore: decorator
@inline
function central(r: f64): f64 {
  let p: f64 = 2.509080928730122672e3;
  p = p * r + 3.34305755835881281e4;
  p = p * r + 6.726577092700870085e4;
  p = p * r + 4.592195393154987145e4;
  p = p * r + 1.373169376550946112e4;
  p = p * r + 1.971590950306551442e3;
  p = p * r + 1.331416678917843774e2;
  p = p * r + 3.387132872796366608;
  let q: f64 = 5.226495278852854561e3;
  q = q * r + 2.872908573572194267e4;
  q = q * r + 3.930789580009271061e4;
  q = q * r + 2.121379430158659586e4;
  q = q * r + 5.394196021424751107e3;
  q = q * r + 6.871870074920579083e2;
  q = q * r + 4.231333070160091125e1;
  q = q * r + 1;
  return p / q;
}

/** For √−log(tail) up to 5, less 1.6. */
// @ts-ignore: decorator
@inline
function middle(r: f64): f64 {
  let p: f64 = 7.745450142783414076e-4;
  p = p * r + 2.272384498926918458e-2;
  p = p * r + 2.417807251774506117e-1;
  p = p * r + 1.270458252452368382;
  p = p * r + 3.647848324763204605;
  p = p * r + 5.769497221460691405;
  p = p * r + 4.630337846156545295;
  p = p * r + 1.423437110749683577;
  let q: f64 = 1.050750071644416843e-9;
  q = q * r + 5.475938084995344946e-4;
  q = q * r + 1.519866656361645719e-2;
  q = q * r + 1.481039764274800745e-1;
  q = q * r + 6.897673349851000045e-1;
  q = q * r + 1.676384830183803849;
  q = q * r + 2.053191626637758821;
  q = q * r + 1;
  return p / q;
}

/** For √−log(tail) above 5, less 5. */
// @ts-ignore: decorator
@inline
function far(r: f64): f64 {
  let p: f64 = 2.010334399292288132e-7;
  p = p * r + 2.711555568743487578e-5;
  p = p * r + 1.242660947388078438e-3;
  p = p * r + 2.653218952657612309e-2;
  p = p * r + 2.965605718285048912e-1;
  p = p * r + 1.784826539917291335;
  p = p * r + 5.463784911164114369;
  p = p * r + 6.657904643501103777;
  let q: f64 = 2.044263103389939785e-15;
  q = q * r + 1.421511758316445888e-7;
  q = q * r + 1.846318317510054681e-5;
  q = q * r + 7.868691311456132591e-4;
  q = q * r + 1.487536129085061485e-2;
  q = q * r + 1.369298809227358053e-1;
  q = q * r + 5.998322065558879376e-1;
  q = q * r + 1;
  return p / q;
}
