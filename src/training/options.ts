// The options of training, as users give them.
import type { MatrixLike } from '../data/matrix.ts';
import type { LossOption } from '../losses/losses.ts';
import type { ClipOptions } from '#full/training/clip.ts';
import type { EarlyStoppingOptions } from './early-stopping.ts';
import type { History } from './history.ts';
import type { MixupOptions } from '#full/training/mixup.ts';
import type { MetricName, MetricOption } from './metrics/metrics.ts';
import type { OptimizerOption } from './optimizers/optimizers.ts';
import type { ScheduleOption } from '#full/training/schedules/schedules.ts';

/** Rows and their targets. */
export interface TrainingData {
  /** [rows × inputs] */
  readonly x: MatrixLike;
  /** [rows × outputs]; for a loss over classes also class indices. */
  readonly y: MatrixLike;
  /** How much each row counts in the loss, one number of at least 0 a row; default 1. */
  readonly weights?: MatrixLike | undefined;
}

/** The options of a trainer. */
export interface TrainerOptions<M extends MetricOption = MetricOption> {
  readonly loss: LossOption;
  /** Default 'adam'. */
  readonly optimizer?: OptimizerOption;
  /** What the learning rate becomes with time; several follow one another. Default constant. */
  readonly schedule?: ScheduleOption;
  /** How gradients are clipped before the update; default not at all. */
  readonly clip?: ClipOptions;
  /**
   * Reported with the loss each epoch: names, objects with a name and options, or metrics of your own. Default none.
   */
  readonly metrics?: readonly M[];
  /** Rows a step: a positive integer, 1 for stochastic descent, 'full' for all rows. Default 32. */
  readonly batchSize?: number | 'full';
  /**
   * Gradient accumulation: the rows that a step computes at a time, adding their gradients up before its one update. The
   * memory of the activations is that of so many rows; a step is the same. A positive integer; default the whole batch.
   */
  readonly microBatchSize?: number;
  /** Mixes each row of a batch with another one, inputs and targets alike, in training alone; default not at all. */
  readonly mixup?: MixupOptions;
  /**
   * Whether each epoch takes the rows in a new random order; default true. 'balanced': each epoch draws as many rows as
   * there are, with replacement, so that every class is equally likely, however rare.
   */
  readonly shuffle?: boolean | 'balanced';
  /** Of the order of rows and of dropout; default the network's. */
  readonly seed?: number;
}

/** What callbacks get. */
export interface RunEvent {
  /** The epoch that is being made, or was just made; from 0. */
  readonly epoch: number;
  readonly epochs: number;
  /** The trainer's updates so far. */
  readonly step: number;
  /** `trainer.save()`: of a trainer that goes on with this run from here. */
  save(): Uint8Array<ArrayBuffer>;
  /** Ends the run after this epoch. */
  stop(): void;
}

/** What a callback gets after a step. */
export interface StepEvent extends RunEvent {
  /** Of the step, before its update; penalties included. */
  readonly loss: number;
  /** The rows of this epoch already used. */
  readonly rows: number;
  /** The rows of an epoch; undefined for batches, whose number is not known. */
  readonly of: number | undefined;
}

/** What a callback gets after each epoch. */
export interface EpochEvent extends RunEvent {
  readonly loss: number;
  /** undefined without validation data. */
  readonly valLoss: number | undefined;
  /** The epoch's metrics by name, `valAccuracy` and the like included. */
  readonly metrics: Readonly<Record<string, number>>;
  /**
   * Whether this epoch's number of a name in the history is better than those of all epochs before.
   * @throws LayerwiseError INVALID_OPTION if there is no such name
   */
  isBest(name: string): boolean;
}

/** What a callback gets when all epochs are made or the run was stopped. */
export interface EndEvent extends RunEvent {
  readonly history: History<MetricName>;
}

/** Called by a run, synchronously. What it throws ends the run, which can be gone on with. */
export interface TrainingCallback {
  /** Before the first step that the run makes, also of one that goes on. */
  onBegin?(event: RunEvent): void;
  onEpochBegin?(event: RunEvent): void;
  /** After each step, or after those whose number is a multiple of `everySteps`. */
  onStep?(event: StepEvent): void;
  /** A positive integer; default 1. Between calls the steps stay in WebAssembly. */
  readonly everySteps?: number;
  onEpochEnd?(event: EpochEvent): void;
  onEnd?(event: EndEvent): void;
}

/** The options of a run. */
export interface RunOptions {
  /** Passes over the data; a positive integer. */
  readonly epochs: number;
  /** The share of rows, drawn with the trainer's seed, that is held out for validation (Keras takes the last rows). */
  readonly validationSplit?: number;
  /** Rows to validate on. */
  readonly validationData?: TrainingData;
  readonly earlyStopping?: EarlyStoppingOptions;
  /** Whether to go on with a run that did not reach its end, if there is one; default true. */
  readonly resume?: boolean;
  readonly callbacks?: readonly TrainingCallback[];
  /**
   * Whether to keep a record by which anyone can make the run again, for `trainer.card()`; default false. The network
   * must be as its seed made it, and the trainer new. It costs a hash of the data and of the parameters now and then.
   */
  readonly card?: boolean;
}

/** What aborts a fit; an AbortSignal is one. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** The options of a fit. */
export interface FitOptions extends RunOptions {
  /** Ends the fit between two slices of steps; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignalLike;
}
