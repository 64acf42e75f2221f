// Inverted dropout (Srivastava et al. 2014): in training each element is zeroed with probability `rate`.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { below, knownOptions } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer } from './layer.ts';

/** A dropout layer's configuration. */
export interface DropoutConfig extends LayerConfig {
  readonly kind: 'dropout';
  readonly rate: number;
}

/**
 * In training y = x ∘ mask / (1 − rate), the mask drawn anew each step from (seed, step, layer, element); in
 * prediction and evaluation y = x. No mask is stored.
 * @param rate the share that is dropped, from 0 to less than 1
 */
export function dropout(rate: number): DropoutConfig {
  return { kind: 'dropout', rate };
}

/** Checks a configuration and builds the layer. */
export function buildDropout(config: DropoutConfig, at: LayerPlace): Layer {
  const { place, inputs: n, stream: layer } = at;
  knownOptions(place, config, ['kind', 'rate']);
  const rate = below(place, 'rate', config.rate, 0, 1);
  const emit = (builder: Builder, x: Tensor, y: Tensor): void =>
    builder.emit('Dropout', { x, y, n, ...builder.randomness, layer, rate });
  return {
    ...plainLayer(at),
    config: { kind: 'dropout', rate } as DropoutConfig,

    forward(builder, x) {
      const y = builder.training ? builder.tensor('A', n) : x;
      builder.keep<Kept>(this, { x, z: y, a: y });
      TRAINING: if (builder.training) emit(builder, x, y);
      return y;
    },

    backward(builder, dy) {
      TRAINING: {
        if (builder.training) emit(builder, dy, dy);
        return { dz: dy, dx: dy };
      }
    },
  };
}
