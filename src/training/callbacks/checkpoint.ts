// A callback that hands out the trainer as a file now and then.
import { aFunction, knownOptions, positiveInteger, text } from '../../validate.ts';
import type { RunEvent, TrainingCallback } from '../options.ts';

/** What a checkpoint is of. */
export interface CheckpointInfo {
  /** The epochs made. */
  readonly epochs: number;
  /** The updates made. */
  readonly step: number;
  /** Whether it is one of `best`. */
  readonly best: boolean;
}

/** When a checkpoint is made, and where it goes. */
export interface CheckpointOptions {
  /** Every so many epochs, or steps. Default 1 epoch; with `best` none but the best. */
  readonly every?: number | { readonly steps: number };
  /** A name in the history: after each epoch whose number is better than all before. */
  readonly best?: string;
  /**
   * Takes the bytes of `trainer.save()`, from which `Trainer.load` goes on and `Network.load` predicts. Synchronous; what
   * it throws ends the run, which can be gone on with.
   */
  save(bytes: Uint8Array<ArrayBuffer>, info: CheckpointInfo): void;
}

/**
 * A callback that hands the trainer's file to `save`.
 * @throws LayerwiseError INVALID_OPTION
 *
 * @example
 * checkpoint({ every: 5, save: (bytes) => saveFile('trainer.safetensors', bytes) })
 */
export function checkpoint(options: CheckpointOptions): TrainingCallback {
  const place = 'checkpoint';
  knownOptions(place, options, ['every', 'best', 'save']);
  const { best, every = best === undefined ? 1 : undefined } = options;
  aFunction(place, 'save', options.save);
  const hand = ({ save, step }: RunEvent, epochs: number, isBest: boolean): void =>
    options.save(save(), { epochs, step, best: isBest });
  if (typeof every === 'object') knownOptions(`${place}: every`, every, ['steps']);
  const everySteps = typeof every === 'object' ? positiveInteger(place, 'every.steps', every.steps) : undefined;
  const everyEpochs =
    typeof every === 'object' || every === undefined ? Infinity : positiveInteger(place, 'every', every);
  if (best !== undefined) text(place, 'best', best);
  return {
    ...(everySteps === undefined
      ? {}
      : {
          everySteps,
          onStep(event) {
            hand(event, event.epoch, false);
          },
        }),
    onEpochEnd(event) {
      const epochs = event.epoch + 1;
      const isBest = best !== undefined && event.isBest(best);
      if (isBest || epochs % everyEpochs === 0) hand(event, epochs, isBest);
    },
  };
}
