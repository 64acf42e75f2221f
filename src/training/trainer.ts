// Trains a network: steps, runs of epochs, evaluation.
import { State } from '../../assembly/opcodes.ts';
import type { MatrixLike } from '../data/matrix.ts';
import { trainTestSplit } from '../data/split.ts';
import { rangeError, typeError } from '../errors.ts';
import { type Loss, lossFor, targetColumns } from '../losses/losses.ts';
import { checkTargets } from '../losses/targets.ts';
import { type BackwardGradients, checkGradientValues } from '../network/backpropagation.ts';
import type { Core } from '../network/core.ts';
import type { LoadLimits } from '../network/model-file.ts';
import { Network, coreOf } from '../network/network.ts';
import { listing } from '../program/listing.ts';
import type { DType } from '../dtype.ts';
import { below, boolean, integer, knownName, knownOptions, positive, positiveInteger, shown } from '../validate.ts';
import { Evaluator } from './evaluator.ts';
import type { History } from './history.ts';
import { TrainerMemory } from './memory.ts';
import { type Unfinished, fingerprint } from './progress.ts';
import { type MetricName, metricNames, metricOf } from './metrics.ts';
import { type Optimizer, type OptimizerConfig, optimizerFor } from './optimizers.ts';
import type { FitOptions, RunOptions, TrainerOptions, TrainingData } from './options.ts';
import { type Data, TrainingRun, checkRows } from './run.ts';
import { giveWay } from './slices.ts';
import { decodeTrainer, encodeTrainer } from './state.ts';
import { type TrainingProgram, compileTraining } from './training-program.ts';

const RUN_OPTIONS = ['epochs', 'validationSplit', 'validationData', 'earlyStopping', 'callbacks', 'resume'];

/** How long a slice of `fit` computes before it gives way, in milliseconds: less than a frame. */
const SLICE_MILLISECONDS = 12;

/** The one live trainer of each network. */
const trainers = new WeakMap<Core, Trainer<DType>>();

/** A loss and metrics by name. */
export type Evaluation<M extends MetricName = MetricName> = { readonly loss: number } & { readonly [K in M]: number };

/** Trains one network. A network has one live trainer: making another ends the first. */
export class Trainer<D extends DType = 'float64', M extends MetricName = never> {
  readonly network: Network<D>;
  readonly #core: Core<D>;
  readonly #loss: Loss;
  readonly #optimizer: Optimizer;
  readonly #metrics: readonly M[];
  readonly #batchSize: number | 'full';
  readonly #shuffle: boolean;
  readonly #seed: number;
  readonly #memory: TrainerMemory<D>;
  #stepping: { readonly training: TrainingProgram; readonly capacity: number; readonly columns: number } | undefined;
  #run: TrainingRun<D, M> | undefined;
  /** What a run that did not reach its end has reached, and what it ran on. */
  #unfinished: Unfinished | undefined;
  #fitting = false;

  /**
   * Checks the options and lays out gradients and optimizer state.
   * @throws LayerwiseError that names the option
   */
  constructor(network: Network<D>, options: TrainerOptions<M>) {
    knownOptions('trainer', options, ['loss', 'optimizer', 'metrics', 'batchSize', 'shuffle', 'seed']);
    const core = coreOf(network);
    this.network = network;
    this.#core = core;
    this.#loss = lossFor(options.loss, core.layers.at(-1)!);
    this.#optimizer = optimizerFor(options.optimizer ?? 'adam');
    this.#metrics = checkMetrics(options.metrics ?? []);
    const { batchSize = 32 } = options;
    this.#batchSize = batchSize === 'full' ? batchSize : positiveInteger('trainer', 'batchSize', batchSize);
    this.#shuffle = boolean('trainer', 'shuffle', options.shuffle ?? true);
    this.#seed = integer('trainer', 'seed', options.seed ?? core.seed, 0, 'an integer from 0 to 2^53 − 1');
    if (core.parameters.trainableCount === 0)
      throw rangeError('INVALID_OPTION', 'trainer: the network has no trainable parameters');
    trainers.get(core)?.dispose();
    this.#memory = core.engine.arena.atomically(() => new TrainerMemory(core, this.#optimizer));
    trainers.set(core, this as unknown as Trainer<DType>);
  }

  /** The optimizer's settings, defaults filled in. */
  get optimizer(): OptimizerConfig {
    return this.#optimizer.config;
  }

  /** The updates made. */
  get steps(): number {
    this.#alive();
    return this.#memory.get(State.step);
  }

  /** The learning rate of the next step; it may be set at any time. */
  get learningRate(): number {
    this.#alive();
    return this.#memory.get(State.learningRate);
  }

  set learningRate(value: number) {
    this.#alive();
    this.#memory.set(State.learningRate, positive('trainer', 'learningRate', value));
  }

