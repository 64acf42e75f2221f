// The error function.
//
// erf |x| = 1 − e^−y with y = −log(erfc |x|), which is |x| times a smooth function: one polynomial serves every x, and
// expm1 keeps what is small exact.
import { biasedExponent, expm1OfDifference, remainderHigh, remainderLow } from "./exp";
import { expm1Scaled } from "./expm1";
import { constant, multiplyAdd, signs } from "./lanes";

// prettier-ignore
const TABLE_F64 = memory.data<f64>([
  // From here on erf x is 1; a, where the polynomial is one in x/(x + a); −2/√π
  5.93, 5.0, -1.1283791670955126,
  // The minimax polynomial of log(erfc x)/x + 2/√π, its relative error in erf x below 2⁻⁵⁸
  -1.533545961316588e-17, -3.183098861837899, -5.752413944389295, -5.930673150380083, -3.587129863795948,
  -3.891679327431648, -8.0942417254736, -6.323821259612653, 2.3658710625476687, -4.01452659840359,
  -24.645472379417242, 9.570480355666287, -17.153739724120403, 191.4941840150841, -754.8728836760133,
  1464.8070927719687, -1752.292880852285, 1235.557963556287, -428.56438871030116,
], 16);
// prettier-ignore
const TABLE_F32 = memory.data<f32>([
  3.95, 0.0, -1.128379225730896,
  // in x itself, below 2⁻³¹
  5.863538337462e-8, -0.6366198062896729, -0.10277127474546432, 0.019117670133709908, 0.0002531298960093409,
  -0.0017994596855714917, 0.0007407776429317892, -0.00016752569354139268, 2.1366022338042967e-05,
  -1.194483729705098e-06,
], 16);

/** Indices into the tables. */
const enum Constant {
  highest,
  a,
  slope,
  polynomial,
}

// @ts-ignore: decorator
@inline
function at<T>(i: usize): v128 {
  return constant<T>(TABLE_F64, TABLE_F32, i);
}

/** erf x = 2/√π ∫₀ˣ e^−t² dt within 2 ULP for every x; odd, so erf(−0) = −0. */
// @ts-ignore: decorator
@inline
export function erf<T>(x: v128): v128 {
  // With the variable as its first operand pmin keeps NaN.
  const y = v128.pmin<T>(v128.abs<T>(x), at<T>(Constant.highest));
  const t = sizeof<T>() == 8 ? v128.div<T>(y, v128.add<T>(y, at<T>(Constant.a))) : y;
  const t2 = v128.mul<T>(t, t);
  // The even and the odd terms are two chains that overlap.
  let even = at<T>(Constant.polynomial + (sizeof<T>() == 8 ? 18 : 8));
  let odd = at<T>(Constant.polynomial + (sizeof<T>() == 8 ? 17 : 9));
  if (sizeof<T>() == 8) {
    even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 16));
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 15));
    even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 14));
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 13));
    even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 12));
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 11));
    even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 10));
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 9));
    even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 8));
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 7));
  } else {
    odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 7));
  }
  even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 6));
  odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 5));
  even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 4));
  odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 3));
  even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial + 2));
  odd = multiplyAdd<T>(odd, t2, at<T>(Constant.polynomial + 1));
  even = multiplyAdd<T>(even, t2, at<T>(Constant.polynomial));
  // The sum of the two is not rounded before it is large.
  const linear = v128.mul<T>(y, at<T>(Constant.slope));
  const rest = v128.mul<T>(y, multiplyAdd<T>(odd, t, even));
  const n = biasedExponent<T>(v128.add<T>(linear, rest));
  const e = expm1OfDifference<T>(remainderHigh<T>(linear, n), v128.sub<T>(remainderLow<T>(n), rest));
  return v128.bitselect(x, expm1Scaled<T>(e, n), signs<T>());
}
