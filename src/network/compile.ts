// The parts that programs are made of: a network's forward, its backward, its penalties.
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { emitPenalty } from '../layers/regularizers.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';

/** The tensors of one layer's backward. */
export interface LayerGradients {
  readonly dy: Tensor;
  readonly dz: Tensor;
  readonly dx: Tensor | undefined;
}

/** Emits the forward of all layers, each a range `forward l`; returns the outputs. */
export function emitForward(
  builder: Builder,
  layers: readonly Layer[],
  x: Tensor,
  keepZ: (layer: number) => boolean,
): Tensor {
  return layers.reduce((input, layer, index) => {
    builder.scope = `layers.${index}.`;
    const output = builder.range(`forward ${index}`, () => layer.forward(builder, input, keepZ(index)));
    builder.scope = '';
    return output;
  }, x);
}

/**
 * Emits the backward of all layers, last first, each a range `backward l`.
 * @param dy ∂J/∂A of the last layer, or ∂J/∂Z when the loss was fused with its activation
 */
export function emitBackward(
  builder: Builder,
  layers: readonly Layer[],
  dy: Tensor,
  options: {
    readonly fused: boolean;
    readonly inputGradient: boolean;
    readonly gradient: (parameter: Parameter) => Tensor;
  },
): LayerGradients[] {
  const trained = layers.findIndex((layer) => layer.parameters.some((p) => p.trainable));
  const first = options.inputGradient ? 0 : trained < 0 ? layers.length : trained;
  const gradients: LayerGradients[] = [];
  let incoming = dy;
  for (let index = layers.length - 1; index >= first; index--) {
    const layer = layers[index]!;
    builder.scope = `layers.${index}.`;
    const { dx, dz } = builder.range(`backward ${index}`, () =>
      layer.backward(builder, incoming, {
        inputGradient: options.inputGradient || index > first,
        fused: options.fused && index === layers.length - 1,
        gradient: options.gradient,
      }),
    );
    builder.scope = '';
    gradients[index] = { dy: incoming, dz, dx };
    if (dx !== undefined) incoming = dx;
  }
  return gradients;
}

/** Emits the penalties' sum, a range `penalties`, and adds their gradients when a place for them is given. */
export function emitPenalties(
  builder: Builder,
  layers: readonly Layer[],
  result: Addressed,
  gradient?: (parameter: Parameter) => Tensor,
): void {
  builder.range('penalties', () => {
    let accumulate = false;
    for (const parameter of layers.flatMap((layer) => layer.parameters)) {
      const { regularizer, tensor } = parameter;
      if (regularizer === undefined || tensor === undefined || regularizer.lambda === 0) continue;
      emitPenalty(builder, regularizer, tensor, gradient?.(parameter), result, accumulate);
      accumulate = true;
    }
  });
}

/** Z and A of the last layer, as its forward in this builder left them. */
export function lastOf(builder: Builder, layers: readonly Layer[]): Kept {
  return builder.kept<Kept>(layers.at(-1)!);
}
