// Parts that programs are made of, beside the layers' own forward and backward: the penalties.
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { emitPenalty } from '../layers/regularizers.ts';
import { parametersOf } from '../layers/sequence.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';

/** Emits the sum of the trainable parameters' penalties, a range `penalties`, and adds their gradients when a place for them is given. */
export function emitPenalties(
  builder: Builder,
  layers: readonly Layer[],
  result: Addressed,
  gradient?: (parameter: Parameter) => Tensor | undefined,
): void {
  builder.range('penalties', () => {
    let accumulate = false;
    for (const parameter of parametersOf(layers)) {
      const { regularizer, tensor, trainable } = parameter;
      if (!trainable || regularizer === undefined || tensor === undefined) continue;
      accumulate = emitPenalty(builder, regularizer, tensor, gradient?.(parameter), result, accumulate) || accumulate;
    }
  });
}

/** Z and A of the last layer, as its forward in this builder left them. */
export function lastOf(builder: Builder, layers: readonly Layer[]): Kept {
  return builder.kept<Kept>(layers.at(-1)!);
}
