// Gradient clipping, before the optimizer.
import { rangeError } from '../errors.ts';
import type { Builder } from '../program/builder.ts';
import { abs, add, divide, load, maximum, minimum, multiply, scalar, sqrt, square } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { type OptionCheck, checkedOptions, optional, positive, shown } from '../validate.ts';

/** How gradients are clipped; of several, the value first and the global norm last. */
export interface ClipOptions {
  /** To [−value, value], each element. */
  readonly value?: number;
  /** The norm of each parameter's gradient. */
  readonly norm?: number;
  /** The norm of all gradients together. */
  readonly globalNorm?: number;
  /** p of both norms; default 2. */
  readonly normType?: 1 | 2 | 'inf';
}

const limit = optional(positive) as OptionCheck<number>[1];

const normTypeOf: OptionCheck<1 | 2 | 'inf'>[1] = (place, option, value) => {
  if (value === 1 || value === 2 || value === 'inf') return value;
  throw rangeError('INVALID_OPTION', `${place}: "${option}" must be 1, 2 or "inf", got ${shown(value)}`);
};

/** Checks a `clip` option. */
export function checkClip(given: ClipOptions): ClipOptions {
  return checkedOptions<ClipOptions>('trainer: "clip"', given, {
    value: [undefined, limit],
    norm: [undefined, limit],
    globalNorm: [undefined, limit],
    normType: [2, normTypeOf],
  });
}

/** Emits the clipping of all gradients, and of each parameter's. */
export function emitClip(builder: Builder, clip: ClipOptions, all: Tensor, each: readonly Tensor[]): void {
  const { value, norm, globalNorm, normType } = clip;
  if (value !== undefined) {
    const clipped = maximum(minimum(load(all), value), -value);
    emitFormula(builder, [{ to: all, value: clipped }], { count: elements(all, 0) });
  }
  // PyTorch's factor: min(1, limit / (norm + 10⁻⁶)).
  const scale = (gradient: Tensor, most: number): void => {
    const g = load(gradient);
    const total = { name: 'norm', address: builder.reserve(8) };
    const span = { count: elements(gradient, 0) };
    const value = normType === 2 ? square(g) : abs(g);
    emitFormula(builder, [{ to: total, value, as: normType === 'inf' ? 'largest' : 'sum' }], span, true);
    const root = normType === 2 ? sqrt(scalar(total)) : scalar(total);
    const factor = minimum(divide(most, add(root, 1e-6)), 1);
    emitFormula(builder, [{ to: gradient, value: multiply(g, factor) }], span, true);
  };
  if (norm !== undefined) for (const gradient of each) scale(gradient, norm);
  if (globalNorm !== undefined) scale(all, globalNorm);
}
