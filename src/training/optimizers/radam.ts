// RAdam.
import { add, divide, multiply, select, sqrt, square, subtract } from '../../program/expression.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type MomentsOptions, type Optimizer, buildOptimizer, moments } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';
import { named } from '../../validate.ts';

/**
 * Liu et al. 2020, PyTorch's form; learningRate 0.001: Adam times r = √((ρ−4)(ρ−2)ρ∞ / ((ρ∞−4)(ρ∞−2)ρ)), where
 * ρ∞ = 2/(1−β₂) − 1 and ρ = ρ∞ − 2tβ₂ᵗ/(1−β₂ᵗ); while ρ ≤ 5, w −= α·m̂.
 */
export function radam(options: MomentsOptions = {}): OptimizerConfig {
  return named('radam', options);
}

/** Checks and builds. */
export const buildRadam = (given: MomentsOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<MomentsOptions>(given, 0.001, moments, ({ beta1, beta2, epsilon }) => {
    const limit = 2 / (1 - beta2) - 1;
    return byFormulas({
      slots: ['first', 'second'],
      // t, β₁ᵗ, β₂ᵗ, the correction 1/(1 − β₁ᵗ), and r·√(1 − β₂ᵗ) or 0
      scalars: [0, 1, 1, 0, 0],
      nextScalars([steps, power1, power2]) {
        const t = add(steps!, 1);
        const [p1, p2] = [multiply(power1!, beta1), multiply(power2!, beta2)];
        const rest = subtract(1, p2);
        const rho = subtract(limit, divide(multiply(multiply(t, 2), p2), rest));
        const ratio = divide(multiply(subtract(rho, 4), subtract(rho, 2)), rho);
        const rectified = sqrt(multiply(multiply(ratio, limit / ((limit - 4) * (limit - 2))), rest));
        return [t, p1, p2, divide(1, subtract(1, p1)), select(subtract(rho, 5), rectified, 0)];
      },
      update(g, [first, second], [, , , correction, rectified]) {
        const m = average(beta1, first!, g);
        const v = average(beta2, second!, square(g));
        const scale = select(rectified!, divide(rectified!, add(sqrt(v), epsilon)), 1);
        return { step: multiply(multiply(correction!, m), scale), slots: [m, v] };
      },
    });
  });
