// Adam and AdamW.
import { add, divide, maximum, multiply, sqrt, square, subtract } from '../../program/expression.ts';
import { boolean } from '../../validate.ts';
import {
  type Method,
  type MomentsOptions,
  type Optimizer,
  average,
  buildOptimizer,
  byFormulas,
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
  return { ...options, name: 'adam' };
}

/** Loshchilov & Hutter 2019: Adam whose weight decay, by default 0.01, is decoupled: first w −= α·λ·w. */
export function adamw(options: AdamOptions = {}): OptimizerConfig {
  return { ...options, name: 'adamw' };
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

/** Checks and builds. */
export const buildAdamw = (given: Given): Optimizer => buildAdam(given, 0.01);

type Moments = Required<Pick<MomentsOptions, 'beta1' | 'beta2' | 'epsilon'>>;

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

const maximal = ({ beta1, beta2, epsilon }: Moments): Method =>
  byFormulas({
    slots: ['first', 'second', 'largest'],
    // β₁ᵗ, β₂ᵗ and the corrections 1/(1 − β₁ᵗ), √(1 − β₂ᵗ)
    scalars: [1, 1, 0, 0],
    nextScalars([power1, power2]) {
      const [p1, p2] = [multiply(power1!, beta1), multiply(power2!, beta2)];
      return [p1, p2, divide(1, subtract(1, p1)), sqrt(subtract(1, p2))];
    },
    update(g, [first, second, largest], [, , correction1, correction2]) {
      const m = average(beta1, first!, g);
      const v = average(beta2, second!, square(g));
      const q = maximum(largest!, v);
      const divisor = add(divide(sqrt(q), correction2!), epsilon);
      return { step: divide(multiply(correction1!, m), divisor), slots: [m, v, q] };
    },
  });
