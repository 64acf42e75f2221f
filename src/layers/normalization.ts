// A frozen scaler inside the network: y = (x − mean) / deviation, so that a saved model predicts on raw rows.
import { rangeError, typeError } from '../errors.ts';
import { knownOptions, shown } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, type Parameter, plainLayer } from './layer.ts';

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
export function buildNormalization(config: NormalizationConfig, at: LayerPlace): Layer {
  const { place, inputs: n } = at;
  knownOptions(place, config, ['kind', 'scale']);
  const parameter = (name: 'mean' | 'deviation'): Parameter => {
    const { scale } = config;
    const initial = scale === undefined ? ({ name: 'zeros' } as const) : column(place, name, scale[name], n);
    return { name, rows: 1, columns: n, trainable: false, initial };
  };
  const mean = parameter('mean');
  const deviation = parameter('deviation');
  return {
    ...plainLayer(at),
    config: { kind: 'normalization' },
    parameters: [mean, deviation],

    forward(builder, x) {
      const y = builder.tensor('A', n);
      builder.emit('Normalize', { x, mean: mean.tensor, deviation: deviation.tensor, y, n });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, { inputGradient }) {
      TRAINING: {
        if (inputGradient) builder.emit('Normalize', { x: dy, deviation: deviation.tensor, y: dy, n });
        return { dz: dy, dx: dy };
      }
    },
  };
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
