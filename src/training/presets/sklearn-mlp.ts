// scikit-learn's MLPClassifier and MLPRegressor with their defaults.
import { dense } from '../../layers/dense.ts';
import { uniform } from '../../layers/initializers.ts';
import { l2PerSample } from '../../layers/regularizers.ts';
import { adam } from '../optimizers/adam.ts';
import { typeError } from '../../errors.ts';
import { knownOptions, positiveInteger, shown } from '../../validate.ts';
import type { Preset } from './preset.ts';

/** What `sklearnMlp` needs to know of the data. */
export interface SklearnMlpData {
  /** The columns of x. */
  readonly inputs: number;
  /** The rows to train on. */
  readonly rows: number;
  /** How many classes there are; none for regression. */
  readonly classes?: number;
  /** The units of the hidden layers; default [100]. */
  readonly hidden?: readonly number[];
  /** Default 0. */
  readonly seed?: number;
}

/**
 * The defaults of scikit-learn's MLPClassifier and MLPRegressor (1.2): relu, Adam at 0.001, batches of 200, α = 1e-4,
 * at most 200 epochs, and an end when the training loss has not fallen by 1e-4 for more than 10 epochs. Scale the
 * inputs, and the targets of a regression, as there. Two classes are the labels 0 and 1 of one output, more are class
 * indices.
 * @throws LayerwiseError INVALID_OPTION
 */
export function sklearnMlp(data: SklearnMlpData): Preset {
  knownOptions('sklearnMlp', data, ['inputs', 'rows', 'classes', 'hidden', 'seed']);
  const { inputs, classes, hidden = [100], seed = 0 } = data;
  const rows = positiveInteger('sklearnMlp', 'rows', data.rows);
  if (!Array.isArray(hidden))
    throw typeError('INVALID_OPTION', `sklearnMlp: "hidden" must be an array, got ${shown(hidden)}`);
  const output = classes === undefined ? 'linear' : classes === 2 ? 'sigmoid' : 'softmax';
  const widths = [inputs, ...hidden, output === 'softmax' ? classes! : 1];
  const layers = widths.slice(1).map((units, l) => {
    // Weights and biases alike; a sigmoid output's range is √(2 / …).
    const limit = Math.sqrt((output === 'sigmoid' && l === hidden.length ? 2 : 6) / (widths[l]! + units));
    return dense(units, {
      activation: l < hidden.length ? 'relu' : output,
      initializer: uniform(-limit, limit),
      biasInitializer: uniform(-limit, limit),
      regularizer: l2PerSample(1e-4),
    });
  });
  return {
    network: { inputs, layers, seed },
    trainer: {
      loss: { linear: 'halfSquaredError', sigmoid: 'binaryCrossEntropy', softmax: 'categoricalCrossEntropy' }[
        output
      ] as 'halfSquaredError',
      optimizer: adam({ learningRate: 1e-3 }),
      batchSize: Math.min(200, rows),
    },
    fit: { epochs: 200, earlyStopping: { monitor: 'loss', minDelta: 1e-4, patience: 11, restoreBest: false } },
  };
}
