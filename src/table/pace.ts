// Long work in slices, between which the host gets its turn and the caller may end it.
import { giveWay, now } from '../training/slices.ts';
import type { AbortSignalLike } from '../index.ts';

/** How long a slice lasts, in milliseconds: less than a frame. */
const SLICE_MILLISECONDS = 12;

/** How many rows are gone through between two looks at the clock. */
const ROWS_A_LOOK = 64;

/** Gives way now and then. */
export class Pace {
  readonly #signal: AbortSignalLike | undefined;
  #pause = now() + SLICE_MILLISECONDS;
  #rows = 0;

  constructor(signal: AbortSignalLike | undefined) {
    this.#signal = signal;
    this.check();
  }

  /** Throws the signal's reason if it says so. */
  check(): void {
    if (this.#signal?.aborted === true) throw this.#signal.reason;
  }

  /** Whether it is time for `pause`; to be asked once a row. */
  get due(): boolean {
    return ++this.#rows % ROWS_A_LOOK === 0 && this.late;
  }

  /** The same of what takes longer than a row. */
  get late(): boolean {
    return now() >= this.#pause;
  }

  /** Lets the host do what waits. */
  async pause(): Promise<void> {
    await giveWay();
    this.check();
    this.#pause = now() + SLICE_MILLISECONDS;
  }
}
