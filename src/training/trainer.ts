// Trains a network: steps, runs of epochs, evaluation.
import { State } from '../../assembly/kinds.ts';
import type { MatrixLike } from '../data/matrix.ts';
import type { DType } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { type CustomLoss, storedLoss } from '#full/losses/custom-loss.ts';
import { type BackwardGradients, checkGradientValues } from '#full/network/backpropagation.ts';
import type { Core } from '../network/core.ts';
import type { LoadOptions } from '../network/model-file.ts';
import { Network, coreOf } from '../network/network.ts';
import { listing } from '#full/program/listing.ts';
import { knownOptions, learningRate as checkLearningRate, shown } from '../validate.ts';
import type { RunParts } from './course.ts';
import { checkData, divide } from './data.ts';
import { Evaluator } from './evaluator.ts';
import type { History } from './history.ts';
import { TrainerMemory } from './memory.ts';
import { withCustomMetrics } from '#full/training/metrics/custom-metric.ts';
import type { CustomMetric, MetricKey, MetricName, MetricOption } from './metrics/metrics.ts';
import type { OptimizerConfig } from './optimizers/optimizers.ts';
import type { AbortSignalLike, FitOptions, RunOptions, TrainerOptions, TrainingData } from './options.ts';
import type { ModelCard } from '#full/training/recorder.ts';
import { TrainingRun } from './run.ts';
import { type Run, Runs } from './runs.ts';
import { type Setup, setUp } from './setup.ts';
import { SingleStep } from './single-step.ts';
import { SLICE_MILLISECONDS, giveWay } from './slices.ts';
import { decodeTrainer, encodeTrainer } from './state.ts';
import { measured } from './validator.ts';

const RUN_OPTIONS = ['epochs', 'validationSplit', 'validationData', 'earlyStopping', 'callbacks', 'resume', 'card'];

/** The one live trainer of each network. */
const trainers = new WeakMap<Core, Trainer<DType>>();

let insideOf: <D extends DType, M extends MetricOption>(trainer: Trainer<D, M>) => Setup<D>;

/** Begins a run of another kind, and drives it to its end; not public. */
export let fitRun: <D extends DType, M extends MetricOption, R extends Run<M>>(
  trainer: Trainer<D, M>,
  options: RunOptions,
  make: (parts: RunParts<D>) => R,
  drive: (run: R) => Promise<void>,
) => Promise<History<M>>;

/** A loss and metrics by name. */
export type Evaluation<M extends MetricOption = MetricOption> = { readonly loss: number } & {
  readonly [K in MetricKey<M>]: number;
};

/** The options of `Trainer.load`. */
export interface TrainerLoadOptions extends LoadOptions {
  /** The metrics of the user's own that the trainer had. */
  readonly metrics?: readonly CustomMetric[];
  /** The loss by formula that the trainer had. */
  readonly loss?: CustomLoss;
}

/** Trains one network. A network has one live trainer: making another ends the first. */
export class Trainer<D extends DType = 'float64', const M extends MetricOption = MetricOption> {
  readonly network: Network<D>;
  readonly #core: Core<D>;
  readonly #setup: Setup<D>;
  readonly #single: SingleStep;
  readonly #runs: Runs<D, M>;

