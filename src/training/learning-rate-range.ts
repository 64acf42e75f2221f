// The learning-rate range test: which rates a network trains well with.
import type { DType } from '../dtype.ts';
import { isLayerwiseError, rangeError } from '../errors.ts';
import { knownOptions, learningRate, positiveInteger } from '../validate.ts';
import type { MetricOption } from './metrics/metrics.ts';
import type { TrainingData } from './options.ts';
import type { OptimizerConfig } from './optimizers/optimizers.ts';
import { optionsOf } from './setup.ts';
import { Trainer, setupOf } from './trainer.ts';

/** A curve: the loss of each step, before its update, and the rate of that update. */
export interface LearningRateRange {
  readonly learningRates: number[];
  readonly losses: number[];
}

/**
 * Trains a copy of the trainer's network with rates that grow by the same factor from step to step (Smith 2017). A good
 * rate is below those where the loss falls fastest. The network and the trainer stay as they are.
 * @param options.from default 1e-7
 * @param options.to default 10
 * @param options.steps default 100
 * @returns the curve, shorter than `steps` if a step overflowed
 * @throws LayerwiseError for bad data or options
 */
export function learningRateRange<D extends DType, M extends MetricOption>(
  trainer: Trainer<D, M>,
  data: TrainingData,
  options: { readonly from?: number; readonly to?: number; readonly steps?: number } = {},
): LearningRateRange {
  const place = 'learningRateRange';
  knownOptions(place, options, ['from', 'to', 'steps']);
  const from = learningRate(place, options.from ?? 1e-7, 'from');
  const to = learningRate(place, options.to ?? 10, 'to');
  const steps = positiveInteger(place, 'steps', options.steps ?? 100);
  if (to <= from || steps < 2)
    throw rangeError('INVALID_OPTION', `${place}: "to" must be above "from", "steps" above 1`);
  const settings = optionsOf(setupOf(trainer));
  const probe = new Trainer(trainer.network.clone(), {
    ...settings,
    optimizer: { ...(settings.optimizer as OptimizerConfig), learningRate: from },
    schedule: { name: 'exponentialDecay', gamma: to / from, decaySteps: steps - 1 },
    metrics: [],
  });
  const run = probe.start(data, { epochs: steps });
  const curve: LearningRateRange = { learningRates: [], losses: [] };
  try {
    while (curve.losses.length < steps) {
      run.advance({ steps: 1 });
      curve.losses.push(probe.lastLoss.total);
      curve.learningRates.push(probe.currentLearningRate);
    }
  } catch (error) {
    if (!isLayerwiseError(error) || error.code !== 'NON_FINITE') throw error;
  } finally {
    probe.network.dispose();
  }
  return curve;
}
