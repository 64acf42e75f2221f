// RealMLP-TD-S: Holzmüller, Grinsztajn, Steinwart, "Better by Default", NeurIPS 2024.
import { type MatrixLike, toMatrix } from '../../data/matrix.ts';
import { robustScaler } from '../../data/robust-scaler.ts';
import { standardScaler } from '../../data/scaler.ts';
import { activation } from '../../layers/activation.ts';
import { dense } from '../../layers/dense.ts';
import { normal } from '../../layers/initializers.ts';
import { normalization } from '../../layers/normalization.ts';
import { scale } from '../../layers/scale.ts';
import { adam } from '../optimizers/adam.ts';
import { knownOptions } from '../../validate.ts';
import type { Preset } from './preset.ts';

/** What `realMlp` needs to know of the data. */
export interface RealMlpData {
  /** The rows that the fit will get; their quartiles scale the inputs. */
  readonly x: MatrixLike;
  /** How many classes there are, two or more: the targets are class indices, also of two. None for regression. */
  readonly classes?: number;
  /** The targets of a regression, one column: their mean and deviation scale the output. */
  readonly y?: MatrixLike;
  /** Default 256. */
  readonly epochs?: number;
  /** The share of rows on which the best epoch is chosen; default 0.2. 0 if the fit gets `validationData`. */
  readonly validationSplit?: number;
  /** Default 0. */
  readonly seed?: number;
}

const HIDDEN = [256, 256, 256];
const BATCH = 256;
/** Of the weights; scale factors have six times it, biases a tenth. */
const LEARNING_RATE = { classification: 0.04, regression: 0.07 };

/**
 * RealMLP-TD-S, tuned by its authors on 118 tables: a good first network for rows of numbers (categories one-hot).
 *
 * x is scaled by median and quartiles and smoothly clipped to ±3; each column has a trained factor; three layers of 256
 * (selu for classes, mish for numbers), an output that starts at 0; Adam with β₂ = 0.95 and the rate
 * ½(1 − cos(2π·log₂(1 + 15t))), t from 0 to 1, in batches of 256 for 256 epochs; labels smoothed by 0.1; the parameters
 * of the best epoch, the last of equal ones, by accuracy or squared error.
 *
 * The neural tangent parametrisation z = x·W/√n + b, W from N(0, 1), is had by W from N(0, 1/n) and a learning rate
 * divided by √n, which makes the same steps (ε of Adam aside). The rows left over by batches of 256, which the authors
 * drop, are shared out among the batches.
 * @throws LayerwiseError for an unknown option, or x or y that is no matrix of finite numbers
 */
export function realMlp(data: RealMlpData): Preset {
  knownOptions('realMlp', data, ['x', 'y', 'classes', 'epochs', 'validationSplit', 'seed']);
  const { x, y, classes, epochs = 256, validationSplit = 0.2, seed = 0 } = data;
  const { rows, columns } = toMatrix(x, { name: 'x' });
  const task = classes === undefined ? 'regression' : 'classification';
  const widths = [columns, ...HIDDEN, classes ?? 1];
  const learningRateScales: Record<string, number> = { factors: 6, biases: 0.1 };
  const before = [normalization(robustScaler(x)), activation('smoothClip'), scale()];
  const hidden = HIDDEN.map((units) =>
    dense(units, {
      activation: classes === undefined ? 'mish' : 'selu',
      initializer: 'lecunNormal',
      biasInitializer: normal(1),
    }),
  );
  const output = dense(classes ?? 1, {
    activation: classes === undefined ? 'linear' : 'softmax',
    initializer: 'zeros',
  });
  widths.slice(0, -1).forEach((inputs, l) => {
    learningRateScales[`layers.${before.length + l}.weights`] = 1 / Math.sqrt(inputs);
  });
  const after = y === undefined ? [] : [rescaled(y)];
  const trained = rows - Math.floor(rows * validationSplit);
  const batches = Math.max(Math.floor(trained / BATCH), 1);
  return {
    network: { inputs: columns, layers: [...before, ...hidden, output, ...after], seed },
    trainer: {
      loss: classes === undefined ? 'meanSquaredError' : { name: 'categoricalCrossEntropy', labelSmoothing: 0.1 },
      optimizer: adam({ learningRate: LEARNING_RATE[task], beta2: 0.95, learningRateScales }),
      schedule: { name: 'cosineLog', steps: epochs * batches, cycles: 4 },
      batchSize: Math.ceil(trained / batches),
      metrics: classes === undefined ? [] : ['accuracy'],
    },
    fit: {
      epochs,
      ...(validationSplit > 0 ? { validationSplit } : {}),
      earlyStopping: {
        monitor: classes === undefined ? 'valLoss' : 'valAccuracy',
        patience: epochs,
        minDelta: -1e-12,
      },
    },
  };
}

/** What undoes the standardisation of the targets: y = z·deviation + mean. */
function rescaled(y: MatrixLike) {
  const { mean, deviation } = standardScaler(y);
  return normalization({ mean: mean.map((m, j) => -m / deviation[j]!), deviation: deviation.map((d) => 1 / d) });
}
