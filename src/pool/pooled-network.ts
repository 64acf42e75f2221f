// One network of a pool: where its block stands, and its seeds.
import { State } from '../../assembly/kinds.ts';
import type { Matrix, MatrixLike } from '../data/matrix.ts';
import type { DType, View } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { Network, coreOf } from '../network/network.ts';
import { checkData } from '../training/data.ts';
import type { MetricName, MetricOption } from '../training/metrics/metrics.ts';
import type { TrainerOptions } from '../training/options.ts';
import { type Setup, optionsOf } from '../training/setup.ts';
import { Trainer, setupOf } from '../training/trainer.ts';
import { learningRate as checkLearningRate } from '../validate.ts';
import type { Training, Workspace } from './workspace.ts';

/** A network in a pool, which `pool.add` makes. What it does not do itself, `toNetwork` or `toTrainer` does. */
export class PooledNetwork<D extends DType = DType> {
  /** What its first values were drawn from. */
  readonly seed: number;
  readonly #workspace: () => Workspace<D>;
  /** Where it stands; 0 when it was removed. */
  #base: number;
  /** What its trainer draws from. */
  #trainerSeed: number;

  /** @internal */
  constructor(workspace: () => Workspace<D>, seed: number) {
    this.#workspace = workspace;
    this.seed = seed;
    this.#trainerSeed = workspace().training?.seed ?? seed;
    this.#base = workspace().add(seed);
  }

  /**
   * A live view of all trainable parameters in one: layer by layer weights [inputs × units] row-major, then biases.
   * When the pool's memory grows, views taken earlier have length 0: read this property again.
   */
  get parameters(): View<D> {
    return this.#pool().core.parameters.trainable(this.#base);
  }

  /**
   * The outputs for the rows of x, as a copy: [rows × outputs].
   * @throws LayerwiseError for a wrong width or a value that is not finite, with row and column
   */
  predict(x: MatrixLike): Matrix<D>;
  /**
   * The same into `out`, which is returned.
   * @param out room for rows × outputs values
   */
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out: A): A;
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out?: A): Matrix<D> | A {
    return this.#pool().prediction.predict(x, out, this.#base);
  }

  /** A live view of the one row that `run` predicts from; all networks of the pool share it. Read it each time. */
  get input(): View<D> {
    return this.#pool().single.input;
  }

  /** A live view of the one row that the pool's last `run` predicted, of whichever network. Read it each time. */
  get output(): View<D> {
    return this.#pool().single.output;
  }

  /** Predicts `output` from `input`: one row, no copy, no check; for frame loops. */
  run(): void {
    this.#pool().single.program.run(1, 1, this.#base);
  }

  /**
   * One update from one batch, by the pool's trainer.
   * @param weights how much each row counts; default 1
   * @returns the loss before the update, penalties included
   * @throws LayerwiseError for bad data, NON_FINITE, or INVALID_STATE when the pool has no trainer; the parameters are
   * then as they were
   */
  step(x: MatrixLike, y: MatrixLike, weights?: MatrixLike): number {
    const { setup, single } = this.#training('step');
    return single.run(checkData(setup, 'step', { x, y, weights }), this.#base, this.#trainerSeed);
  }

  /** The updates made. */
  get steps(): number {
    return this.#training('steps').setup.memory.get(State.step, this.#base);
  }

  /** The learning rate of its next step; it may be set at any time. */
  get learningRate(): number {
    return this.#training('learningRate').setup.memory.get(State.learningRate, this.#base);
  }

  set learningRate(value: number) {
    const { memory } = this.#training('learningRate').setup;
    memory.set(State.learningRate, checkLearningRate('pool', value), this.#base);
  }

  /**
   * Takes the parameters of a network of the same layers; of a trainer also all that it goes on with: optimizer
   * state, learning rate, steps and seed.
   * @throws LayerwiseError INVALID_SHAPE when a parameter's shape differs; INVALID_OPTION when the trainer's loss or
   * optimizer is not the pool's
   */
  copyFrom<M extends MetricOption>(other: Network<D> | PooledNetwork<D> | Trainer<D, M>): void {
    const { parameters } = this.#pool().core;
    if (other instanceof PooledNetwork) {
      parameters.copyFrom(other.#pool().core.parameters, this.#base, other.#base);
      return;
    }
    if (!(other instanceof Trainer)) {
      parameters.copyFrom(coreOf(other).parameters, this.#base);
      return;
    }
    const { setup } = this.#training('copyFrom(trainer)');
    const theirs = setupOf(other);
    if (method(setup) !== method(theirs)) {
      throw rangeError('INVALID_OPTION', `copyFrom: the pool has ${method(setup)}, the trainer ${method(theirs)}`);
    }
    parameters.copyFrom(theirs.core.parameters, this.#base);
    setup.memory.kept(this.#base).set(theirs.memory.kept());
    this.#trainerSeed = theirs.seed;
  }

  /** A network of the same layers and the same parameters, in a memory of its own. */
  toNetwork(): Network<D> {
    const { core } = this.#pool();
    const network = new Network<D>({ ...core.options, seed: this.seed });
    coreOf(network).parameters.copyFrom(core.parameters, undefined, this.#base);
    return network;
  }

  /**
   * A trainer that goes on where this network stands, in a memory of its own. For `fit`, `evaluate` and `save`;
   * `copyFrom` brings back what it has become.
   */
  toTrainer(): Trainer<D, MetricName> {
    const { setup } = this.#training('toTrainer');
    const options = { ...optionsOf(setup), seed: this.#trainerSeed };
    const trainer = new Trainer<D, MetricName>(this.toNetwork(), options as TrainerOptions<MetricName>);
    setupOf(trainer).memory.kept().set(setup.memory.kept(this.#base));
    return trainer;
  }

  /** Takes the network out of the pool, which has room for another then. It cannot be used afterwards. */
  remove(): void {
    if (this.#base === 0) return;
    this.#workspace().remove(this.#base);
    this.#base = 0;
  }

  #pool(): Workspace<D> {
    if (this.#base === 0) throw rangeError('INVALID_STATE', 'the network was removed from its pool');
    return this.#workspace();
  }

  #training(what: string): Training<D> {
    const { training } = this.#pool();
    if (training === undefined) throw rangeError('INVALID_STATE', `${what}: the pool was made without "trainer"`);
    return training;
  }
}

/** What two trainers must have in common for one to go on with the other's state. */
function method({ loss, optimizer, schedule }: Setup): string {
  const methods = [loss, optimizer, ...(schedule === undefined ? [] : [schedule])];
  return methods.map(({ config }) => JSON.stringify(config)).join(' and ');
}
