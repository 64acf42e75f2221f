// The course of a run, wherever its rows come from: its history, early stopping, the callbacks, the record for a card.
import { State } from '../../assembly/kinds.ts';
import type { DType, View } from '../dtype.ts';
import { typeError } from '../errors.ts';
import { aFunction, anObject, positiveInteger } from '../validate.ts';
import type { Data } from './data.ts';
import { EarlyStopping, modeOf } from './early-stopping.ts';
import { validationName } from './history.ts';
import type { Mode } from './metrics/shapes.ts';
import type { EndEvent, EpochEvent, RunEvent, RunOptions, TrainingCallback } from './options.ts';
import { type Progress, type RunInputs, type Unfinished, fingerprint } from './progress.ts';
import { type ModelCard, Recorder } from '#full/training/recorder.ts';
import type { EpochWatcher } from './schedules/schedule.ts';
import type { Setup } from './setup.ts';

/** What a run needs of its trainer. */
export interface RunParts<D extends DType> extends Setup<D>, RunInputs {
  readonly validation: Data | undefined;
  readonly options: RunOptions;
  /** Where an earlier part of the run ended, mid-epoch; its place in the epoch is in the trainer's memory. */
  readonly reached?: Progress | undefined;
  /** The trainer as a file. */
  readonly save: () => Uint8Array<ArrayBuffer>;
  /** Called once, when the run ends: with what it reached, unless it is complete, and with its card if it has one. */
  readonly onEnd: (unfinished: Unfinished | undefined, card: ModelCard | undefined) => void;
}

/** The history while it is written. */
type HistoryByName = Record<string, number[]> & { epochs: number; stopped: boolean; bestEpoch: number };

/** Whether less or more is better of each name in the history. */
function modesOf({ metrics }: Setup, validated: boolean): Map<string, Mode> {
  const modes: [string, Mode][] = [['loss', 'min'], ...metrics.map(({ name, mode }) => [name, mode] as [string, Mode])];
  const validation = modes.map(([name, mode]) => [validationName(name), mode] as const);
  return new Map([...modes, ...(validated ? validation : [])]);
}

const HOOKS = ['onBegin', 'onEpochBegin', 'onStep', 'onEpochEnd', 'onEnd'] as const;

/** Throws unless the callback has functions by these names, or nothing at all. */
function checkCallback(callback: TrainingCallback, index: number): void {
  const place = `callbacks[${index}]`;
  anObject('fit', callback, `"${place}" must be an object`);
  positiveInteger(place, 'everySteps', callback.everySteps ?? 1);
  FULL: {
    const given = HOOKS.filter((name) => callback[name] !== undefined);
    for (const name of given) aFunction(place, name, callback[name]);
    if (given.length === 0 && Object.keys(callback).length > 0)
      throw typeError('INVALID_OPTION', `fit: "${place}" has none of ${HOOKS.join(', ')}`);
  }
}

/** What happens to a run between its steps. */
export class Course<D extends DType = DType> {
  readonly history: HistoryByName;
  /** The epoch that is being made, from 0. */
  epoch: number;
  stopAsked = false;
  readonly #parts: RunParts<D>;
  readonly #modes: ReadonlyMap<string, Mode>;
  readonly #stopping: EarlyStopping | undefined;
  readonly #recorder: Recorder | undefined;
  readonly #schedule: EpochWatcher | undefined;
  readonly #callbacks: readonly TrainingCallback[];
  #bestWeights: View<D> | undefined;
  #fingerprint: string | undefined;
  #begun = false;
  #epochBegun = -1;

  constructor(parts: RunParts<D>) {
    const { validation, options, reached } = parts;
    const { earlyStopping, callbacks = [], card = false } = options;
    const { bestEpoch = -1, best = Infinity } = reached ?? {};
    callbacks.forEach(checkCallback);
    this.#parts = parts;
    this.#callbacks = callbacks;
    this.#modes = modesOf(parts, validation !== undefined);
    FULL: this.#schedule = parts.schedule?.watch(this.#modes);
    this.epoch = reached?.epoch ?? 0;
    this.#bestWeights = reached?.bestWeights as View<D> | undefined;
    if (earlyStopping !== undefined)
      this.#stopping = new EarlyStopping(earlyStopping, this.#modes, { bestEpoch, best });
    const numbers = this.#names.map((name) => [name, [...(reached?.history[name] ?? [])]]);
    this.history = { ...Object.fromEntries(numbers), epochs: this.epoch, stopped: false, bestEpoch } as HistoryByName;
    FULL: if (card) this.#recorder = new Recorder(parts, options, this.fingerprint, reached?.recording);
  }

