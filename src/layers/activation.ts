// An activation as a layer of its own: A = g(X).
import { knownOptions } from '../validate.ts';
import { type ActivationOption, activationConfig, emitActivation, emitActivationBackward } from './activations.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer } from './layer.ts';

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
export function buildActivation(config: ActivationLayerConfig, at: LayerPlace): Layer {
  knownOptions(at.place, config, ['kind', 'activation']);
  const activation = activationConfig(at.place, config.activation);
  return {
    ...plainLayer(at),
    config: { kind: 'activation', activation } as ActivationLayerConfig,
    activation: activation.name,

    forward(builder, x) {
      const a = builder.tensor('A', at.inputs);
      emitActivation(builder, activation, { z: x, bias: undefined, a });
      builder.keep<Kept>(this, { x, z: x, a });
      return a;
    },

    backward(builder, dy, { fused }) {
      TRAINING: {
        const { z, a } = builder.kept<Kept>(this);
        if (!fused) emitActivationBackward(builder, activation, { da: dy, z, a, dz: dy });
        return { dz: dy, dx: dy };
      }
    },
  };
}
