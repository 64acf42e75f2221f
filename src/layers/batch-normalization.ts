// Batch normalization (Ioffe and Szegedy 2015): each column by its mean and variance, the batch's or the running ones.
import type { Builder } from '../program/builder.ts';
import { anObject, knownOptions, positive, within } from '../validate.ts';
import { type Kept, type Layer, type LayerConfig, type LayerPlace, plainLayer, rowParameter } from './layer.ts';

/** The options of `batchNormalization`. */
export interface BatchNormalizationOptions {
  /** The share of a new batch in the running statistics, from 0 to 1; default 0.1 (PyTorch's; Keras's 0.99 is 0.01 here). */
  readonly momentum?: number;
  /** Added to the variance; positive, default 1e-5 (PyTorch's; Keras has 1e-3). */
  readonly epsilon?: number;
  /** False freezes the layer: it then normalizes by the running statistics in training too, as in Keras. Default true. */
  readonly trainable?: boolean;
}

/** A batch normalization layer's configuration. */
export interface BatchNormalizationConfig extends LayerConfig, BatchNormalizationOptions {
  readonly kind: 'batchNormalization';
}

/**
 * y = γ·(x − μ) / √(σ² + ε) + β for each column; γ from 1, β from 0. In training μ and σ² are the batch's mean and variance
 * (over m), and the gradient goes through them; each step then makes `runningMean` (from 0) and `runningVariance` (from 1,
 * of variances over m − 1) take `momentum` of them. In prediction and evaluation μ and σ² are the running ones. The
 * semantics are PyTorch's.
 *
 * A training batch of one row has no variance: that is an error. A dense layer before it needs no bias: `bias: false`.
 */
export function batchNormalization(options: BatchNormalizationOptions = {}): BatchNormalizationConfig {
  anObject('batchNormalization', options);
  return { kind: 'batchNormalization', ...options };
}

/** Checks a configuration and builds the layer. */
export function buildBatchNormalization(config: BatchNormalizationConfig, at: LayerPlace): Layer {
  const { place, inputs: n } = at;
  knownOptions(place, config, ['kind', 'momentum', 'epsilon']);
  const momentum = within(place, 'momentum', config.momentum ?? 0.1, 0, 1);
  const epsilon = positive(place, 'epsilon', config.epsilon ?? 1e-5);
  const gamma = rowParameter('gamma', n, 1);
  const beta = rowParameter('beta', n, 0);
  const runningMean = rowParameter('runningMean', n, 0, true);
  const runningVariance = rowParameter('runningVariance', n, 1, true);
  const usesBatch = ({ training }: Builder): boolean => training && gamma.trainable;
  return {
    ...plainLayer(at),
    config: { kind: 'batchNormalization', momentum, epsilon } as BatchNormalizationConfig,
    parameters: [gamma, beta, runningMean, runningVariance],

    forward(builder, x) {
      const y = builder.tensor('A', n);
      let mean = runningMean.tensor!;
      let variance = runningVariance.tensor!;
      TRAINING: if (usesBatch(builder)) {
        mean = builder.vector('batch mean', n);
        variance = builder.vector('batch variance', n);
        builder.emit('ColumnStatistics', { x, mean, variance, n, sums: builder.numbers('sums', n) });
      }
      const scale = builder.vector('scale', n);
      builder.emit('Standardize', { x, mean, variance, gamma: gamma.tensor, beta: beta.tensor, y, n, scale, epsilon });
      builder.keep<Kept>(this, { x, z: y, a: y, statistics: [mean, variance] });
      return y;
    },

    backward(builder, dy, { inputGradient, gradient }) {
      TRAINING: {
        const { x, statistics } = builder.kept<Kept>(this);
        const [mean, variance] = statistics!;
        builder.emit('StandardizeBackward', {
          x,
          mean,
          variance,
          gamma: gamma.tensor,
          dy,
          n,
          epsilon,
          dx: inputGradient ? dy : undefined,
          dgamma: gradient(gamma),
          dbeta: gradient(beta),
          sums: builder.numbers('sums', 3 * n),
          batch: Number(usesBatch(builder)),
          accumulate: builder.accumulate,
        });
        return { dz: dy, dx: dy };
      }
    },

    track(builder) {
      TRAINING: {
        const [mean, variance] = builder.kept<Kept>(this).statistics!;
        builder.emit('RunningStatistics', {
          mean,
          variance,
          n,
          momentum,
          runningMean: runningMean.tensor,
          runningVariance: runningVariance.tensor,
        });
      }
    },
  };
}