  /** SHA-256 over the data and the options of its batches. */
  get fingerprint(): string {
    return (this.#fingerprint ??= fingerprint(this.#parts));
  }

  /** Whether all epochs are made. */
  get complete(): boolean {
    return this.epoch >= this.#parts.options.epochs;
  }

  /** All names of the history, those that get no values too. */
  get #names(): string[] {
    return [...modesOf(this.#parts, true).keys(), 'learningRate'];
  }

  /** Before the next step. */
  begin(): void {
    if (!this.#begun) for (const callback of this.#callbacks) callback.onBegin?.(this.#event());
    this.#begun = true;
    const first = this.#parts.memory.get(State.cursor) === 0 && this.#epochBegun !== this.epoch;
    if (!first) return;
    this.#epochBegun = this.epoch;
    for (const callback of this.#callbacks) callback.onEpochBegin?.(this.#event());
  }

  /** The steps until a callback wants to be called. */
  get quiet(): number {
    const step = this.#parts.memory.get(State.step);
    let quiet = Infinity;
    for (const { onStep, everySteps = 1 } of this.#callbacks)
      if (onStep !== undefined) quiet = Math.min(quiet, everySteps - (step % everySteps));
    return quiet;
  }

  /**
   * After steps.
   * @param of the rows of an epoch, if they are known
   */
  stepped(of: number | undefined): void {
    const { memory } = this.#parts;
    const step = memory.get(State.step);
    for (const callback of this.#callbacks) {
      if (callback.onStep === undefined || step % (callback.everySteps ?? 1) !== 0) continue;
      const loss = memory.get(State.dataLoss) + memory.get(State.penalty);
      callback.onStep({ ...this.#event(), loss, rows: memory.get(State.cursor), of });
    }
  }

  /**
   * After an epoch.
   * @param values the epoch's numbers by name
   * @param beginEpoch the next one begins before callbacks run: if one throws, the run can be gone on with
   */
  endEpoch(values: Readonly<Record<string, number>>, beginEpoch: () => void): void {
    const { core, memory } = this.#parts;
    const { history } = this;
    for (const name in values) history[name]!.push(values[name]!);
    history['learningRate']!.push(memory.currentLearningRate());
    const epoch = this.epoch++;
    FULL: this.#recorder?.epochEnded(this.epoch);
    history.epochs = this.epoch;
    const stopping = this.#stopping;
    let stop = false;
    if (stopping !== undefined) {
      const verdict = stopping.update(epoch, values[stopping.monitor]!);
      if (verdict.improved && stopping.restoreBest) this.#bestWeights = core.parameters.learned.slice() as View<D>;
      history.bestEpoch = stopping.bestEpoch;
      stop = verdict.stop;
    }
    FULL: this.#schedule?.(memory.scheduleView(), values);
    memory.set(State.epoch, memory.get(State.epoch) + 1);
    beginEpoch();
    for (const callback of this.#callbacks) callback.onEpochEnd?.(this.#epochEvent(epoch, values));
    history.stopped = stop || this.stopAsked;
  }

  /** Notes for the card whether anything but the run has made steps, of which it has made so many. */
  watch(steps: number): void {
    FULL: this.#recorder?.watch(steps);
  }

  /** At the end: the best weights come back. Returns the card, if there is one. */
  finish(): ModelCard | undefined {
    if (this.#bestWeights !== undefined) this.#parts.core.parameters.learned.set(this.#bestWeights);
    let card: ModelCard | undefined;
    FULL: card = this.#recorder?.card(this.epoch, this.#bestMetrics());
    return card;
  }

  /** After the end. */
  ended(): void {
    if (!this.#begun) return;
    const history = this.history as unknown as EndEvent['history'];
    for (const callback of this.#callbacks) callback.onEnd?.({ ...this.#event(this.epoch - 1), history });
  }

  /** What a later run needs to go on with this one; copies. */
  reached(kept: Pick<Progress, 'outputs' | 'sums'>): Progress {
    const { bestEpoch = -1, best = Infinity } = this.#stopping ?? {};
    return {
      epoch: this.epoch,
      history: Object.fromEntries(this.#names.map((name) => [name, Float64Array.from(this.history[name]!)])),
      bestEpoch,
      best,
      bestWeights: this.#bestWeights,
      recording: this.#recorder?.recording,
      ...kept,
    };
  }

  #event(epoch = this.epoch): RunEvent {
    const { memory, options, save } = this.#parts;
    const stop = (): void => void (this.stopAsked = true);
    return { epoch, epochs: options.epochs, step: memory.get(State.step), save, stop };
  }

  #epochEvent(epoch: number, { loss, valLoss, ...metrics }: Readonly<Record<string, number>>): EpochEvent {
    const isBest = (name: string): boolean => this.#isBest(name);
    return { ...this.#event(epoch), loss: loss!, valLoss, metrics, isBest };
  }

  #isBest(name: string): boolean {
    const sign = modeOf('isBest', name, this.#modes) === 'min' ? 1 : -1;
    const values = this.history[name]!.map((value) => sign * value);
    const last = values.pop()!;
    return !Number.isNaN(last) && values.every((value) => !(value <= last));
  }

  /** What the history says of the epoch whose parameters the network ends with. */
  #bestMetrics(): Record<string, number> {
    FULL: {
      const epoch = this.#bestWeights === undefined ? this.epoch - 1 : this.history.bestEpoch;
      return Object.fromEntries([...this.#modes.keys()].map((name) => [name, this.history[name]![epoch]!]));
    }
  }
}
