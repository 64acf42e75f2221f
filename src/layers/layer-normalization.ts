// Layer normalization (Ba, Kiros and Hinton 2016): each row by its own mean and variance.
import { anObject, knownOptions, positive } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer, rowParameter } from './layer.ts';

/** The options of `layerNormalization`. */
export interface LayerNormalizationOptions {
  /** Added to the variance; positive, default 1e-5 (PyTorch's; Keras has 1e-3). */
  readonly epsilon?: number;
  /** False freezes γ and β; default true. */
  readonly trainable?: boolean;
}

/** A layer normalization layer's configuration. */
export interface LayerNormalizationConfig extends LayerConfig, LayerNormalizationOptions {
  readonly kind: 'layerNormalization';
}

/**
 * y = γ·(x − μ) / √(σ² + ε) + β with the mean μ and the variance σ² (over the columns) of each row, in training and
 * prediction alike; γ from 1, β from 0, one of each a column.
 */
export function layerNormalization(options: LayerNormalizationOptions = {}): LayerNormalizationConfig {
  anObject('layerNormalization', options);
  return { kind: 'layerNormalization', ...options };
}

/** Checks a configuration and builds the layer. */
export function buildLayerNormalization(config: LayerNormalizationConfig, at: LayerPlace): Layer {
  const { place, inputs: n } = at;
  knownOptions(place, config, ['kind', 'epsilon']);
  const epsilon = positive(place, 'epsilon', config.epsilon ?? 1e-5);
  const gamma = rowParameter('gamma', n, 1);
  const beta = rowParameter('beta', n, 0);
  return {
    ...plainLayer(at),
    config: { kind: 'layerNormalization', epsilon } as LayerNormalizationConfig,
    parameters: [gamma, beta],

    forward(builder, x) {
      const y = builder.tensor('A', n);
      builder.emit('LayerNormalize', { x, gamma: gamma.tensor, beta: beta.tensor, y, n, epsilon });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, { gradient }) {
      TRAINING: {
        const { x } = builder.kept<Kept>(this);
        builder.emit('LayerNormalizeBackward', {
          x,
          gamma: gamma.tensor,
          dy,
          dx: dy,
          n,
          epsilon,
          dgamma: gradient(gamma),
          dbeta: gradient(beta),
          scratch: builder.vector('h', n),
          accumulate: builder.accumulate,
        });
        return { dz: dy, dx: dy };
      }
    },
  };
}
