// A frozen scaler inside the network: y = (x − mean) / deviation, so that a saved model predicts on raw rows.
import { rangeError, typeError } from '../errors.ts';
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownOptions, shown } from '../validate.ts';
import type { Backward, BackwardOptions, Kept, Layer, LayerConfig, LayerPlace, Parameter } from './layer.ts';

/** What `normalization` takes; a `standardScaler` is one. */
export interface ColumnScale {
  /** Of each input column. */
  readonly mean: ArrayLike<number>;
  /** Of each input column; positive. */
  readonly deviation: ArrayLike<number>;
}

/** A normalization layer's configuration; its values are parameters that training never changes. */
export interface NormalizationConfig extends LayerConfig {
  readonly kind: 'normalization';
  readonly scale?: ColumnScale;
}

/**
 * y = (x − mean) / deviation for each column, with the values given; training never changes them.
 * @param scale for example `standardScaler(x)`
 */
export function normalization(scale: ColumnScale): NormalizationConfig {
  if (typeof scale !== 'object' || scale === null)
    throw typeError('INVALID_OPTION', `normalization: needs { mean, deviation }, got ${shown(scale)}`);
  return { kind: 'normalization', scale };
}

/** Checks a configuration and builds the layer. Without a scale (from a file) the values come with the weights. */
export function buildNormalization(config: NormalizationConfig, { index, inputs }: LayerPlace): Layer {
  const place = `layers[${index}] normalization`;
  knownOptions(place, config, ['kind', 'scale']);
  const { scale } = config;
  if (scale === undefined) return new Normalization(place, inputs, { name: 'zeros' }, { name: 'zeros' });
  return new Normalization(
    place,
    inputs,
    column(place, 'mean', scale.mean, inputs),
    column(place, 'deviation', scale.deviation, inputs),
  );
}

function column(place: string, name: 'mean' | 'deviation', values: unknown, inputs: number): Float64Array {
  const given = values as ArrayLike<number> | undefined;
  if (typeof given !== 'object' || given === null || typeof given.length !== 'number') {
    throw typeError('INVALID_OPTION', `${place}: "${name}" must be an array of numbers, got ${shown(values)}`);
  }
  if (given.length !== inputs)
    throw rangeError(
      'INVALID_SHAPE',
      `${place}: "${name}" has ${given.length} values, the layer takes ${inputs} columns`,
    );
  for (let i = 0; i < inputs; i++) {
    const value = given[i]!;
    if (!Number.isFinite(value) || (name === 'deviation' && !(value > 0))) {
      throw rangeError(
        'INVALID_VALUE',
        `${place}: "${name}" of column ${i} must be ${name === 'mean' ? 'finite' : 'positive'}, got ${shown(value)}`,
      );
    }
  }
  return Float64Array.from(given);
}

class Normalization implements Layer {
  readonly place: string;
  readonly config: NormalizationConfig = { kind: 'normalization' };
  readonly inputs: number;
  readonly outputs: number;
  readonly activation = 'linear';
  readonly weighted = false;
  readonly parameters: readonly Parameter[];
  readonly #mean: Parameter;
  readonly #deviation: Parameter;

  constructor(place: string, inputs: number, mean: Parameter['initial'], deviation: Parameter['initial']) {
    this.place = place;
    this.inputs = inputs;
    this.outputs = inputs;
    this.#mean = { name: 'mean', rows: 1, columns: inputs, trainable: false, initial: mean };
    this.#deviation = { name: 'deviation', rows: 1, columns: inputs, trainable: false, initial: deviation };
    this.parameters = [this.#mean, this.#deviation];
  }

  forward(builder: Builder, x: Tensor): Tensor {
    const y = builder.tensor('A', this.outputs);
    builder.emit('Normalize', { x, mean: this.#mean.tensor, deviation: this.#deviation.tensor, y, n: this.inputs });
    builder.keep<Kept>(this, { x, z: y, a: y });
    return y;
  }

  backward(builder: Builder, dy: Tensor, { inputGradient }: BackwardOptions): Backward {
    if (inputGradient) builder.emit('Normalize', { x: dy, deviation: this.#deviation.tensor, y: dy, n: this.inputs });
    return { dz: dy, dx: dy };
  }
}
