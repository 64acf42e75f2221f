// The table of penalties: by the kernel, or by formulas.
import { type Expression, abs, add, derivative, load, multiply, scalar, square } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import { elements } from '../program/tensor.ts';
import { within } from '../validate.ts';
import { type Penalties, type PenaltyEmitter, byKernel } from './penalty.ts';
import type { RegularizerConfig, RegularizerName } from './regularizers.ts';

/** Those by formulas; JSON. */
export type FormulaRegularizer =
  | { readonly name: 'l1'; readonly lambda: number }
  | { readonly name: 'elastic'; readonly l1: number; readonly l2: number };

/** From the penalty of one element. */
const byFormula =
  (penalty: (w: Expression, ...coefficients: number[]) => Expression): PenaltyEmitter =>
  (builder, w, gradient, result, accumulate, coefficients) => {
    TRAINING: {
      const count = elements(w, 0);
      const x = load(w);
      const value = penalty(x, ...coefficients);
      const sum = { name: 'penalty', address: builder.reserve(8) };
      const slope = gradient === undefined ? [] : [{ to: gradient, value: add(load(gradient), derivative(value, x)) }];
      emitFormula(builder, [{ to: accumulate ? sum : result, value, as: 'sum' }, ...slope], { count }, true);
      if (!accumulate) break TRAINING;
      const total = add(scalar(result), scalar(sum));
      emitFormula(builder, [{ to: result, value: total, as: 'storeScalar' }], { count: 1 }, true);
    }
  };

/** By name. */
export const regularizers: Penalties<RegularizerName> = {
  l1: [['lambda'], byFormula((w, lambda) => multiply(abs(w), lambda!))],
  l2: [['lambda'], byKernel(0)],
  l2PerSample: [['lambda'], byKernel(1)],
  elastic: [['l1', 'l2'], byFormula((w, l1, l2) => add(multiply(abs(w), l1!), multiply(square(w), l2!)))],
};

/** Keras's L1: adds λ Σ|W| to the loss and λ·sign(W) to the gradient, 0 at 0. */
export function l1(lambda: number): RegularizerConfig {
  return { name: 'l1', lambda: within('l1()', 'lambda', lambda, 0, Infinity) };
}

/** Keras's L1L2, the elastic net: adds Σ(l1·|W| + l2·W²) to the loss. */
export function elastic(l1: number, l2: number): RegularizerConfig {
  return {
    name: 'elastic',
    l1: within('elastic()', 'l1', l1, 0, Infinity),
    l2: within('elastic()', 'l2', l2, 0, Infinity),
  };
}
