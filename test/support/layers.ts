// A layer of each kind, in a small network and with data that any of them takes.
import {
  type AnyLayerConfig,
  type DType,
  Network,
  activation,
  batchNormalization,
  columnGroups,
  dense,
  dropout,
  embedding,
  gaussianNoise,
  layerNormalization,
  normal,
  normalization,
  residual,
  scale,
} from '../../src/index.ts';
import { randomValues } from './values.ts';

/** The columns that each takes. */
export const COLUMNS = 4;

/** Leaving a kind out is a compile error. */
export const sampleLayers: { readonly [C in AnyLayerConfig as C['kind']]: C } = {
  dense: dense(COLUMNS, { activation: 'tanh', biasInitializer: normal(0.3) }),
  activation: activation('tanh'),
  dropout: dropout(0.4),
  normalization: normalization({ mean: randomValues(COLUMNS, 40), deviation: [0.5, 1, 2, 3] }),
  batchNormalization: batchNormalization({ momentum: 0.3 }),
  layerNormalization: layerNormalization(),
  scale: scale(),
  residual: residual([
    dropout(0.3),
    dense(7, { activation: 'sigmoid' }),
    batchNormalization(),
    residual([dense(7, { activation: 'tanh' }), layerNormalization({ epsilon: 1e-3 })]),
    dense(COLUMNS),
  ]),
  columnGroups: columnGroups([
    { columns: 1, layers: [embedding({ categories: 3, dimensions: 2, initializer: normal(1) })] },
    { columns: 2, layers: [batchNormalization(), dense(3, { activation: 'tanh' }), gaussianNoise(0.1)] },
    { columns: 1 },
  ]),
  embedding: embedding({ categories: 3, dimensions: 2, initializer: normal(1) }),
  gaussianNoise: gaussianNoise(0.5),
};

/** The kind between two others, or first where it takes the inputs themselves; 2 probabilities come out. */
export function layersWith(kind: AnyLayerConfig['kind']): AnyLayerConfig[] {
  const takesInputs = kind === 'embedding' || kind === 'columnGroups';
  const before = takesInputs ? [] : [dense(COLUMNS, { activation: 'tanh', biasInitializer: normal(0.3) })];
  return [...before, sampleLayers[kind], dense(2, { activation: 'softmax' })];
}

/** A network of them. */
export function networkWith<D extends DType>(kind: AnyLayerConfig['kind'], dtype: D, seed = 3): Network<D> {
  return new Network({ inputs: COLUMNS, layers: layersWith(kind), dtype, seed });
}

/** `count` rows of categories 0, 1 and 2, which are numbers for the other layers. */
export function categoriesOf(count: number, seed = 1): number[][] {
  const values = randomValues(count * COLUMNS, seed).map((value) => Math.floor((value + 1) * 1.5));
  return Array.from({ length: count }, (_, i) => values.slice(i * COLUMNS, (i + 1) * COLUMNS));
}