  static {
    insideOf = (trainer) => {
      trainer.#alive();
      return trainer.#setup;
    };
    fitRun = (trainer, options, make, drive) => {
      trainer.#idle('fit');
      const { validation } = divide(trainer.#setup, undefined, options);
      return trainer.#runs.drive(trainer.#runs.begin(options, { train: undefined, validation }, make), drive);
    };
  }

  /**
   * Checks the options and lays out gradients and optimizer state.
   * @throws LayerwiseError that names the option
   */
  constructor(network: Network<D>, options: TrainerOptions<M>) {
    const core = coreOf(network);
    this.network = network;
    this.#core = core;
    this.#setup = setUp(core, options, (optimizer, schedule) => {
      trainers.get(core)?.dispose();
      return new TrainerMemory(core, optimizer, schedule);
    });
    this.#single = new SingleStep(this.#setup);
    this.#runs = new Runs(
      this.#setup,
      () => this.save(),
      () => network.untrained().hash(),
    );
    trainers.set(core, this as unknown as Trainer<DType>);
  }

  /** The optimizer's settings, defaults filled in. */
  get optimizer(): OptimizerConfig {
    return this.#setup.optimizer.config as OptimizerConfig;
  }

  /** The updates made. */
  get steps(): number {
    this.#alive();
    return this.#setup.memory.get(State.step);
  }

  /** The learning rate that a schedule starts from, and without one that of each step; it may be set at any time. */
  get learningRate(): number {
    this.#alive();
    return this.#setup.memory.get(State.learningRate);
  }

  set learningRate(value: number) {
    this.#alive();
    this.#setup.memory.set(State.learningRate, checkLearningRate('trainer', value));
  }

  /** The learning rate of the last step, as the schedule made it. */
  get currentLearningRate(): number {
    this.#alive();
    return this.#setup.memory.currentLearningRate();
  }

  /** The loss of the last step, before its update: the data's part, the penalties', their sum. */
  get lastLoss(): { readonly data: number; readonly penalty: number; readonly total: number } {
    this.#alive();
    const data = this.#setup.memory.get(State.dataLoss);
    const penalty = this.#setup.memory.get(State.penalty);
    return { data, penalty, total: data + penalty };
  }

  /**
   * One update from one batch, synchronously.
   * @param weights how much each row counts; default 1
   * @returns the loss before the update, penalties included
   * @throws LayerwiseError for bad data, or NON_FINITE; the parameters are then as they were
   */
  step(x: MatrixLike, y: MatrixLike, weights?: MatrixLike): number {
    this.#idle('step');
    return this.#single.run(checkData(this.#setup, 'step', { x, y, weights }));
  }

  /**
   * Updates the parameters by gradients that `network.backward` returned, with this trainer's optimizer.
   * @throws LayerwiseError NON_FINITE; the parameters are then as they were
   */
  applyGradients(gradients: BackwardGradients<D>): void {
    this.#idle('applyGradients');
    const view = this.#setup.memory.gradientView;
    checkGradientValues(gradients, view);
    FULL: view.set(gradients.flat);
    FULL: this.#single.update();
  }

  /**
   * Trains for the epochs given, giving way to the host between slices of about 12 ms.
   * @returns the history, when all epochs are made or the run was stopped
   * @throws (rejects with) LayerwiseError for bad data or options before anything changes; NON_FINITE; or the
   * signal's reason, with the parameters of the last step made; INVALID_STATE when the trainer ended meanwhile
   */
  async fit(data: TrainingData, options: FitOptions): Promise<History<M>> {
    knownOptions('fit', options, [...RUN_OPTIONS, 'signal']);
    const { signal, ...runOptions } = options;
    throwIfAborted(signal);
    return this.#runs.drive(this.start(data, runOptions), async (run) => {
      while (!run.done) {
        throwIfAborted(signal);
        run.advance({ milliseconds: SLICE_MILLISECONDS });
        if (run.done) return;
        await giveWay();
        this.#alive();
      }
    });
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
    return this.#runs.begin(
      options,
      divide(this.#setup, checkData(this.#setup, 'fit', data), options),
      (parts) => new TrainingRun<D, M>({ ...parts, train: parts.train! }),
    );
  }

  /**
   * How the network was trained: what `verifyTraining` of layerwise/proof makes the training again from. Give it to
   * `network.save({ card })`.
   * @throws LayerwiseError INVALID_STATE unless the last run was one with `card: true`, is complete, and the parameters
   * are those that it ended with
   */
  card(): ModelCard {
    this.#alive();
    const { card } = this.#runs;
    FULL: if (card?.result === this.network.hash()) return card;
    throw rangeError('INVALID_STATE', 'card: no complete run with "card: true" alone made the parameters');
  }

  /** The loss (penalties included) and the metrics on some rows, in inference mode. */
  evaluate(data: TrainingData): Evaluation<M> {
    this.#alive();
    const checked = checkData(this.#setup, 'evaluate', data);
    const { loss, metrics } = this.#setup;
    const evaluator = this.#core.engine.arena.atomically(() => new Evaluator(this.#core, loss, checked));
    const outputs = evaluator.add(checked);
    const evaluated = evaluator.take();
    evaluator.release();
    return { loss: evaluated, ...measured(metrics, outputs, checked.y) } as Evaluation<M>;
  }

  /**
   * All that training depends on, as a file: parameters, optimizer state, and the place in the run. A trainer that
   * `load` makes of it, in any runtime, goes on to the same bits. May be called at any time, during a fit too. The data
   * and the options of `fit`, callbacks among them, are not in it.
   */
  save(): Uint8Array<ArrayBuffer> {
    this.#alive();
    return encodeTrainer(this.#setup, this.#runs.unfinished, this.#runs.card);
  }

  /**
   * The trainer, and its network, of a file that `save` wrote. The next `fit` or `start` on the same data goes on with
   * the run that was under way: give it the same epochs, validation data, early stopping and callbacks again.
   * @throws LayerwiseError INVALID_FILE; INVALID_OPTION if the trainer had a loss or metrics of the user's own that are not given
   */
  static load<M extends MetricOption = MetricName>(
    bytes: Uint8Array,
    { metrics, loss, ...options }: TrainerLoadOptions = {},
  ): Trainer<DType, M> {
    const network = Network.load(bytes, options);
    const { options: settings, card, restore } = decodeTrainer(bytes, coreOf(network), options);
    const trainer = new Trainer<DType, M>(network, {
      ...settings,
      loss: storedLoss(settings.loss, loss),
      metrics: withCustomMetrics(settings.metrics, metrics) as readonly M[],
    });
    trainer.#runs.unfinished = restore(trainer.#setup.memory);
    trainer.#runs.card = card;
    return trainer;
  }

  /** The program of one step, one line a record. */
  listing(): string {
    this.#alive();
    return listing(this.#single.program);
  }

  /** Gives the trainer's memory back now. */
  dispose(): void {
    if (trainers.get(this.#core) !== (this as unknown)) return;
    this.#runs.cancel();
    this.#single.release();
    this.#setup.memory.release();
    trainers.delete(this.#core);
  }

  #alive(): void {
    coreOf(this.network);
    if (trainers.get(this.#core) !== (this as unknown)) {
      throw rangeError('INVALID_STATE', 'this trainer has ended: it was disposed of, or its network has another');
    }
  }

  #idle(what: string): void {
    this.#alive();
    if (this.#runs.fitting) throw rangeError('INVALID_STATE', `${what}: a fit is under way; wait for it or abort it`);
  }
}

/** The inside of a trainer, for the other rooms of the library; not public. */
export function setupOf<D extends DType, M extends MetricOption>(trainer: Trainer<D, M>): Setup<D> {
  if (trainer instanceof Trainer) return insideOf(trainer);
  throw typeError('INVALID_OPTION', `a Trainer is needed, got ${shown(trainer)}`);
}

/** Throws the reason if the signal says so. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted === true) throw signal.reason;
}
