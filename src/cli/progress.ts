// How far a training is: a bar on a terminal, a few lines elsewhere, nothing where the output is JSON.
import { SingleBar } from 'cli-progress';
import { labelled, short } from './terminal.ts';

/** The most lines that a training prints where there is no terminal, and that one beside it does. */
const LINES = 10;
const FEW_LINES = 1;

/** What is known at the end of an epoch. */
export interface Losses {
  readonly loss: number;
  readonly valLoss?: number | undefined;
}

/** Shows trainings, one after the other. */
export interface Progress {
  /** The training begins, or one `beside` it. One of the same name takes its place. */
  begin(name: string, epochs: number, beside?: boolean): void;
  /** So many epochs are made, the last of them with these losses. */
  epoch(made: number, losses: Losses): void;
  /** So many epochs are made, the last of them in part. */
  within(made: number): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** Shows trainings on standard output, unless they are to be `quiet`. */
export function progressOf(quiet: boolean): Progress {
  if (quiet) return { begin() {}, epoch() {}, within() {}, end() {} };
  return process.stdout.isTTY ? bar() : lines();
}

function bar(): Progress {
  const shown = new SingleBar({
    stream: process.stdout,
    format: `{label}{bar} epoch {epoch}/{total}{losses} · {eta_formatted} left`,
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
  let current: string | undefined;
  let epochs = 0;
  let losses = '';
  const update = (made: number): void => {
    shown.update(made, { epoch: String(Math.min(epochs, Math.floor(made) + 1)), losses });
  };
  return {
    begin(name, total) {
      if (current !== undefined && current !== name) shown.stop();
      losses = '';
      epochs = total;
      if (current === name) shown.setTotal(total);
      else shown.start(total, 0, { label: labelled(name, ''), epoch: '1', losses });
      current = name;
    },
    epoch(made, found) {
      losses = ` · ${lossesOf(found)}`;
      update(made);
    },
    within: update,
    end() {
      process.off('SIGINT', onInterrupt);
      if (current !== undefined) shown.stop();
    },
  };
}

function lines(): Progress {
  let name = '';
  let epochs = 0;
  let every = 1;
  return {
    begin(begun, total, beside = false) {
      name = begun;
      epochs = total;
      every = Math.ceil(total / (beside ? FEW_LINES : LINES));
    },
    epoch(made, losses) {
      if (made % every !== 0 && made !== epochs) return;
      console.log(
        labelled(name, `epoch ${String(made).padStart(String(epochs).length)}/${epochs}  ${lossesOf(losses)}`),
      );
    },
    within() {},
    end() {},
  };
}

function lossesOf({ loss, valLoss }: Losses): string {
  return valLoss === undefined ? `loss ${short(loss)}` : `loss ${short(loss)} · val ${short(valLoss)}`;
}
