// The model, and how it is trained: a function of the rows and their order, to the bit. For data of your own, this is
// the file to change.
import { Network, Trainer, adam, dense, normalization, standardScaler, trainTestSplit } from 'layerwise';

export const columns = ['sepal length', 'sepal width', 'petal length', 'petal width'];
export const classes = ['setosa', 'versicolor', 'virginica'];

/** Training begins with so many rows. */
export const MIN_ROWS = 30;

const SEED = 1;
const EPOCHS = 500;
const PATIENCE = 50;

/** Labelled rows as numbers, a fifth of them held out. */
export function dataOf({ rows, labels }) {
  const y = labels.map((label) => classes.indexOf(label));
  return trainTestSplit({ x: rows, y }, { testShare: 0.2, seed: SEED });
}

/** A trainer that has made no step yet. The scaler is a part of the network and has seen the training rows only. */
export function newTrainer({ train }) {
  const network = new Network({
    inputs: columns.length,
    layers: [
      normalization(standardScaler(train.x)),
      dense(32, { activation: 'relu' }),
      dense(32, { activation: 'relu' }),
      dense(classes.length, { activation: 'softmax' }),
    ],
    features: columns,
    classes,
    seed: SEED,
  });
  return new Trainer(network, {
    loss: 'categoricalCrossEntropy',
    optimizer: adam({ learningRate: 1e-3 }),
    metrics: ['accuracy'],
    batchSize: 32,
  });
}

/** Begins the trainer's run, or goes on with the one that it was saved in the midst of. */
export function startRun(trainer, { train, test }) {
  return trainer.start(train, { epochs: EPOCHS, validationData: test, earlyStopping: { patience: PATIENCE } });
}
