// The options of training, as users give them.
import type { MatrixLike } from '../data/matrix.ts';
import type { LossOption } from '../losses/losses.ts';
import type { EarlyStoppingOptions } from './early-stopping.ts';
import type { MetricName } from './metrics.ts';
import type { OptimizerOption } from './optimizers.ts';

/** Rows and their targets. */
export interface TrainingData {
  /** [rows × inputs] */
  readonly x: MatrixLike;
  /** [rows × outputs]; for a loss over classes also class indices. */
  readonly y: MatrixLike;
}

/** The options of a trainer. */
export interface TrainerOptions<M extends MetricName = MetricName> {
  readonly loss: LossOption;
  /** Default 'adam'. */
  readonly optimizer?: OptimizerOption;
  /** Reported with the loss each epoch. Default none. */
  readonly metrics?: readonly M[];
  /** Rows a step: a positive integer, 1 for stochastic descent, 'full' for all rows. Default 32. */
  readonly batchSize?: number | 'full';
  /** Whether each epoch takes the rows in a new random order; default true. */
  readonly shuffle?: boolean;
  /** Of the order of rows and of dropout; default the network's. */
  readonly seed?: number;
}

/** What a callback gets after each epoch. */
export interface EpochEvent {
  /** From 0. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** undefined without validation data. */
  readonly valLoss: number | undefined;
  /** The epoch's metrics by name, `valAccuracy` and the like included. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Ends the run after this epoch. */
  stop(): void;
}

/** Called by a run. */
export interface TrainingCallback {
  onEpochEnd?(event: EpochEvent): void;
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
