// One run of epochs over a data set, made in slices: `fit` is a loop over `advance`.
import { State } from '../../assembly/kinds.ts';
import type { DType, View } from '../dtype.ts';
import { targetColumns } from '../losses/losses.ts';
import { integer, knownOptions, positive } from '../validate.ts';
import type { Data } from './data.ts';
import { Dataset } from './dataset.ts';
import { EarlyStopping } from './early-stopping.ts';
import { EpochMonitor } from './epoch-monitor.ts';
import type { History } from './history.ts';
import type { MetricName } from './metrics.ts';
import type { RunOptions } from './options.ts';
import { type Progress, type Unfinished, fingerprint } from './progress.ts';
import { type ModelCard, Recorder } from './recorder.ts';
import type { Setup } from './setup.ts';
import { now, stepsFor } from './slices.ts';
import { type TrainingProgram, compileTraining } from './training-program.ts';

/** What a run needs of its trainer. */
export interface RunParts<D extends DType> extends Setup<D> {
  readonly train: Data;
  readonly validation: Data | undefined;
  readonly options: RunOptions;
  /** Where an earlier part of the run ended, mid-epoch; its place in the epoch is in the trainer's memory. */
  readonly reached?: Progress | undefined;
  /** Called once, when the run ends: with what it reached, unless it is complete, and with its card if it has one. */
  readonly onEnd: (unfinished: Unfinished | undefined, card: ModelCard | undefined) => void;
  /** How much of the data linear memory may hold at once; default RESIDENT_BYTES. */
  readonly residentBytes?: number;
}

/** The history while it is written. */
type HistoryByName = Record<string, number[]> & { epochs: number; stopped: boolean; bestEpoch: number };

/** A run of epochs that goes on only while `advance` is called. */
export class TrainingRun<D extends DType = DType, M extends MetricName = MetricName> {
  readonly #parts: RunParts<D>;
  readonly #dataset: Dataset;
  readonly #batchSize: number;
  readonly #training: TrainingProgram;
  readonly #monitor: EpochMonitor<D>;
  readonly #stopping: EarlyStopping | undefined;
  readonly #history: HistoryByName;
  readonly #recorder: Recorder | undefined;
  #bestWeights: View<D> | undefined;
  #epoch: number;
  #ended = false;
  #fingerprint: string | undefined;
  #stopAsked = false;

