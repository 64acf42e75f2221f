// Inverted dropout (Srivastava et al. 2014): in training each element is zeroed with probability `rate`.
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { below, knownOptions } from '../validate.ts';
import type { Backward, Kept, Layer, LayerConfig, LayerPlace, Parameter } from './layer.ts';

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
export function buildDropout(config: DropoutConfig, { index, inputs }: LayerPlace): Layer {
  const place = `layers[${index}] dropout`;
  knownOptions(place, config, ['kind', 'rate']);
  return new Dropout(place, index, inputs, below(place, 'rate', config.rate, 0, 1));
}

class Dropout implements Layer {
  readonly place: string;
  readonly config: DropoutConfig;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation = 'linear';
  readonly weighted = false;
  readonly parameters: readonly Parameter[] = [];
  readonly #index: number;

  constructor(place: string, index: number, inputs: number, rate: number) {
    this.place = place;
    this.config = { kind: 'dropout', rate };
    this.inputs = inputs;
    this.outputs = inputs;
    this.#index = index;
  }

  forward(builder: Builder, x: Tensor): Tensor {
    const y = builder.training ? builder.tensor('A', this.outputs) : x;
    builder.keep<Kept>(this, { x, z: y, a: y });
    if (builder.training) this.#emit(builder, x, y);
    return y;
  }

  backward(builder: Builder, dy: Tensor): Backward {
    if (builder.training) this.#emit(builder, dy, dy);
    return { dz: dy, dx: dy };
  }

  #emit(builder: Builder, x: Tensor, y: Tensor): void {
    const { seedLow, seedHigh, state } = builder.randomness;
    builder.emit('Dropout', {
      x,
      y,
      n: this.outputs,
      seedLow,
      seedHigh,
      layer: this.#index,
      state,
      rate: this.config.rate,
    });
  }
}
