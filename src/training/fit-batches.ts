// Training on rows that come in batches, of which two are held at a time: data of any size in constant memory.
import { State } from '../../assembly/kinds.ts';
import type { DType } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { knownOptions } from '../validate.ts';
import { type Batches, inTurn, streamsOf, valuesOf } from './batches.ts';
import { Course, type RunParts } from './course.ts';
import { checkData } from './data.ts';
import type { History } from './history.ts';
import type { MetricName, MetricOption } from './metrics/metrics.ts';
import type { FitOptions, TrainingData } from './options.ts';
import type { Unfinished } from './progress.ts';
import { SingleStep } from './single-step.ts';
import { pauses } from './slices.ts';
import { type Trainer, fitRun, setupOf, throwIfAborted } from './trainer.ts';
import { Validator } from './validator.ts';

/** Batches that can be gone through again, as an array, or a function that gives those of an epoch, from 0. */
export type BatchSource = Batches | ((epoch: number) => Batches | Promise<Batches>);

/** The options of `fitBatches`: those of `fit` but for what needs all rows at once. */
export type BatchOptions = Omit<FitOptions, 'validationSplit' | 'card'>;

/**
 * Trains on batches as they come, in constant memory: two batches are held, the one that is computed and the next, which
 * is asked for before. `batchSize` and `shuffle` do not matter: batches are used as they are given. A run that ended
 * before its end is gone on with in the epoch where it stood; the batches that were used are skipped, so they must come
 * again as they did.
 * @returns the history; metrics are of the outputs before each step
 * @throws (rejects with) LayerwiseError as `fit`, the batch's epoch and number in the message, from 0; INVALID_STATE if
 * batches end before the place where a run goes on, or an epoch has none; what the batches throw. The run can then be
 * gone on with
 *
 * @example
 * await fitBatches(trainer, (epoch) => readBatches('data.bin', epoch), { epochs: 5 });
 */
export async function fitBatches<D extends DType, M extends MetricOption>(
  trainer: Trainer<D, M>,
  batches: BatchSource,
  options: BatchOptions,
): Promise<History<M>> {
  knownOptions('fit', options, ['epochs', 'validationData', 'earlyStopping', 'callbacks', 'resume', 'signal']);
  const { signal, ...run } = options;
  const check = (): void => {
    throwIfAborted(signal);
    setupOf(trainer);
  };
  check();
  return fitRun(
    trainer,
    run,
    (parts) => new BatchRun<D, M>(parts),
    (made) => made.go(batches, check),
  );
}

class BatchRun<D extends DType, M extends MetricOption = MetricName> {
  done = false;
  readonly #parts: RunParts<D>;
  readonly #course: Course<D>;
  readonly #single: SingleStep;
  readonly #validator: Validator<D>;
  readonly #streams: ReturnType<typeof streamsOf>;

  constructor(parts: RunParts<D>) {
    const { reached, shuffle } = parts;
    if (shuffle === 'balanced')
      throw rangeError('INVALID_OPTION', 'fit: shuffle "balanced" needs all rows, not batches');
    this.#parts = parts;
    this.#course = new Course(parts);
    this.#single = new SingleStep(parts);
    this.#streams = streamsOf('fit', parts);
    this.#validator = new Validator(parts, parts.validation);
    if (reached === undefined) this.#beginEpoch();
    else this.#sums = reached.sums ?? [];
    if (this.#course.complete) this.#end(undefined);
  }

  get history(): History<M> {
    return this.#course.history as unknown as History<M>;
  }

  get unfinished(): Unfinished {
    return {
      progress: this.#course.reached({ outputs: undefined, sums: Float64Array.from(this.#sums) }),
      fingerprint: () => this.#course.fingerprint,
    };
  }

  cancel(): void {
    if (!this.done) this.#end(this.unfinished);
  }

  /**
   * Makes all epochs.
   * @param check throws when the run is to end
   */
  async go(source: BatchSource, check: () => void): Promise<void> {
    const pause = pauses();
    while (!this.done) {
      const { epoch } = this.#course;
      const used = this.#parts.memory.get(State.cursor);
      let rows = 0;
      let index = 0;
      for await (const batch of inTurn('fit', typeof source === 'function' ? await source(epoch) : source, pause)) {
        check();
        if (!this.done) rows += this.#take(batch, `fit: epoch ${epoch}, batch ${index++}`, rows, used);
        if (this.done) return;
      }
      check();
      if (this.done) return;
      if (rows === 0 || rows < used)
        throw rangeError(
          'INVALID_STATE',
          `fit: epoch ${epoch} has ${rows} rows${used > 0 ? `, ${used} were used` : ''}`,
        );
      this.#endEpoch(rows);
    }
  }

  /** Makes a step, unless it was made before; returns the rows. */
  #take(given: TrainingData, place: string, before: number, used: number): number {
    const { memory } = this.#parts;
    const data = checkData(this.#parts, place, given);
    const { rows } = data.x;
    if (before < used) {
      if (before + rows > used)
        throw rangeError(
          'INVALID_STATE',
          `${place} ends at row ${before + rows}, but the run goes on from row ${used}`,
        );
      return rows;
    }
    this.#course.begin();
    if (this.done) return rows;
    const loss = this.#single.run(data);
    memory.set(State.epochLoss, memory.get(State.epochLoss) + loss * rows);
    memory.set(State.cursor, before + rows);
    const outputs = this.#single.outputs(rows);
    for (const stream of this.#streams) stream.add(outputs, data.y);
    this.#course.stepped(undefined);
    return rows;
  }

  #beginEpoch(): void {
    const { memory } = this.#parts;
    memory.set(State.cursor, 0);
    memory.set(State.epochLoss, 0);
    for (const { sums } of this.#streams) sums.fill(0);
  }

  #endEpoch(rows: number): void {
    const loss = this.#parts.memory.get(State.epochLoss) / rows;
    this.#course.endEpoch({ loss, ...valuesOf(this.#streams), ...this.#validator.values() }, () => this.#beginEpoch());
    if (this.done || !(this.#course.history.stopped || this.#course.complete)) return;
    this.#course.finish();
    this.#end(undefined);
    this.#course.ended();
  }

  #end(unfinished: Unfinished | undefined): void {
    this.done = true;
    this.#single.release();
    this.#validator.release();
    this.#parts.onEnd(unfinished, undefined);
  }

  get #sums(): ArrayLike<number> {
    return this.#streams.flatMap(({ sums }) => [...sums]);
  }

  set #sums(values: ArrayLike<number>) {
    let at = 0;
    for (const { sums } of this.#streams) for (let i = 0; i < sums.length; i++) sums[i] = values[at++] ?? 0;
  }
}
