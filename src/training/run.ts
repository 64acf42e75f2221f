// One run of epochs over a data set, made in slices: `fit` is a loop over `advance`.
import { State } from '../../assembly/kinds.ts';
import type { DType } from '../dtype.ts';
import { integer, knownOptions, positive } from '../validate.ts';
import { Course, type RunParts } from './course.ts';
import type { Data } from './data.ts';
import { Dataset } from './dataset.ts';
import { EpochMonitor } from './epoch-monitor.ts';
import type { History } from './history.ts';
import type { MetricOption } from './metrics/metrics.ts';
import type { Unfinished } from './progress.ts';
import type { ModelCard } from '#full/training/recorder.ts';
import { checkBatch } from './setup.ts';
import { now, stepsFor } from './slices.ts';
import { type TrainingProgram, compileTraining } from './training-program.ts';
import { Validator } from './validator.ts';

/** A run on rows that are all at hand. */
interface Parts<D extends DType> extends RunParts<D> {
  readonly train: Data;
  /** How much of the data linear memory may hold at once; default RESIDENT_BYTES. */
  readonly residentBytes?: number;
}

/** A run of epochs that goes on only while `advance` is called. */
export class TrainingRun<D extends DType = DType, M extends MetricOption = MetricOption> {
  readonly #parts: Parts<D>;
  readonly #course: Course<D>;
  readonly #dataset: Dataset;
  readonly #batchSize: number;
  readonly #training: TrainingProgram;
  readonly #monitor: EpochMonitor<D>;
  readonly #validator: Validator<D>;
  #ended = false;

  /** @internal */
  constructor(parts: Parts<D>) {
    const { core, train, validation, reached, batchSize, shuffle, memory } = parts;
    this.#parts = parts;
    this.#course = new Course(parts);
    this.#batchSize = batchSize === 'full' ? train.x.rows : Math.min(batchSize, train.x.rows);
    const { rows } = train.x;
    FULL: for (const batch of [this.#batchSize, rows % this.#batchSize || this.#batchSize])
      checkBatch(parts, `fit: the last batch of ${this.#batchSize} of the ${rows} rows`, batch);
    this.#dataset = new Dataset(core, train, this.#batchSize, shuffle === 'balanced', parts.residentBytes);
    this.#monitor = new EpochMonitor(parts, train);
    this.#validator = new Validator(parts, validation);
    this.#training = compileTraining({
      ...parts,
      capacity: this.#batchSize,
      begin: (builder) => this.#dataset.emitBatch(builder, memory, this.#batchSize),
      keepOutputs: (builder, a) => this.#monitor.keep(builder, a),
    });
    if (reached === undefined) this.#beginEpoch();
    else {
      this.#monitor.outputs = reached.outputs;
      this.#order();
    }
    if (this.#course.complete) this.#finish();
  }

  /** Whether all epochs are made or the run was stopped. */
  get done(): boolean {
    return this.#ended;
  }

  /** The epoch that is being made, from 0. */
  get epoch(): number {
    return this.#course.epoch;
  }

  /** The rows of this epoch already used, of how many. */
  get progress(): { readonly rows: number; readonly of: number } {
    return { rows: this.#ended ? this.#dataset.rows : this.#parts.memory.get(State.cursor), of: this.#dataset.rows };
  }

  /** SHA-256 over the shapes and values of the data, validation's included, and the options of its batches. */
  get fingerprint(): string {
    return this.#course.fingerprint;
  }

  /** The course so far; the same object throughout. */
  get history(): History<M> {
    return this.#course.history as unknown as History<M>;
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
    this.#course.stopAsked = true;
  }

  /** Ends the run now; its memory is given back. The next `start` on the same data goes on where it stood. */
  cancel(): void {
    if (!this.#ended) this.#end(this.unfinished);
  }

  /** What a later run needs to go on with this one; copies. @internal */
  get unfinished(): Unfinished {
    return {
      progress: this.#course.reached({ outputs: this.#monitor.outputs, sums: undefined }),
      fingerprint: () => this.fingerprint,
    };
  }

  #end(unfinished: Unfinished | undefined, card?: ModelCard): void {
    this.#ended = true;
    this.#parts.memory.lastStep = undefined;
    this.#training.program.release();
    this.#dataset.release();
    this.#monitor.release();
    this.#validator.release();
    this.#parts.onEnd(unfinished, card);
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
    const shuffles = shuffle === 'balanced' || (shuffle && this.#batchSize < this.#dataset.rows);
    if (shuffles) this.#dataset.shuffle(seed, memory.get(State.epoch));
  }

  /** Makes up to `most` steps of this epoch; returns how many. */
  #slice(most: number): number {
    const { memory } = this.#parts;
    const { rows, stageRows } = this.#dataset;
    const size = this.#batchSize;
    const cursor = memory.get(State.cursor);
    this.#watch();
    this.#course.begin();
    if (this.#ended) return most;
    const room = this.#dataset.resident ? Infinity : Math.floor(stageRows / size);
    const steps = Math.min(most, Math.ceil((rows - cursor) / size), room, this.#course.quiet);
    this.#dataset.stage(cursor, Math.min(steps * size, rows - cursor));
    // None are left of an epoch whose last step a callback saved the trainer after.
    if (steps > 0) {
      this.#training.run(size, steps, undefined, () => rows - memory.get(State.cursor));
      const rest = memory.get(State.cursor) % size;
      memory.lastStep = { tensors: this.#training, rows: rest === 0 ? size : rest };
      this.#course.stepped(rows);
    }
    if (!this.#ended && memory.get(State.cursor) >= rows) this.#endEpoch();
    return steps;
  }

  #endEpoch(): void {
    const values = { ...this.#monitor.values(this.#dataset), ...this.#validator.values() };
    this.#course.endEpoch(values, () => this.#beginEpoch());
    if (!this.#ended && (this.#course.history.stopped || this.#course.complete)) this.#finish();
  }

  #watch(): void {
    const stepsOf = (rows: number): number => Math.ceil(rows / this.#batchSize);
    const cursor = this.#parts.memory.get(State.cursor);
    this.#course.watch(this.#course.epoch * stepsOf(this.#dataset.rows) + stepsOf(cursor));
  }

  #finish(): void {
    this.#watch();
    this.#end(undefined, this.#course.finish());
    this.#course.ended();
  }
}
