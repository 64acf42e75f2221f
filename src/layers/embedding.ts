// A learned vector for each category.
import { rangeError } from '../errors.ts';
import { knownOptions, positiveInteger } from '../validate.ts';
import { type Initializer, initializerConfig } from './initializers.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, type Parameter, plainLayer } from './layer.ts';

/** The options of `embedding`. */
export interface EmbeddingOptions {
  /** How many categories there are: their numbers are 0 … categories − 1. */
  readonly categories: number;
  /** The columns of a vector. */
  readonly dimensions: number;
  /** Of the vectors; default uniform in ±0.05 (Keras's; PyTorch draws normals of deviation 1). */
  readonly initializer?: Initializer;
  /** False freezes the vectors; default true. */
  readonly trainable?: boolean;
}

/** An embedding layer's configuration. */
export interface EmbeddingConfig extends LayerConfig, EmbeddingOptions {
  readonly kind: 'embedding';
}

/**
 * Each number of a category becomes that row of `weights` [categories × dimensions]; several columns share the table,
 * and their vectors stand side by side. Backward: the rows of dY are added, in order, to the rows of dW that they were
 * taken from.
 *
 * It takes columns of the network's input as they are, so it stands first, or first in a group of `columnGroups`. A
 * value that is no integer from 0 to categories − 1 is an error that names row and column; `network.run()`, which checks
 * nothing, takes the nearest category.
 */
export function embedding(options: EmbeddingOptions): EmbeddingConfig {
  return { kind: 'embedding', ...options };
}

const uniform = { name: 'uniform', low: -0.05, high: 0.05 } as const;

/** Checks a configuration and builds the layer. */
export function buildEmbedding(config: EmbeddingConfig, at: LayerPlace): Layer {
  const { place, inputs: n, column } = at;
  knownOptions(place, config, ['kind', 'categories', 'dimensions', 'initializer']);
  const categories = positiveInteger(place, 'categories', config.categories);
  const dimensions = positiveInteger(place, 'dimensions', config.dimensions);
  const initializer = initializerConfig(place, 'initializer', config.initializer ?? uniform);
  if (column === undefined)
    throw rangeError('INVALID_OPTION', `${place}: takes the network's input, so no other layer may come before it`);
  const shape = { rows: categories, columns: dimensions };
  const weights: Parameter = { name: 'weights', ...shape, trainable: true, initial: initializer };
  const sizes = { n, categories, dimensions };
  return {
    ...plainLayer(at),
    config: { kind: 'embedding', categories, dimensions, initializer } as EmbeddingConfig,
    outputs: n * dimensions,
    categories: { column, count: categories },
    parameters: [weights],

    forward(builder, x) {
      const y = builder.tensor('A', n * dimensions);
      builder.emit('Embed', { x, w: weights.tensor, y, ...sizes });
      builder.keep<Kept>(this, { x, z: y, a: y });
      return y;
    },

    backward(builder, dy, { inputGradient, gradient }) {
      TRAINING: {
        const { x } = builder.kept<Kept>(this);
        const dw = gradient(weights);
        if (dw !== undefined) builder.emit('EmbedGradient', { x, dy, dw, ...sizes, accumulate: builder.accumulate });
        // A category's number has no gradient: nothing is written to these zeros.
        return { dz: dy, dx: inputGradient ? builder.tensor('dX', n) : undefined };
      }
    },
  };
}