  /** The loss of the last step, before its update: the data's part, the penalties', their sum. */
  get lastLoss(): { readonly data: number; readonly penalty: number; readonly total: number } {
    this.#alive();
    const data = this.#memory.get(State.dataLoss);
    const penalty = this.#memory.get(State.penalty);
    return { data, penalty, total: data + penalty };
  }

  /**
   * One update from one batch, synchronously.
   * @returns the loss before the update, penalties included
   * @throws LayerwiseError for bad data, or NON_FINITE; the parameters are then as they were
   */
  step(x: MatrixLike, y: MatrixLike): number {
    this.#idle('step');
    const data = this.#check('step', { x, y });
    const { rows } = data.x;
    const { training } = this.#steppingFor(rows, data.y.columns);
    const { engine } = this.#core;
    engine.view(training.x.address, data.x.data.length).set(data.x.data);
    engine.view(training.y.address, data.y.data.length).set(data.y.data);
    const { cursor, epochLoss } = {
      cursor: this.#memory.get(State.cursor),
      epochLoss: this.#memory.get(State.epochLoss),
    };
    const made = training.program.run(rows);
    this.#memory.set(State.cursor, cursor);
    this.#memory.set(State.epochLoss, epochLoss);
    if (made < 1) training.throwNonFinite(rows);
    return this.lastLoss.total;
  }

