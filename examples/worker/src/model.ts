// The model and its training: a function of the settings and the rows, to the bit. No Workers in here, so the same
// lines train in Node.
import {
  type AnyLayerConfig,
  type LabelledRows,
  Network,
  type RunOptions,
  Trainer,
  adam,
  dense,
  normalization,
  standardScaler,
  trainTestSplit,
} from 'layerwise';
import type { Batch, Settings } from './input.ts';

const SEED = 1;
const BATCH_SIZE = 32;
const EPOCHS = 100;

/**
 * Steps of a slice. Timers stand still while a Worker computes, so a slice is measured in steps: these take one or two
 * milliseconds in a small network and some forty in the largest that the limits allow. A request waits as long.
 */
export const STEPS_PER_SLICE = 50;

/** What a run trains and validates on. */
export interface Data {
  readonly train: LabelledRows;
  readonly test: LabelledRows;
}

/** All batches as one, a fifth of the rows held out. */
export function dataOf(batches: readonly Batch[], { columns }: Settings): Data {
  const rows = batches.reduce((sum, { y }) => sum + y.length, 0);
  const x = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  let row = 0;
  for (const batch of batches) {
    x.set(batch.x, row * columns);
    y.set(batch.y, row);
    row += batch.y.length;
  }
  return trainTestSplit({ x: { data: x, rows, columns }, y }, { testShare: 0.2, seed: SEED });
}

/** A trainer that has made no step yet. The scaler, part of the network, has seen the training rows only. */
export function newTrainer({ columns, classes, units }: Settings, { train }: Data) {
  const layers: AnyLayerConfig[] = [
    normalization(standardScaler(train.x)),
    ...units.map((count) => dense(count, { activation: 'relu' })),
    dense(classes.length, { activation: 'softmax' }),
  ];
  const network = new Network({ inputs: columns, layers, classes, seed: SEED });
  return new Trainer(network, {
    loss: 'categoricalCrossEntropy',
    optimizer: adam({ learningRate: 2e-3 }),
    metrics: ['accuracy'],
    batchSize: BATCH_SIZE,
  });
}

/** How long a run goes on. */
export function runOptions({ test }: Data): RunOptions {
  return { epochs: EPOCHS, validationData: test, earlyStopping: { patience: 20 } };
}
