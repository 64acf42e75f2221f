// A callback that says how far a run is; whoever calls it draws.
import { aFunction, knownOptions, positiveInteger } from '../../validate.ts';
import type { RunEvent, TrainingCallback } from '../options.ts';
import { now } from '../slices.ts';

/** How far a run is. */
export interface TrainingProgress {
  /** The epochs made. */
  readonly epoch: number;
  readonly epochs: number;
  /** From 0 to 1. Of batches, whose number is not known, whole epochs count. */
  readonly fraction: number;
  /** The milliseconds that are left if it goes on like this; undefined when there is nothing to tell it from. */
  readonly remaining: number | undefined;
  /** Of the last step, or of the epoch after its end; undefined before the first. */
  readonly loss: number | undefined;
}

/**
 * A callback that reports when the run begins, after every `everySteps` steps, after each epoch, and at the end.
 * @throws LayerwiseError INVALID_OPTION
 *
 * @example
 * progress(({ fraction }) => (bar.value = fraction), { everySteps: 100 })
 */
export function progress(
  report: (progress: TrainingProgress) => void,
  options: { readonly everySteps?: number } = {},
): TrainingCallback {
  aFunction('progress', 'report', report);
  knownOptions('progress', options, ['everySteps']);
  const everySteps = positiveInteger('progress', 'everySteps', options.everySteps ?? 1);
  let [start, first] = [0, 0];
  const at = ({ epochs }: RunEvent, epoch: number, part: number, loss: number | undefined): void => {
    const fraction = (epoch + part) / epochs;
    const passed = fraction - first;
    const remaining = passed > 0 ? ((now() - start) * (1 - fraction)) / passed : undefined;
    report({ epoch, epochs, fraction, remaining, loss });
  };
  return {
    everySteps,
    onBegin(event) {
      start = now();
      first = event.epoch / event.epochs;
      at(event, event.epoch, 0, undefined);
    },
    onStep(event) {
      const { epoch, rows, of, loss } = event;
      if (of === undefined || rows < of) at(event, epoch, of === undefined ? 0 : rows / of, loss);
    },
    onEpochEnd(event) {
      at(event, event.epoch + 1, 0, event.loss);
    },
    onEnd(event) {
      report({
        epoch: event.history.epochs,
        epochs: event.epochs,
        fraction: 1,
        remaining: 0,
        loss: event.history.loss.at(-1),
      });
    },
  };
}
