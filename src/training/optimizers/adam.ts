// Adam.
import { boolean, named } from '../../validate.ts';
import { maximal } from '#full/training/optimizers/amsgrad.ts';
import {
  type Method,
  type Moments,
  type MomentsOptions,
  type Optimizer,
  buildOptimizer,
  moments,
} from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `adam` and `adamw`; learningRate 0.001. */
export interface AdamOptions extends MomentsOptions {
  /** Whether to divide by the largest v so far (Reddi, Kale & Kumar 2018); default false. */
  readonly amsgrad?: boolean;
}

/** Kingma & Ba 2015: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², w −= α·m̂ / (√v̂ + ε). */
export function adam(options: AdamOptions = {}): OptimizerConfig {
  return named('adam', options);
}

type Given = AdamOptions & { readonly name: string };

/** Checks and builds. */
export const buildAdam = (given: Given, decay?: number): Optimizer =>
  buildOptimizer<AdamOptions>(
    given,
    0.001,
    { ...moments, amsgrad: [false, boolean] },
    ({ amsgrad, ...options }) => (amsgrad ? maximal(options) : plain(options)),
    decay,
  );

/** By the kernel. */
const plain = ({ beta1, beta2, epsilon }: Moments): Method => ({
  slots: ['first', 'second'],
  scalars: [1, 1],
  emitScalars(builder, powers) {
    builder.emit('AdamPowers', { powers, beta1, beta2 });
  },
  emit(builder, { w, gradient, slots: [first, second], count, learningRate, scalars: powers }) {
    builder.emit('Adam', { w, gradient, first, second, count, learningRate, powers, beta1, beta2, epsilon });
  },
});
