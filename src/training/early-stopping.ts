// Stops a run when what it monitors no longer improves, and gives the best weights back.
import { rangeError } from '../errors.ts';
import { boolean, knownOptions, positiveInteger, within } from '../validate.ts';

/** When to stop. */
export interface EarlyStoppingOptions {
  /** A name in the history: 'loss', 'valLoss', a metric, or `val` and a metric. Default 'valLoss' with validation data, else 'loss'. */
  readonly monitor?: string;
  /** Less than this is no improvement; default 0. */
  readonly minDelta?: number;
  /** Epochs in a row without improvement that end the run, at least 1, as Keras counts them; default 10. */
  readonly patience?: number;
  /** Whether the run ends with the weights of the best epoch; default true. */
  readonly restoreBest?: boolean;
}

/** Counts the epochs since the best one. */
export class EarlyStopping {
  readonly monitor: string;
  readonly restoreBest: boolean;
  /** The epoch, from 0, whose value is best so far; −1 before the first. */
  bestEpoch = -1;
  /** That value, with the sign that makes less better. */
  best = Infinity;
  readonly #minDelta: number;
  readonly #patience: number;
  readonly #sign: 1 | -1;

  /**
   * @param names the names that the history will have
   * @param reached where an earlier part of the run left it
   */
  constructor(
    options: EarlyStoppingOptions,
    names: readonly string[],
    reached: { readonly bestEpoch: number; readonly best: number } = { bestEpoch: -1, best: Infinity },
  ) {
    const place = 'earlyStopping';
    knownOptions(place, options, ['monitor', 'minDelta', 'patience', 'restoreBest']);
    const monitor = options.monitor ?? (names.includes('valLoss') ? 'valLoss' : 'loss');
    if (!names.includes(monitor)) {
      throw rangeError(
        'INVALID_OPTION',
        `${place}: nothing named "${monitor}" is in the history; there are ${names.join(', ')}`,
      );
    }
    this.monitor = monitor;
    this.#minDelta = within(place, 'minDelta', options.minDelta ?? 0, 0, Infinity);
    this.#patience = positiveInteger(place, 'patience', options.patience ?? 10);
    this.restoreBest = boolean(place, 'restoreBest', options.restoreBest ?? true);
    this.#sign = /loss$/i.test(monitor) ? 1 : -1;
    this.bestEpoch = reached.bestEpoch;
    this.best = reached.best;
  }

  /** Takes an epoch's value; says whether it is the best and whether to stop. A value that is not a number is no improvement. */
  update(epoch: number, value: number): { readonly improved: boolean; readonly stop: boolean } {
    const signed = this.#sign * value;
    if (signed < this.best - this.#minDelta || (this.bestEpoch < 0 && signed === signed)) {
      this.best = signed;
      this.bestEpoch = epoch;
      return { improved: true, stop: false };
    }
    return { improved: false, stop: epoch - this.bestEpoch >= this.#patience };
  }
}
