// A trainer's options, checked once, and the network and the memory that they work on.
import { rangeError, typeError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import { type Loss, lossFor } from '../losses/losses.ts';
import type { Core } from '../network/core.ts';
import { boolean, integer, knownName, knownOptions, positiveInteger, shown } from '../validate.ts';
import type { TrainerMemory } from './memory.ts';
import { type MetricName, metricNames } from './metrics.ts';
import { type Optimizer, optimizerFor } from './optimizers.ts';
import type { TrainerOptions } from './options.ts';

/** What training needs besides data. */
export interface Setup<D extends DType = DType> {
  readonly core: Core<D>;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly metrics: readonly MetricName[];
  readonly batchSize: number | 'full';
  readonly shuffle: boolean;
  readonly seed: number;
  readonly memory: TrainerMemory<D>;
}

/**
 * Checks the options.
 * @param lay lays the trainer's memory out, once all options are found right
 * @throws LayerwiseError that names the option
 */
export function setUp<D extends DType>(
  core: Core<D>,
  options: TrainerOptions,
  lay: (optimizer: Optimizer) => TrainerMemory<D>,
): Setup<D> {
  knownOptions('trainer', options, ['loss', 'optimizer', 'metrics', 'batchSize', 'shuffle', 'seed']);
  const { batchSize = 32 } = options;
  const checked = {
    core,
    loss: lossFor(options.loss, core.layers.at(-1)!),
    optimizer: optimizerFor(options.optimizer ?? 'adam'),
    metrics: checkMetrics(options.metrics ?? []),
    batchSize: batchSize === 'full' ? batchSize : positiveInteger('trainer', 'batchSize', batchSize),
    shuffle: boolean('trainer', 'shuffle', options.shuffle ?? true),
    seed: integer('trainer', 'seed', options.seed ?? core.seed, 0, 'an integer from 0 to 2^53 − 1'),
  };
  if (core.parameters.trainableCount === 0) {
    throw rangeError('INVALID_OPTION', 'trainer: the network has no trainable parameters');
  }
  return { ...checked, memory: lay(checked.optimizer) };
}

/** The options that make the same setup again; JSON. */
export function optionsOf({ loss, optimizer, metrics, batchSize, shuffle, seed }: Setup): TrainerOptions {
  return { loss: loss.config, optimizer: optimizer.config, metrics, batchSize, shuffle, seed };
}

function checkMetrics(metrics: readonly MetricName[]): readonly MetricName[] {
  if (!Array.isArray(metrics)) {
    throw typeError('INVALID_OPTION', `trainer: "metrics" must be an array of names, got ${shown(metrics)}`);
  }
  return [...new Set((metrics as readonly unknown[]).map((name) => knownName('trainer', 'metric', name, metricNames)))];
}
