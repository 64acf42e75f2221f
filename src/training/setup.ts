// A trainer's options, checked once, and the network and the memory that they work on.
import { rangeError, typeError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import { type Loss, lossFor } from '../losses/losses.ts';
import type { Core } from '../network/core.ts';
import { integer, knownOptions, positiveInteger, shown } from '../validate.ts';
import { shuffleOption } from '#full/training/balanced.ts';
import { validationName } from './history.ts';
import { type ClipOptions, checkClip } from '#full/training/clip.ts';
import type { TrainerMemory } from './memory.ts';
import { type MixupOptions, checkMixup } from '#full/training/mixup.ts';
import { microBatchSizeOption } from '#full/training/micro-batches.ts';
import { type Measure, measureFor } from './metrics/metrics.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { type OptimizerConfig, optimizerFor } from './optimizers/optimizers.ts';
import type { TrainerOptions } from './options.ts';
import { parameterGroups } from '#full/training/parameter-groups.ts';
import { type TrainerSchedule, scheduleFor } from '#full/training/schedules/schedules.ts';

/** What training needs besides data. */
export interface Setup<D extends DType = DType> {
  readonly core: Core<D>;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  readonly schedule: TrainerSchedule | undefined;
  readonly clip: ClipOptions | undefined;
  readonly metrics: readonly Measure[];
  readonly batchSize: number | 'full';
  readonly shuffle: boolean | 'balanced';
  readonly seed: number;
  readonly microBatchSize: number | undefined;
  readonly mixup: MixupOptions | undefined;
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
  lay: (optimizer: Optimizer, schedule: TrainerSchedule | undefined) => TrainerMemory<D>,
): Setup<D> {
  knownOptions('trainer', options, [
    'loss',
    'optimizer',
    'schedule',
    'clip',
    'metrics',
    'batchSize',
    'shuffle',
    'seed',
    'microBatchSize',
    'mixup',
  ]);
  const { batchSize = 32, shuffle = true, schedule, clip, microBatchSize: micro, mixup } = options;
  const optimizer = optimizerFor(options.optimizer ?? 'adam');
  const checked = {
    core,
    loss: lossFor(options.loss, core.layers.at(-1)!),
    optimizer,
    schedule: schedule === undefined ? schedule : scheduleFor(schedule, optimizer.config.learningRate),
    clip: clip === undefined ? clip : checkClip(clip),
    metrics: checkMetrics(options.metrics ?? []),
    batchSize: batchSize === 'full' ? batchSize : positiveInteger('trainer', 'batchSize', batchSize),
    shuffle: shuffleOption(shuffle),
    seed: integer('trainer', 'seed', options.seed ?? core.seed, 0, 'an integer from 0 to 2^53 − 1'),
    microBatchSize: micro === undefined ? micro : microBatchSizeOption(micro),
    mixup: mixup === undefined ? mixup : checkMixup(core, mixup),
  };
  if (core.parameters.trainableCount === 0) {
    throw rangeError('INVALID_OPTION', 'trainer: the network has no trainable parameters');
  }
  parameterGroups(core.parameters, optimizer);
  return { ...checked, memory: lay(optimizer, checked.schedule) };
}

/** The options that make the same setup again; JSON but for custom metrics. */
export function optionsOf(setup: Setup): TrainerOptions {
  const { loss, optimizer, schedule, clip, metrics, batchSize, shuffle, seed, microBatchSize, mixup } = setup;
  return {
    loss: loss.config,
    optimizer: optimizer.config as OptimizerConfig,
    ...(schedule === undefined ? {} : { schedule: schedule.config }),
    ...(clip === undefined ? {} : { clip }),
    metrics: metrics.map(({ config }) => config),
    batchSize,
    shuffle,
    seed,
    ...(microBatchSize === undefined ? {} : { microBatchSize }),
    ...(mixup === undefined ? {} : { mixup }),
  };
}

/**
 * Throws unless a training batch of so many rows, and each of its micro-batches, has the statistics that batch
 * normalization needs.
 * @param name how the message calls the batch
 */
export function checkBatch({ core, microBatchSize = Infinity }: Setup, name: string, rows: number): void {
  FULL: if (rows <= microBatchSize) core.checkBatch(name, rows);
  else core.checkBatch(`${name}: its last micro-batch`, rows % microBatchSize || microBatchSize);
}

function checkMetrics(metrics: TrainerOptions['metrics']): readonly Measure[] {
  if (!Array.isArray(metrics)) {
    throw typeError('INVALID_OPTION', `trainer: "metrics" must be an array, got ${shown(metrics)}`);
  }
  const measures = [...new Set<unknown>(metrics)].map((option) => measureFor('trainer', option));
  const taken = new Set(['loss', 'valLoss', 'learningRate', 'epochs', 'stopped', 'bestEpoch']);
  for (const { name } of measures) {
    for (const key of [name, validationName(name)]) {
      if (taken.has(key))
        throw rangeError(
          'INVALID_OPTION',
          `trainer: two metrics are named ${shown(key)}: give one another name by "as"`,
        );
      taken.add(key);
    }
  }
  return measures;
}
