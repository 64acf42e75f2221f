// RMSProp.
import { add, divide, maximum, multiply, sqrt, square, subtract } from '../../program/expression.ts';
import { boolean, fraction, named, positive } from '../../validate.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type CommonOptions, type Optimizer, buildOptimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `rmsprop`; learningRate 0.01. */
export interface RmspropOptions extends CommonOptions {
  /** ρ; default 0.99 (Keras's `rho` is 0.9). */
  readonly alpha?: number;
  /** Added outside the root; default 1e-8. */
  readonly epsilon?: number;
  /** β of a momentum over the scaled gradients; default 0. */
  readonly momentum?: number;
  /** Whether to divide by the deviation rather than by the root mean square; default false. */
  readonly centered?: boolean;
}

/** Tieleman & Hinton 2012, PyTorch's form: v = ρv + (1−ρ)g², w −= α·g / (√v + ε); centered: √(v − m²), m = ρm + (1−ρ)g. */
export function rmsprop(options: RmspropOptions = {}): OptimizerConfig {
  return named('rmsprop', options);
}

/** Checks and builds. */
export const buildRmsprop = (given: RmspropOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<RmspropOptions>(
    given,
    0.01,
    {
      alpha: [0.99, fraction],
      epsilon: [1e-8, positive],
      momentum: [0, fraction],
      centered: [false, boolean],
    },
    ({ alpha, epsilon, momentum, centered }) =>
      byFormulas({
        slots: ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])],
        update(g, slots) {
          const v = average(alpha, slots[0]!, square(g));
          const m = centered ? [average(alpha, slots[1]!, g)] : [];
          // Rounding can make the variance of equal gradients negative.
          const variance = centered ? maximum(subtract(v, square(m[0]!)), 0) : v;
          const scaled = divide(g, add(sqrt(variance), epsilon));
          if (momentum === 0) return { step: scaled, slots: [v, ...m] };
          const velocity = add(multiply(slots.at(-1)!, momentum), scaled);
          return { step: velocity, slots: [v, ...m, velocity] };
        },
      }),
  );
