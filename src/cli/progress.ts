// How far a training run is: a bar on a terminal, a few lines elsewhere.
import { SingleBar } from 'cli-progress';
import type { DType, EpochEvent, TrainingCallback, TrainingRun } from '../index.ts';
import { labelled, short } from './terminal.ts';

/** The most lines that a run prints where there is no terminal. */
const LINES = 10;

/** Shows a run while it goes on; one of its callbacks. */
export interface Progress extends TrainingCallback {
  /** Shows how far the run is now. */
  show(run: TrainingRun<DType, never>): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** Shows a run of so many epochs on standard output. */
export function progressOf(epochs: number): Progress {
  return process.stdout.isTTY ? bar(epochs) : lines(epochs);
}

function bar(epochs: number): Progress {
  const shown = new SingleBar({
    stream: process.stdout,
    format: `${labelled('training', '{bar}')} epoch {epoch}/${epochs}{losses} · {eta_formatted} left`,
    barsize: 12,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
  });
  // The bar changes the terminal's settings, which must not stay so when the user interrupts.
  const onInterrupt = (): void => {
    shown.stop();
    process.kill(process.pid, 'SIGINT');
  };
  process.once('SIGINT', onInterrupt);
  let losses = '';
  shown.start(epochs, 0, { epoch: '1', losses });
  return {
    onEpochEnd(event) {
      losses = ` · ${lossesOf(event)}`;
    },
    show({ done, epoch, progress, history }) {
      const made = done ? history.epochs : epoch + progress.rows / progress.of;
      // A run that stops early leaves nothing to be done.
      if (done) shown.setTotal(made);
      shown.update(made, { epoch: String(done ? made : epoch + 1), losses });
    },
    end() {
      process.off('SIGINT', onInterrupt);
      shown.stop();
    },
  };
}

function lines(epochs: number): Progress {
  const every = Math.ceil(epochs / LINES);
  return {
    onEpochEnd(event) {
      const made = event.epoch + 1;
      if (made % every !== 0 && made !== epochs) return;
      console.log(
        labelled('training', `epoch ${String(made).padStart(String(epochs).length)}/${epochs}  ${lossesOf(event)}`),
      );
    },
    show() {},
    end() {},
  };
}

function lossesOf({ loss, valLoss }: EpochEvent): string {
  return valLoss === undefined ? `loss ${short(loss)}` : `loss ${short(loss)} · val ${short(valLoss)}`;
}
