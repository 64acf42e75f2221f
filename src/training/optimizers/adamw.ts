// AdamW.
import { type AdamOptions, buildAdam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';
import { named } from '../../validate.ts';

/** Loshchilov & Hutter 2019: Adam whose weight decay, by default 0.01, is decoupled: first w −= α·λ·w. */
export function adamw(options: AdamOptions = {}): OptimizerConfig {
  return named('adamw', options);
}

/** Checks and builds. */
export const buildAdamw = (given: AdamOptions & { readonly name: string }): Optimizer => buildAdam(given, 0.01);
