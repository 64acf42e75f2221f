// The activations that are formulas: a = g(z). Their derivatives are taken from the formula.
import {
  type Expression,
  abs,
  add,
  divide,
  erf,
  expm1,
  maximum,
  minimum,
  multiply,
  negate,
  select,
  sigmoid,
  softplus,
  sqrt,
  square,
  tanh,
} from '../program/expression.ts';

/** low ≤ x ≤ high; at both ends the derivative is 0 */
const clamp = (x: Expression, low: number, high: number): Expression => maximum(minimum(x, high), low);

/** The same; at the lower end the derivative is 1. */
const clampFrom = (low: number, x: Expression, high: number): Expression => maximum(low, minimum(x, high));

/** z > 0 ? z : alpha·(e^(z/width) − 1) */
const exponential = (z: Expression, alpha: number, width = 1): Expression =>
  select(z, z, multiply(expm1(divide(z, width)), alpha));

/** By name: the formula of z and of the activation's parameter, if it has one. */
export const formulas = {
  /** z > 0 ? z : α(eᶻ − 1), α 1 unless given (Clevert et al. 2016; PyTorch's and Keras's) */
  elu: (z: Expression, alpha: number) => exponential(z, alpha),
  /** z > 0 ? z : α(e^(z/α) − 1), α 1 unless given (Barron 2017; PyTorch's) */
  celu: (z: Expression, alpha: number) => exponential(z, alpha, alpha),
  /** 1.0507·elu(z, 1.6733), self-normalising after lecunNormal (Klambauer et al. 2017) */
  selu: (z: Expression) => multiply(exponential(z, 1.6732632423543772), 1.0507009873554805),
  /** z·Φ(z), Φ the normal distribution (Hendrycks & Gimpel 2016; PyTorch's and Keras's default form) */
  gelu: (z: Expression) => multiply(multiply(z, 0.5), add(erf(multiply(z, Math.SQRT1_2)), 1)),
  /** gelu by ½z(1 + tanh(u)) = z·σ(2u), u = √(2/π)·(z + 0.044715z³), GPT-2's. Beyond 30 it is z or 0 to the last bit. */
  geluTanh(z: Expression) {
    const near = clamp(z, -30, 30);
    const twice = multiply(multiply(near, add(multiply(square(near), 0.044715), 1)), 1.5957691216057308);
    return multiply(z, sigmoid(twice));
  },
  /** z·σ(z), also called swish (Elfwing et al. 2018) */
  silu: (z: Expression) => multiply(z, sigmoid(z)),
  /** log(1 + eᶻ), exactly for every z, where PyTorch's ends in z above 20 */
  softplus,
  /** z·tanh(softplus(z)) (Misra 2020) */
  mish: (z: Expression) => multiply(z, tanh(softplus(z))),
  /** log σ(z) */
  logSigmoid: (z: Expression) => negate(softplus(negate(z))),
  /** min(max(z + 3, 0), 6) / 6, PyTorch's (Keras's up to version 2 has the slope 0.2) */
  hardSigmoid: (z: Expression) => divide(clamp(add(z, 3), 0, 6), 6),
  /** min(max(z, 0), 6) */
  relu6: (z: Expression) => clamp(z, 0, 6),
  /** z·hardSigmoid(z) (Howard et al. 2019); g′(−3) = −½, PyTorch's */
  hardSwish: (z: Expression) => multiply(z, divide(clampFrom(0, add(z, 3), 6), 6)),
  /** min(max(z, −1), 1) */
  hardTanh: (z: Expression) => clamp(z, -1, 1),
  /** z / √(1 + (z/3)²): nearly z around 0, never beyond ±3 (Holzmüller et al. 2024) */
  smoothClip: (z: Expression) => divide(z, sqrt(add(square(divide(z, 3)), 1))),
  /** z / (1 + |z|) */
  softsign: (z: Expression) => divide(z, add(abs(z), 1)),
} satisfies Record<string, (z: Expression, parameter: number) => Expression>;
