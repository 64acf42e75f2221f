// NAdam.
import { type Expression, add, divide, multiply, power, sqrt, square, subtract } from '../../program/expression.ts';
import { named, notNegative } from '../../validate.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type MomentsOptions, type Optimizer, buildOptimizer, moments } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `nadam`; learningRate 0.002. */
export interface NadamOptions extends MomentsOptions {
  /** ψ; default 0.004. */
  readonly momentumDecay?: number;
}

/**
 * Dozat 2016, PyTorch's form: Adam with Nesterov's momentum, μₜ = β₁(1 − ½·0.96^(tψ)), Pₜ = μ₁·…·μₜ:
 * w −= α·((1−μₜ)/(1−Pₜ)·g + μₜ₊₁/(1−Pₜ₊₁)·m) / (√v̂ + ε).
 */
export function nadam(options: NadamOptions = {}): OptimizerConfig {
  return named('nadam', options);
}

/** Checks and builds. */
export const buildNadam = (given: NadamOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<NadamOptions>(
    given,
    0.002,
    { ...moments, momentumDecay: [0.004, notNegative] },
    ({ beta1, beta2, epsilon, momentumDecay }) => {
      const mu = (t: Expression): Expression =>
        subtract(beta1, multiply(power(0.96, multiply(t, momentumDecay)), beta1 / 2));
      return byFormulas({
        slots: ['first', 'second'],
        // t, Pₜ, β₂ᵗ, the weights of g and m, √(1 − β₂ᵗ)
        scalars: [0, 1, 1, 0, 0, 0],
        nextScalars([steps, product, power2]) {
          const t = add(steps!, 1);
          const [now, next] = [mu(t), mu(add(t, 1))];
          const p = multiply(product!, now);
          const p2 = multiply(power2!, beta2);
          const weight = divide(subtract(1, now), subtract(1, p));
          return [t, p, p2, weight, divide(next, subtract(1, multiply(p, next))), sqrt(subtract(1, p2))];
        },
        update(g, [first, second], [, , , weight, nextWeight, correction]) {
          const m = average(beta1, first!, g);
          const v = average(beta2, second!, square(g));
          const direction = add(multiply(g, weight!), multiply(m, nextWeight!));
          return { step: divide(direction, add(divide(sqrt(v), correction!), epsilon)), slots: [m, v] };
        },
      });
    },
  );
