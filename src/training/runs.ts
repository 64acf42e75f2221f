// The runs of a trainer, one at a time: the one under way, what one left that did not reach its end, the last one's card.
import { rangeError, typeError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import { boolean, positiveInteger, shown } from '../validate.ts';
import type { RunParts } from './course.ts';
import type { Data } from './data.ts';
import type { History } from './history.ts';
import type { MetricOption } from './metrics/metrics.ts';
import type { RunOptions } from './options.ts';
import { type Unfinished, fingerprint } from './progress.ts';
import { type ModelCard, checkRecordable } from '#full/training/recorder.ts';
import type { Setup } from './setup.ts';

/** What is known of a run, wherever its rows come from. */
export interface Run<M extends MetricOption> {
  readonly done: boolean;
  readonly history: History<M>;
  readonly unfinished: Unfinished;
  cancel(): void;
}

/** Begins runs, and goes on with them. */
export class Runs<D extends DType, M extends MetricOption> {
  /** Of the last run, if it was recorded and is complete. */
  card: ModelCard | undefined;
  /** Whether a fit waits for the run to end. */
  fitting = false;
  readonly #setup: Setup<D>;
  readonly #save: () => Uint8Array<ArrayBuffer>;
  /** The hash of the parameters that the network's seed gives. */
  readonly #initialHash: () => string;
  #run: Run<M> | undefined;
  #left: Unfinished | undefined;

  constructor(setup: Setup<D>, save: () => Uint8Array<ArrayBuffer>, initialHash: () => string) {
    this.#setup = setup;
    this.#save = save;
    this.#initialHash = initialHash;
  }

  /** What the run under way, or one that did not reach its end, has reached, and what it ran on. */
  get unfinished(): Unfinished | undefined {
    return this.#run?.unfinished ?? this.#left;
  }

  set unfinished(left: Unfinished | undefined) {
    this.#left = left;
  }

  /**
   * Ends the run under way and begins one, or goes on with one that did not reach its end.
   * @throws LayerwiseError for bad options; INVALID_STATE if the run to go on with was on other data
   */
  begin<R extends Run<M>>(
    options: RunOptions,
    data: { readonly train: Data | undefined; readonly validation: Data | undefined },
    make: (parts: RunParts<D>) => R,
  ): R {
    const { callbacks } = options;
    positiveInteger('fit', 'epochs', options.epochs);
    const resume = boolean('fit', 'resume', options.resume ?? true);
    const recorded = boolean('fit', 'card', options.card ?? false);
    if (callbacks !== undefined && !Array.isArray(callbacks))
      throw typeError('INVALID_OPTION', `fit: "callbacks" must be an array, got ${shown(callbacks)}`);
    const parts = {
      ...this.#setup,
      ...data,
      options,
      save: this.#save,
      onEnd: (left: Unfinished | undefined, card: ModelCard | undefined) => {
        this.#run = undefined;
        this.#left = left;
        this.card = card;
      },
    };
    this.cancel();
    const unfinished = resume ? this.#left : undefined;
    if (unfinished !== undefined && unfinished.fingerprint() !== fingerprint(parts)) {
      throw rangeError(
        'INVALID_STATE',
        'fit: the run to go on with was on other data or other batches; "resume: false" begins anew',
      );
    }
    const reached = unfinished?.progress;
    if (recorded) checkRecordable(this.#setup, options, reached, this.#initialHash);
    const run = this.#setup.core.engine.arena.atomically(() => make({ ...parts, reached }));
    this.#left = undefined;
    if (!run.done) {
      this.#run = run;
      this.card = undefined;
    }
    return run;
  }

  /** Waits until a run is driven to its end; whatever happens, it has ended then. */
  async drive<R extends Run<M>>(run: R, drive: (run: R) => Promise<void>): Promise<History<M>> {
    this.fitting = true;
    try {
      await drive(run);
      return run.history;
    } finally {
      this.fitting = false;
      run.cancel();
    }
  }

  /** Ends the run under way, which can be gone on with. */
  cancel(): void {
    this.#run?.cancel();
  }
}
