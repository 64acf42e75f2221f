// What a penalty is to the table of regularizers.
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import { type Tensor, elements } from '../program/tensor.ts';

/** Emits a penalty's value and gradient from its coefficients; the other parameters are `emitPenalty`'s. */
export type PenaltyEmitter = (
  builder: Builder,
  w: Tensor,
  gradient: Tensor | undefined,
  result: Addressed,
  accumulate: boolean,
  coefficients: readonly number[],
) => void;

/** The L2 penalty, by its kernel; with `perSample` 1 λ is divided by 2m. */
export const byKernel =
  (perSample: 0 | 1): PenaltyEmitter =>
  (builder, w, gradient, result, accumulate, [coefficient]) => {
    TRAINING: {
      const count = elements(w, 0);
      builder.emit('Penalty', { w, gradient, count, perSample, result, accumulate: accumulate ? 1 : 0, coefficient });
    }
  };

/** A table of penalties: their coefficients, and what they emit. */
export type Penalties<N extends string> = {
  readonly [K in N]: readonly [coefficients: readonly string[], PenaltyEmitter];
};
