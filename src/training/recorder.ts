// What a run leaves behind that lets anyone make it again: the model card.
import { State } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import { NUMERICS_VERSION } from '../network/model-file.ts';
import { hashOf } from '../network/parameters.ts';
import { VERSION } from '../version.ts';
import type { EarlyStoppingOptions } from './early-stopping.ts';
import type { RunOptions, TrainerOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { type Setup, optionsOf } from './setup.ts';

/** The most checkpoints of a card. */
const MOST_CHECKPOINTS = 16;

/** The parameters at some point of a training. */
export interface Checkpoint {
  /** The epochs made before. */
  readonly epoch: number;
  /** `network.hash()` then. */
  readonly parameters: string;
}

/** How a network was trained, from its seed on; JSON. With the network's layers and the data it determines every bit. */
export interface ModelCard {
  /** The version of the library that trained. */
  readonly version: string;
  /** The version of the arithmetic: libraries of the same one give the same bits. */
  readonly numerics: number;
  /** SHA-256 over the data, `run.fingerprint`. */
  readonly data: string;
  /** Defaults filled in. */
  readonly trainer: TrainerOptions;
  /** `epochs` are those that were made. */
  readonly run: Pick<RunOptions, 'epochs' | 'validationSplit' | 'earlyStopping'>;
  /** At most 16, at equal distances; the first holds the parameters that the seed gave. */
  readonly checkpoints: readonly Checkpoint[];
  /** The parameters at the end; those of the best epoch if early stopping restored them. */
  readonly result: string;
  /** What the history says of the epoch whose parameters these are. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What is kept of a recorded run that is not at its end. */
export interface Recording {
  readonly checkpoints: readonly Checkpoint[];
  readonly earlyStopping: EarlyStoppingOptions | undefined;
}

/** Keeps the record of a run. */
export class Recorder {
  readonly #setup: Setup;
  readonly #options: RunOptions;
  readonly #data: string;
  #checkpoints: readonly Checkpoint[];
  #disturbed = false;

  /**
   * @param data the fingerprint of the data
   * @param reached of an earlier part of the run; without one the run begins
   */
  constructor(setup: Setup, options: RunOptions, data: string, reached: Recording | undefined) {
    this.#setup = setup;
    this.#options = options;
    this.#data = data;
    this.#checkpoints = reached?.checkpoints ?? [this.#checkpoint(0)];
  }

  /** What a later run needs to go on with the record; nothing if the record is of no use. */
  get recording(): Recording | undefined {
    if (this.#disturbed) return undefined;
    return { checkpoints: this.#checkpoints, earlyStopping: this.#options.earlyStopping };
  }

  /**
   * Notes whether anything but the run has made steps or set the learning rate. Before each slice and at the end.
   * @param steps those that the run has made
   */
  watch(steps: number): void {
    this.#disturbed ||= disturbed(this.#setup, steps);
  }

  /** Notes the parameters after so many epochs, unless the checkpoints are further apart by now. */
  epochEnded(epoch: number): void {
    const [first, second] = this.#checkpoints;
    const distance = second === undefined ? 1 : second.epoch - first!.epoch;
    if (epoch % distance !== 0) return;
    this.#checkpoints = [...this.#checkpoints, this.#checkpoint(epoch)];
    if (this.#checkpoints.length > MOST_CHECKPOINTS)
      this.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.epoch % (2 * distance) === 0);
  }

  /** The card of the run that is at its end; undefined if the record is of no use. */
  card(epochs: number, metrics: Readonly<Record<string, number>>): ModelCard | undefined {
    if (this.#disturbed) return undefined;
    const { validationSplit, earlyStopping } = this.#options;
    return {
      version: VERSION,
      numerics: NUMERICS_VERSION,
      data: this.#data,
      trainer: optionsOf(this.#setup),
      run: {
        epochs,
        ...(validationSplit === undefined ? {} : { validationSplit }),
        ...(earlyStopping === undefined ? {} : { earlyStopping: { ...earlyStopping } }),
      },
      checkpoints: this.#checkpoints,
      result: hashOf(this.#setup.core.parameters),
      metrics,
    };
  }

  #checkpoint(epoch: number): Checkpoint {
    return { epoch, parameters: hashOf(this.#setup.core.parameters) };
  }
}

/**
 * Throws unless a run with a card may begin, or go on.
 * @param reached the part that was made, if the run goes on: it must be recorded, with the same early stopping
 * @param initial the hash of the parameters that the seed gives: those of a run that begins
 * @throws LayerwiseError INVALID_STATE
 */
export function checkRecordable(
  setup: Setup,
  { earlyStopping }: RunOptions,
  reached: Progress | undefined,
  initial: () => string,
): void {
  const recording = reached?.recording;
  if (
    'formula' in setup.loss.config ||
    setup.metrics.some(({ config }) => typeof config === 'object' && 'compute' in config)
  )
    throw rangeError('INVALID_STATE', 'fit: "card" needs a loss and metrics of the library alone');
  const recordable =
    reached === undefined
      ? !disturbed(setup, 0) && hashOf(setup.core.parameters) === initial()
      : recording !== undefined && JSON.stringify(recording.earlyStopping) === JSON.stringify(earlyStopping);
  if (recordable) return;
  const needed =
    reached === undefined
      ? 'a network as its seed made it, and a new trainer'
      : 'all of the run to be recorded, with the same "earlyStopping"';
  throw rangeError('INVALID_STATE', `fit: "card" needs ${needed}`);
}

function disturbed({ memory, optimizer }: Setup, steps: number): boolean {
  return memory.get(State.step) !== steps || memory.get(State.learningRate) !== optimizer.config.learningRate;
}