  /** @internal */
  constructor(parts: RunParts<D>) {
    const { core, train, validation, options, reached } = parts;
    this.#parts = parts;
    this.#epoch = reached?.epoch ?? 0;
    this.#bestWeights = reached?.bestWeights as View<D> | undefined;
    const { bestEpoch = -1, best = Infinity } = reached ?? {};
    if (options.earlyStopping !== undefined) {
      const names = EpochMonitor.names(parts, validation !== undefined);
      this.#stopping = new EarlyStopping(options.earlyStopping, names, { bestEpoch, best });
    }
    const numbers = EpochMonitor.names(parts, true).map((name) => [name, [...(reached?.history[name] ?? [])]]);
    const history = { ...Object.fromEntries(numbers), epochs: this.#epoch, stopped: false, bestEpoch };
    this.#history = history as HistoryByName;
    this.#batchSize = parts.batchSize === 'full' ? train.x.rows : Math.min(parts.batchSize, train.x.rows);
    const rest = train.x.rows % this.#batchSize;
    core.checkBatch(
      `fit: the last batch of ${this.#batchSize} of the ${train.x.rows} rows`,
      rest === 0 ? this.#batchSize : rest,
    );
    this.#dataset = new Dataset(core, train, this.#batchSize, parts.residentBytes);
    this.#monitor = new EpochMonitor(parts, train, validation);
    this.#training = this.#compile();
    if (options.card === true) this.#recorder = new Recorder(parts, options, this.fingerprint, reached?.recording);
    if (reached === undefined) this.#beginEpoch();
    else {
      this.#monitor.outputs = reached.outputs;
      this.#order();
    }
    if (this.#epoch >= options.epochs) this.#finish();
  }

  /** Whether all epochs are made or the run was stopped. */
  get done(): boolean {
    return this.#ended;
  }

  /** The epoch that is being made, from 0. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The rows of this epoch already used, of how many. */
  get progress(): { readonly rows: number; readonly of: number } {
    return { rows: this.#ended ? this.#dataset.rows : this.#parts.memory.get(State.cursor), of: this.#dataset.rows };
  }

  /** SHA-256 over the shapes and values of the data, validation's included, and the options of its batches. */
  get fingerprint(): string {
    return (this.#fingerprint ??= fingerprint(this.#parts));
  }

  /** The course so far; the same object throughout. */
  get history(): History<M> {
    return this.#history as unknown as History<M>;
  }

  /**
   * Goes on for so many steps, or for about so many milliseconds, or to the end of the run if that comes first.
   * Where the clock stands still during computation (Workers), the work for the time is estimated.
   * @throws LayerwiseError NON_FINITE that says where, the parameters being those before the failing step; or what a
   * callback threw. Either ends the run.
   */
  advance(limit: { readonly steps: number } | { readonly milliseconds: number }): void {
    knownOptions('advance', limit, ['steps', 'milliseconds']);
    if ('steps' in limit) {
      let left = integer('advance', 'steps', limit.steps, 1, 'a positive integer');
      this.#endIfThrows(() => {
        while (left > 0 && !this.#ended) left -= this.#slice(left);
      });
      return;
    }
    const milliseconds = positive('advance', 'milliseconds', limit.milliseconds);
    const steps = stepsFor(this.#parts.core.parameters.count, this.#batchSize);
    const start = now();
    let estimated = Math.ceil(milliseconds) * steps;
    this.#endIfThrows(() => {
      while (!this.#ended && (estimated > 0 || now() > start)) {
        estimated -= this.#slice(steps);
        if (now() - start >= milliseconds) return;
      }
    });
  }

  #endIfThrows(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  /** Ends the run after this epoch, as a callback's `stop()`. */
  stop(): void {
    this.#stopAsked = true;
  }

  /** Ends the run now; its memory is given back. The next `start` on the same data goes on where it stood. */
  cancel(): void {
    if (!this.#ended) this.#end(this.unfinished);
  }

  /** What a later run needs to go on with this one; copies. @internal */
  get unfinished(): Unfinished {
    return { progress: this.#reached(), fingerprint: () => this.fingerprint };
  }

  #reached(): Progress {
    const { bestEpoch = -1, best = Infinity } = this.#stopping ?? {};
    const names = EpochMonitor.names(this.#parts, true);
    return {
      epoch: this.#epoch,
      history: Object.fromEntries(names.map((name) => [name, Float64Array.from(this.#history[name]!)])),
      bestEpoch,
      best,
      bestWeights: this.#bestWeights,
      outputs: this.#monitor.outputs,
      recording: this.#recorder?.recording,
    };
  }

  #end(unfinished: Unfinished | undefined, card?: ModelCard): void {
    this.#ended = true;
    this.#training.program.release();
    this.#dataset.release();
    this.#monitor.release();
    this.#parts.onEnd(unfinished, card);
  }

  #compile(): TrainingProgram {
    const { memory, loss } = this.#parts;
    const { rows, x, y, indices } = this.#dataset;
    const size = this.#batchSize;
    return compileTraining({
      ...this.#parts,
      capacity: size,
      begin(builder) {
        builder.emit('Batch', { state: memory.state, size, total: rows });
        if (size === rows) return { x: { ...x, rows: 'm' }, y: { ...y, rows: 'm' } };
        const batch = {
          x: builder.tensor('X', x.columns),
          y: builder.tensor('Y', targetColumns(loss, y.columns === 1 && loss.targets === 'classes')),
        };
        for (const [from, to] of [
          [x, batch.x],
          [y, batch.y],
        ] as const) {
          builder.emit('Gather', { x: from, indices, y: to, n: from.columns, state: memory.state });
        }
        return batch;
      },
      keepOutputs: (builder, a) => this.#monitor.keep(builder, a),
    });
  }

  #beginEpoch(): void {
    const { memory } = this.#parts;
    memory.set(State.cursor, 0);
    memory.set(State.epochLoss, 0);
    this.#order();
  }

  #order(): void {
    const { memory, seed, shuffle } = this.#parts;
    // A batch of all rows stands in the data set's own memory, so it stays in the order given.
    if (shuffle && this.#batchSize < this.#dataset.rows) this.#dataset.shuffle(seed, memory.get(State.epoch));
  }

  /** Makes up to `most` steps of this epoch; returns how many. */
  #slice(most: number): number {
    const { memory } = this.#parts;
    const { rows, stageRows } = this.#dataset;
    const size = this.#batchSize;
    const cursor = memory.get(State.cursor);
    this.#watch();
    const room = this.#dataset.resident ? Infinity : Math.floor(stageRows / size);
    const steps = Math.min(most, Math.ceil((rows - cursor) / size), room);
    this.#dataset.stage(cursor, Math.min(steps * size, rows - cursor));
    const made = this.#training.program.run(size, steps);
    if (made < steps)
      this.#training.throwNonFinite(Math.min(size, rows - memory.get(State.cursor)), memory.get(State.step));
    if (memory.get(State.cursor) >= rows) this.#endEpoch();
    return steps;
  }

  #endEpoch(): void {
    const { core, memory, options } = this.#parts;
    const values = this.#monitor.values(this.#dataset.order);
    for (const [name, value] of Object.entries(values)) this.#history[name]!.push(value);
    const epoch = this.#epoch++;
    this.#recorder?.epochEnded(this.#epoch);
    this.#history.epochs = this.#epoch;
    const stopping = this.#stopping;
    let stop = false;
    if (stopping !== undefined) {
      const verdict = stopping.update(epoch, values[stopping.monitor]!);
      if (verdict.improved && stopping.restoreBest) this.#bestWeights = core.parameters.learned.slice() as View<D>;
      this.#history.bestEpoch = stopping.bestEpoch;
      stop = verdict.stop;
    }
    memory.set(State.epoch, memory.get(State.epoch) + 1);
    // The next epoch begins before callbacks run: if one throws, the run can be gone on with.
    this.#beginEpoch();
    this.#report(epoch, values);
    if (this.#ended) return;
    if (stop || this.#stopAsked) this.#history.stopped = true;
    if (this.#history.stopped || this.#epoch >= options.epochs) this.#finish();
  }

  #report(epoch: number, values: Readonly<Record<string, number>>): void {
    const { options } = this.#parts;
    const { loss, valLoss, ...metrics } = values;
    for (const callback of options.callbacks ?? []) {
      callback.onEpochEnd?.({ epoch, epochs: options.epochs, loss: loss!, valLoss, metrics, stop: () => this.stop() });
    }
  }

  #watch(): void {
    const stepsOf = (rows: number): number => Math.ceil(rows / this.#batchSize);
    const cursor = this.#parts.memory.get(State.cursor);
    this.#recorder?.watch(this.#epoch * stepsOf(this.#dataset.rows) + stepsOf(cursor));
  }

  #finish(): void {
    this.#watch();
    if (this.#bestWeights !== undefined) this.#parts.core.parameters.learned.set(this.#bestWeights);
    this.#end(undefined, this.#recorder?.card(this.#epoch, this.#bestMetrics()));
  }

  /** What the history says of the epoch whose parameters the network ends with. */
  #bestMetrics(): Record<string, number> {
    const epoch = this.#bestWeights === undefined ? this.#epoch - 1 : this.#history.bestEpoch;
    const names = EpochMonitor.names(this.#parts, this.#parts.validation !== undefined);
    return Object.fromEntries(names.map((name) => [name, this.#history[name]![epoch]!]));
  }
}
