// Layers one after the other: a network's, or those of a block inside one.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import type { BackwardOptions, Layer, Parameter } from './layer.ts';

/** The tensors of one layer's backward. */
export interface LayerGradients {
  readonly dy: Tensor;
  readonly dz: Tensor;
  readonly dx: Tensor | undefined;
}

/** A layer, with what the names of its tensors begin with. */
export interface NamedLayer {
  readonly layer: Layer;
  readonly name: string;
}

/** The layers in order, each followed by those inside of it. */
export function namedLayers(layers: readonly Layer[], path = 'layers'): NamedLayer[] {
  return layers.flatMap((layer, index) => {
    const name = `${path}.${index}.`;
    let inside: NamedLayer[] = [];
    FULL: inside = Object.entries(layer.blocks ?? {}).flatMap(([block, inner]) => namedLayers(inner, name + block));
    return [{ layer, name }, ...inside];
  });
}

/** The parameters of some layers, those inside of them included. */
export function parametersOf(layers: readonly Layer[]): Parameter[] {
  return namedLayers(layers).flatMap(({ layer }) => layer.parameters);
}

/** Emits the forward of some layers, each a range `forward l`; returns the outputs. */
export function emitForward(
  builder: Builder,
  layers: readonly Layer[],
  x: Tensor,
  keepZ: (layer: number) => boolean,
  path = 'layers',
): Tensor {
  return layers.reduce(
    (input, layer, index) =>
      builder.within(`${path}.${index}.`, `forward ${index}`, () => layer.forward(builder, input, keepZ(index))),
    x,
  );
}

/**
 * Emits the backward of some layers, last first, each a range `backward l`. Those before the first one with trainable
 * parameters are left out, unless the input's gradient is wanted.
 * @param dy ∂J/∂A of the last layer, or ∂J/∂Z when the loss was fused with its activation
 */
export function emitBackward(
  builder: Builder,
  layers: readonly Layer[],
  dy: Tensor,
  options: BackwardOptions,
  path = 'layers',
): LayerGradients[] {
  const trained = layers.findIndex((layer) => parametersOf([layer]).some((p) => p.trainable));
  const first = options.inputGradient ? 0 : trained < 0 ? layers.length : trained;
  const gradients: LayerGradients[] = [];
  let incoming = dy;
  for (let index = layers.length - 1; index >= first; index--) {
    const layer = layers[index]!;
    const { dx, dz } = builder.within(`${path}.${index}.`, `backward ${index}`, () =>
      layer.backward(builder, incoming, {
        inputGradient: options.inputGradient || index > first,
        fused: options.fused && index === layers.length - 1,
        gradient: options.gradient,
      }),
    );
    gradients[index] = { dy: incoming, dz, dx };
    if (dx !== undefined) incoming = dx;
  }
  return gradients;
}
