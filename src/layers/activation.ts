// An activation as a layer of its own: A = g(X).
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownOptions } from '../validate.ts';
import {
  type ActivationConfig,
  type ActivationOption,
  activationConfig,
  emitActivation,
  emitActivationBackward,
} from './activations.ts';
import type { Backward, BackwardOptions, Kept, Layer, LayerConfig, LayerPlace, Parameter } from './layer.ts';

/** An activation layer's configuration. */
export interface ActivationLayerConfig extends LayerConfig {
  readonly kind: 'activation';
  readonly activation: ActivationOption;
}

/** A layer that applies an activation to its input: `activation('relu')` after `dense(64)` is `dense(64, { activation: 'relu' })`. */
export function activation(name: ActivationOption): ActivationLayerConfig {
  return { kind: 'activation', activation: name };
}

/** Checks a configuration and builds the layer. */
export function buildActivation(config: ActivationLayerConfig, { index, inputs }: LayerPlace): Layer {
  const place = `layers[${index}] activation`;
  knownOptions(place, config, ['kind', 'activation']);
  return new ActivationLayer(place, inputs, activationConfig(place, config.activation));
}

class ActivationLayer implements Layer {
  readonly place: string;
  readonly config: { readonly kind: 'activation'; readonly activation: ActivationConfig };
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  readonly weighted = false;
  readonly parameters: readonly Parameter[] = [];

  constructor(place: string, inputs: number, activation: ActivationConfig) {
    this.place = place;
    this.config = { kind: 'activation', activation };
    this.inputs = inputs;
    this.outputs = inputs;
    this.activation = activation.name;
  }

  forward(builder: Builder, x: Tensor): Tensor {
    const a = builder.tensor('A', this.outputs);
    emitActivation(builder, this.config.activation, { z: x, bias: undefined, a });
    builder.keep<Kept>(this, { x, z: x, a });
    return a;
  }

  backward(builder: Builder, dy: Tensor, { fused }: BackwardOptions): Backward {
    const { z, a } = builder.kept<Kept>(this);
    if (!fused) emitActivationBackward(builder, this.config.activation, { da: dy, z, a, dz: dy });
    return { dz: dy, dx: dy };
  }
}