  #steppingFor(rows: number, columns: number) {
    const known = this.#stepping;
    if (known !== undefined && known.capacity >= rows && known.columns === columns) return known;
    known?.training.program.release();
    this.#stepping = undefined;
    const training = this.#core.engine.arena.atomically(() =>
      compileTraining({
        core: this.#core,
        memory: this.#memory,
        loss: this.#loss,
        optimizer: this.#optimizer,
        seed: this.#seed,
        capacity: rows,
        begin: (builder) => ({
          x: builder.tensor('X', this.#core.inputs),
          y: builder.tensor('Y', targetColumns(this.#loss, columns !== this.#core.outputs)),
        }),
      }),
    );
    return (this.#stepping = { training, capacity: rows, columns });
  }

  /**
   * Updates the parameters by gradients that `network.backward` returned, with this trainer's optimizer.
   * @throws LayerwiseError NON_FINITE; the parameters are then as they were
   */
  applyGradients(gradients: BackwardGradients<D>): void {
    this.#idle('applyGradients');
    const view = this.#memory.gradientView;
    checkGradientValues(gradients, view.length);
    view.set(gradients.flat);
    this.#steppingFor(1, this.#core.outputs).training.program.runRanges(['update'], 0);
  }

  /**
   * Trains for the epochs given, giving way to the host between slices of about 12 ms.
   * @returns the history, when all epochs are made or the run was stopped
   * @throws (rejects with) LayerwiseError for bad data or options before anything changes; NON_FINITE; or the
   * signal's reason, with the parameters of the last step made
   */
  async fit(data: TrainingData, options: FitOptions): Promise<History<M>> {
    knownOptions('fit', options, [...RUN_OPTIONS, 'signal']);
    const { signal, ...runOptions } = options;
    const run = this.start(data, runOptions);
    this.#fitting = true;
    try {
      while (!run.done) {
        if (signal?.aborted === true) throw signal.reason;
        run.advance({ milliseconds: SLICE_MILLISECONDS });
        if (!run.done) await giveWay();
      }
      return run.history;
    } finally {
      this.#fitting = false;
      run.cancel();
    }
  }

  /**
   * Begins a run that goes on while its `advance` is called; or, if one before it did not reach its end (it was
   * aborted, its process ended, a later `start` came), goes on with that one, mid-epoch, to the bit. `epochs` is the
   * total of both.
   * @throws LayerwiseError for bad data or options; INVALID_STATE if there is a run to go on with, and it was on other
   * data or other batches: `resume: false` begins anew
   */
  start(data: TrainingData, options: RunOptions): TrainingRun<D, M> {
    this.#idle('start');
    knownOptions('fit', options, RUN_OPTIONS);
    positiveInteger('fit', 'epochs', options.epochs);
    const resume = boolean('fit', 'resume', options.resume ?? true);
    if (options.callbacks !== undefined && !Array.isArray(options.callbacks))
      throw typeError('INVALID_OPTION', `fit: "callbacks" must be an array, got ${shown(options.callbacks)}`);
    const { train, validation } = this.#split(this.#check('fit', data), options);
    const inputs = { train, validation, batchSize: this.#batchSize, shuffle: this.#shuffle, seed: this.#seed };
    this.#run?.cancel();
    const unfinished = resume ? this.#unfinished : undefined;
    if (unfinished !== undefined && unfinished.fingerprint() !== fingerprint(inputs)) {
      throw rangeError(
        'INVALID_STATE',
        'fit: the run to go on with was on other data or other batches; give the same, or "resume: false" to begin anew',
      );
    }
    const parts = {
      ...inputs,
      core: this.#core,
      memory: this.#memory,
      loss: this.#loss,
      optimizer: this.#optimizer,
      metrics: this.#metrics,
      options,
      reached: unfinished?.progress,
      onEnd: (left: Unfinished | undefined) => {
        this.#run = undefined;
        this.#unfinished = left;
      },
    };
    const run = this.#core.engine.arena.atomically(() => new TrainingRun<D, M>(parts));
    this.#unfinished = undefined;
    if (!run.done) this.#run = run;
    return run;
  }

  #split(data: Data, options: RunOptions): { train: Data; validation: Data | undefined } {
    if (options.validationData !== undefined) {
      if (options.validationSplit !== undefined) {
        throw rangeError('INVALID_OPTION', 'fit: give "validationData" or "validationSplit", not both');
      }
      return { train: data, validation: this.#check('validationData', options.validationData) };
    }
    const share = below('fit', 'validationSplit', options.validationSplit ?? 0, 0, 1);
    if (share === 0) return { train: data, validation: undefined };
    const { train, test } = trainTestSplit(data, { testShare: share, seed: this.#seed });
    return { train, validation: test };
  }

  /** The loss (penalties included) and the metrics on some rows, in inference mode. */
  evaluate(data: TrainingData): Evaluation<M> {
    this.#alive();
    const { x, y } = this.#check('evaluate', data);
    const evaluator = this.#core.engine.arena.atomically(
      () => new Evaluator(this.#core, this.#loss, x.rows, y.columns !== this.#core.outputs),
    );
    const { loss, outputs } = evaluator.evaluate(x, y);
    evaluator.release();
    return {
      loss,
      ...Object.fromEntries(this.#metrics.map((name) => [name, metricOf(name)(outputs, y)])),
    } as Evaluation<M>;
  }

  /**
   * All that training depends on, as a file: parameters, optimizer state, and the place in the run. A trainer that
   * `load` makes of it, in any runtime, goes on to the same bits. May be called at any time, during a fit too.
   */
  save(): Uint8Array<ArrayBuffer> {
    this.#alive();
    return encodeTrainer({
      core: this.#core,
      memory: this.#memory,
      options: {
        loss: this.#loss.config,
        optimizer: this.#optimizer.config,
        metrics: this.#metrics,
        batchSize: this.#batchSize,
        shuffle: this.#shuffle,
        seed: this.#seed,
      },
      unfinished: this.#run?.unfinished ?? this.#unfinished,
    });
  }

  /**
   * The trainer, and its network, of a file that `save` wrote. The next `fit` or `start` on the same data goes on with
   * the run that was under way.
   * @throws LayerwiseError INVALID_FILE
   */
  static load(bytes: Uint8Array, limits: LoadLimits = {}): Trainer<DType, MetricName> {
    const network = Network.load(bytes, limits);
    const { options, restore } = decodeTrainer(bytes, coreOf(network), limits);
    const trainer = new Trainer<DType, MetricName>(network, options);
    trainer.#unfinished = restore(trainer.#memory);
    return trainer;
  }

  /** The program of one step, one line a record. */
  listing(): string {
    this.#alive();
    return listing(this.#steppingFor(1, this.#core.outputs).training.program);
  }

  /** Gives the trainer's memory back now. */
  dispose(): void {
    if (trainers.get(this.#core) !== (this as unknown)) return;
    this.#run?.cancel();
    this.#stepping?.training.program.release();
    this.#stepping = undefined;
    this.#memory.release();
    trainers.delete(this.#core);
  }

  #check(place: string, given: TrainingData): Data {
    if (typeof given !== 'object' || given === null)
      throw typeError('INVALID_OPTION', `${place}: the data must be an object { x, y }, got ${shown(given)}`);
    const { inputs, outputs } = this.#core;
    const data = {
      x: this.#core.rows(given.x, { name: `${place}: x`, columns: inputs }),
      y: this.#core.rows(given.y, {
        name: `${place}: y`,
        ...(this.#loss.targets === 'classes' ? {} : { columns: outputs }),
      }),
    };
    checkRows(place, data);
    checkTargets(data.y, this.#loss);
    return data;
  }

  #alive(): void {
    if (trainers.get(this.#core) !== (this as unknown)) {
      throw rangeError(
        'INVALID_STATE',
        'this trainer has ended: it was disposed of, or another was made for its network',
      );
    }
  }

  #idle(what: string): void {
    this.#alive();
    if (this.#fitting) throw rangeError('INVALID_STATE', `${what}: a fit is under way; wait for it or abort it`);
  }
}

function checkMetrics<M extends MetricName>(metrics: readonly M[]): readonly M[] {
  if (!Array.isArray(metrics))
    throw typeError('INVALID_OPTION', `trainer: "metrics" must be an array of names, got ${shown(metrics)}`);
  return [...new Set((metrics as readonly M[]).map((name) => knownName('trainer', 'metric', name, metricNames) as M))];
}
