// Stops a run when what it monitors no longer improves, and gives the best weights back.
import { rangeError } from '../errors.ts';
import { boolean, knownName, knownOptions, positiveInteger, within } from '../validate.ts';
import type { Mode } from './metrics/shapes.ts';

/**
 * Whether less or more is better of a name in the history.
 * @throws LayerwiseError INVALID_OPTION if there is no such name
 */
export function modeOf(place: string, name: string, modes: ReadonlyMap<string, Mode>): Mode {
  const mode = modes.get(name);
  if (mode !== undefined) return mode;
  throw rangeError(
    'INVALID_OPTION',
    `${place}: nothing named "${name}" is in the history; there are ${[...modes.keys()].join(', ')}`,
  );
}

/** When to stop. */
export interface EarlyStoppingOptions {
  /** A name in the history: 'loss', 'valLoss', a metric, or `val` and a metric. Default 'valLoss' with validation data, else 'loss'. */
  readonly monitor?: string;
  /** Whether less or more is better; default what the metric says of itself. */
  readonly mode?: Mode;
  /** Less than this is no improvement; default 0. A tiny negative one takes the last of equal epochs for the best. */
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
   * @param modes the names that the history will have, and whether less or more of them is better
   * @param reached where an earlier part of the run left it
   */
  constructor(
    options: EarlyStoppingOptions,
    modes: ReadonlyMap<string, Mode>,
    reached: { readonly bestEpoch: number; readonly best: number } = { bestEpoch: -1, best: Infinity },
  ) {
    const place = 'earlyStopping';
    knownOptions(place, options, ['monitor', 'mode', 'minDelta', 'patience', 'restoreBest']);
    const monitor = options.monitor ?? (modes.has('valLoss') ? 'valLoss' : 'loss');
    this.monitor = monitor;
    this.#minDelta = within(place, 'minDelta', options.minDelta ?? 0, -Infinity, Infinity);
    this.#patience = positiveInteger(place, 'patience', options.patience ?? 10);
    this.restoreBest = boolean(place, 'restoreBest', options.restoreBest ?? true);
    const own = modeOf(place, monitor, modes);
    this.#sign = knownName(place, 'mode', options.mode ?? own, ['min', 'max']) === 'min' ? 1 : -1;
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
