// What groups of parameters have of their own: weight decay, and a factor of the learning rate.
import type { Builder } from '../program/builder.ts';
import { add, load, minimum, multiply, scalar, subtract } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Addressed } from '../program/records.ts';
import type { OptimizerSpan } from './optimizers/optimizer.ts';

type Span = Pick<OptimizerSpan, 'w' | 'gradient' | 'count'>;

/** Adds λ·w to the gradients; says whether there is any decay. */
export function emitDecay(
  builder: Builder,
  groups: readonly { readonly decay: number; readonly span: Span }[],
): boolean {
  for (const { decay, span } of groups) {
    if (decay === 0) continue;
    const { w, gradient, count } = span;
    emitFormula(builder, [{ to: gradient, value: add(load(gradient), multiply(load(w), decay)) }], { count });
  }
  return groups.some(({ decay }) => decay > 0);
}

/** w −= min(α·λ, 1)·w */
export function emitDecoupledDecay(builder: Builder, { w, count }: Span, learningRate: Addressed, decay: number): void {
  const part = minimum(multiply(scalar(learningRate), decay), 1);
  emitFormula(builder, [{ to: w, value: subtract(load(w), multiply(part, load(w))) }], { count });
}

/** A float64 that holds the rate times a factor. */
export function emitScaled(builder: Builder, rate: Addressed, factor: number): Addressed {
  if (factor === 1) return rate;
  const result = { name: 'learningRate', address: builder.reserve(8) };
  emitFormula(builder, [{ to: result, value: multiply(scalar(rate), factor), as: 'storeScalar' }], { count: 1 }, true);
  return result;
}
