// Adamax.
import { abs, add, divide, maximum, multiply, subtract } from '../../program/expression.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type MomentsOptions, type Optimizer, buildOptimizer, moments } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';
import { named } from '../../validate.ts';

/** Kingma & Ba 2015, PyTorch's form; learningRate 0.002: m = β₁m + (1−β₁)g, u = max(β₂u, |g| + ε), w −= α·m̂ / u. */
export function adamax(options: MomentsOptions = {}): OptimizerConfig {
  return named('adamax', options);
}

/** Checks and builds. */
export const buildAdamax = (given: MomentsOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<MomentsOptions>(given, 0.002, moments, ({ beta1, beta2, epsilon }) =>
    byFormulas({
      slots: ['first', 'largest'],
      // β₁ᵗ and the correction 1/(1 − β₁ᵗ)
      scalars: [1, 0],
      nextScalars([power]) {
        const p = multiply(power!, beta1);
        return [p, divide(1, subtract(1, p))];
      },
      update(g, [first, largest], [, correction]) {
        const m = average(beta1, first!, g);
        const u = maximum(multiply(largest!, beta2), add(abs(g), epsilon));
        return { step: divide(multiply(correction!, m), u), slots: [m, u] };
      },
    }),
  );
