// Lion.
import { sign } from '../../program/expression.ts';
import { fraction, named } from '../../validate.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type CommonOptions, type Optimizer, buildOptimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `lion`; learningRate 0.0001. */
export interface LionOptions extends CommonOptions {
  /** β₁; default 0.9. */
  readonly beta1?: number;
  /** β₂; default 0.99. */
  readonly beta2?: number;
}

/** Chen et al. 2023: w −= α·sign(β₁m + (1−β₁)g), then m = β₂m + (1−β₂)g; its weight decay is decoupled. */
export function lion(options: LionOptions = {}): OptimizerConfig {
  return named('lion', options);
}

/** Checks and builds. */
export const buildLion = (given: LionOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<LionOptions>(
    given,
    1e-4,
    { beta1: [0.9, fraction], beta2: [0.99, fraction] },
    ({ beta1, beta2 }) =>
      byFormulas({
        slots: ['momentum'],
        update: (g, [m]) => ({ step: sign(average(beta1, m!, g)), slots: [average(beta2, m!, g)] }),
      }),
    0,
  );
