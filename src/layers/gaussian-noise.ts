// Noise on the inputs of a layer, in training only.
import { knownOptions, within } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer } from './layer.ts';

/** A Gaussian noise layer's configuration. */
export interface GaussianNoiseConfig extends LayerConfig {
  readonly kind: 'gaussianNoise';
  readonly deviation: number;
}

/**
 * In training y = x + deviation·ε, each ε standard normal and drawn anew each step from (seed, step, layer, element);
 * in prediction and evaluation y = x. Backward: dX = dY. The semantics are those of Keras's GaussianNoise.
 * @param deviation the standard deviation of the noise, at least 0
 */
export function gaussianNoise(deviation: number): GaussianNoiseConfig {
  return { kind: 'gaussianNoise', deviation };
}

/** Checks a configuration and builds the layer. */
export function buildGaussianNoise(config: GaussianNoiseConfig, at: LayerPlace): Layer {
  const { place, inputs: n, stream: layer } = at;
  knownOptions(place, config, ['kind', 'deviation']);
  const deviation = within(place, 'deviation', config.deviation, 0, Infinity);
  return {
    ...plainLayer(at),
    config: { kind: 'gaussianNoise', deviation } as GaussianNoiseConfig,

    forward(builder, x) {
      const y = builder.training ? builder.tensor('A', n) : x;
      builder.keep<Kept>(this, { x, z: y, a: y });
      TRAINING: if (builder.training)
        builder.emit('GaussianNoise', { x, y, n, ...builder.randomness, layer, deviation });
      return y;
    },

    backward: (_, dy) => ({ dz: dy, dx: dy }),
  };
}
