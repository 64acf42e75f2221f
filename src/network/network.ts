// The network that users hold.
import { Matrix, type MatrixLike } from '../data/matrix.ts';
import { rangeError, typeError } from '../errors.ts';
import { runOnce } from '../program/once.ts';
import { listing } from '#full/program/listing.ts';
import type { DType, View } from '../dtype.ts';
import { knownOptions, learningRate as checkLearningRate, shown } from '../validate.ts';
import {
  type BackwardGradients,
  type BackwardOptions,
  type ForwardCache,
  type ForwardOptions,
  Tracer,
  checkGradientValues,
} from '#full/network/backpropagation.ts';
import { Core, type NetworkOptions } from './core.ts';
import { setInitialValues } from './initial-values.ts';
import { NetworkLayer } from '#full/network/network-layer.ts';
import { hashOf } from './parameters.ts';
import { Prediction, type Predictor, newPredictor } from './predictor.ts';
import { summary } from '#full/network/summary.ts';
import { type SaveOptions, cardOf, saveNetwork } from '#full/network/card.ts';
import { type LoadOptions, asFileError, decodeNetwork, setParameters } from './model-file.ts';

/** The inside of a network, for the trainer and the other rooms of the library; not public. */
export let coreOf: <D extends DType>(network: Network<D>) => Core<D>;

/**
 * A deep feed-forward network. Construction is synchronous; it owns one wasm instance and one memory, and when it
 * is dropped all of it goes. Samples are rows.
 *
 * @example
 * const network = new Network({ inputs: 2, layers: [dense(4, { activation: 'tanh' }), dense(1, { activation: 'sigmoid' })] });
 */
export class Network<D extends DType = 'float64'> {
  #core: Core<D> | undefined;
  readonly #layers: readonly NetworkLayer<D>[];
  readonly #tracer: Tracer<D>;
  #prediction: Prediction<D> | undefined;
  #single: Predictor<D> | undefined;

  static {
    coreOf = (network) => {
      if (typeof network === 'object' && network !== null && #core in network) return network.#alive();
      throw typeError('INVALID_OPTION', `a Network is needed, got ${shown(network)}`);
    };
  }

  /**
   * Checks the options, builds the layers and draws the first weights.
   * @throws LayerwiseError that names the layer and the option
   */
  constructor(options: NetworkOptions<D>) {
    this.#core = new Core(options);
    setInitialValues(this.#core.parameters, this.#core.seed);
    const core = (): Core<D> => this.#alive();
    this.#tracer = new Tracer(core);
    this.#layers = this.#core.layers.map((_, index) => new NetworkLayer(core, index, this.#tracer));
  }

  #alive(): Core<D> {
    if (this.#core === undefined) throw rangeError('INVALID_STATE', 'the network was disposed of');
    return this.#core;
  }

  /** The columns of an input row. */
  get inputs(): number {
    return this.#alive().inputs;
  }

  /** The columns of an output row. */
  get outputs(): number {
    return this.#alive().outputs;
  }

  /** The element type. */
  get dtype(): D {
    return this.#alive().engine.dtype;
  }

  /** What the initial values were drawn from. */
  get seed(): number {
    return this.#alive().seed;
  }

  /** The names of the outputs, if they were given. */
  get classes(): readonly string[] | undefined {
    return this.#alive().classes;
  }

  /** The names of the columns of an input row, if they were given. */
  get features(): readonly string[] | undefined {
    return this.#alive().features;
  }

  /** The layers in order. */
  get layers(): readonly NetworkLayer<D>[] {
    return this.#layers;
  }

  /**
   * A live view of all trainable parameters in one: layer by layer weights [inputs × units] row-major, then biases.
   * When the memory grows, views taken earlier have length 0: read this property again.
   */
  get parameters(): View<D> {
    return this.#alive().parameters.trainable();
  }

  /** The threads that its programs run on now: 1 at first, and more as they start. */
  get threads(): number {
    return this.#alive().engine.threads;
  }

  /** The bytes of this network's memory now. */
  get memoryBytes(): number {
    return this.#alive().engine.memoryBytes;
  }

  /**
   * The outputs for the rows of x, as a copy: [rows × outputs].
   * @param x rows of numbers, one row flat, or a matrix
   * @throws LayerwiseError for a wrong width or a value that is not finite, with row and column
   */
  predict(x: MatrixLike): Matrix<D>;
  /**
   * The same into `out`, which is returned.
   * @param out room for rows × outputs values
   */
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out: A): A;
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out?: A): Matrix<D> | A {
    this.#prediction ??= new Prediction(this.#alive());
    return this.#prediction.predict(x, out);
  }

  /** A live view of the one row that `run` predicts from. Renewed when the memory has grown: read it each time. */
  get input(): View<D> {
    return this.#one.input;
  }

  /** A live view of the one row that `run` predicted. */
  get output(): View<D> {
    return this.#one.output;
  }

  /** Predicts `output` from `input`: one row, no copy, no check; for frame loops. */
  run(): void {
    this.#one.program.run(1);
  }

  get #one(): Predictor<D> {
    return (this.#single ??= newPredictor(this.#alive(), 1));
  }

  /** The outputs for the rows of x, as `predict`; with `cache: true` every Z and A of the dense layers instead. */
  forward(x: MatrixLike, options: ForwardOptions & { readonly cache: true }): ForwardCache<D>;
  forward(x: MatrixLike, options?: ForwardOptions & { readonly cache?: false }): Matrix<D>;
  forward(x: MatrixLike, options: ForwardOptions = {}): ForwardCache<D> | Matrix<D> {
    this.#alive();
    const cache = this.#tracer.forward(x, options);
    return options.cache === true ? cache : cache.output;
  }

  /**
   * The gradients of the loss for the rows of a cache: dZ, dW, db by layer, penalties included, and dX on request.
   * @param y the targets, or `{ dA }` with ∂J/∂A of the last layer
   * @param options the loss, unless dA is given; `inputGradient` for dX
   */
  backward(
    cache: ForwardCache<D>,
    y: MatrixLike | { readonly dA: MatrixLike },
    options: BackwardOptions = {},
  ): BackwardGradients<D> {
    this.#alive();
    return this.#tracer.backward(cache, y, options);
  }

  /**
   * One step of plain gradient descent: W −= α dW, b −= α db for every layer.
   * @param gradients what `backward` returned
   * @throws LayerwiseError INVALID_SHAPE for those of another network, NON_FINITE; the parameters are then as before
   */
  applyGradients(gradients: BackwardGradients<D>, options: { readonly learningRate: number }): void {
    const core = this.#alive();
    knownOptions('applyGradients', options, ['learningRate']);
    const learningRate = checkLearningRate('applyGradients', options.learningRate);
    checkGradientValues(gradients, core.parameters.trainable());
    FULL: {
      const { engine, parameters } = core;
      const count = parameters.trainableCount;
      const gradient = { name: 'gradients', address: engine.arena.allocate(count * engine.elementBytes) };
      const rate = { name: 'learningRate', address: engine.arena.allocate(8) };
      engine.view(gradient.address, count).set(gradients.flat);
      engine.scalars(rate.address, 1)[0] = learningRate;
      runOnce(engine, 'Sgd', { w: parameters.span(), gradient, count, learningRate: rate }, parameters.base);
      engine.arena.release(gradient.address);
      engine.arena.release(rate.address);
    }
  }

  /** Copies of all parameters by name, such as `layers.0.weights`, normalization's included. */
  getWeights(): Record<string, Matrix<D>> {
    const { parameters } = this.#alive();
    const weights: Record<string, Matrix<D>> = Object.create(null) as Record<string, Matrix<D>>;
    for (const { tensor } of parameters.all) {
      weights[tensor.name] = new Matrix(
        parameters.view(tensor).slice() as View<D>,
        tensor.rows as number,
        tensor.columns,
      );
    }
    return weights;
  }

  /**
   * Sets parameters by name; those not named stay. Nothing changes unless all fit.
   * @throws LayerwiseError that names the parameter
   */
  setWeights(weights: Readonly<Record<string, MatrixLike>>): void {
    const core = this.#alive();
    const { parameters } = core;
    if (typeof weights !== 'object' || weights === null)
      throw typeError('INVALID_OPTION', `setWeights: weights must be an object of names, got ${shown(weights)}`);
    const checked = Object.entries(weights).map(([name, values]) => {
      const placed = parameters.all.find(({ tensor }) => tensor.name === name);
      if (placed === undefined) {
        throw rangeError(
          'UNKNOWN_NAME',
          `setWeights: the network has no "${name}"; there are ${parameters.all.map((p) => p.tensor.name).join(', ')}`,
        );
      }
      const { tensor } = placed;
      const rows = tensor.rows as number;
      const matrix = core.rows(values, { name: `setWeights: ${name}`, columns: tensor.columns });
      if (matrix.rows !== rows)
        throw rangeError('INVALID_SHAPE', `setWeights: ${name} has ${matrix.rows} rows, the network's has ${rows}`);
      return { tensor, matrix };
    });
    for (const { tensor, matrix } of checked) parameters.view(tensor).set(matrix.data);
  }

  /** A network of the same layers and the same parameters, in a memory of its own. */
  clone(): Network<D> {
    const copy = new Network(this.#alive().options);
    copy.copyFrom(this);
    return copy;
  }

  /** A network of the same layers as the seed makes it; the values that training never changes are taken from this one. */
  untrained(): Network<D> {
    const { options, parameters } = this.#alive();
    const fresh = new Network<D>(options);
    coreOf(fresh).parameters.frozen.set(parameters.frozen);
    return fresh;
  }

  /**
   * Takes the parameters of a network of the same shape.
   * @throws LayerwiseError when a parameter's shape differs
   */
  copyFrom(other: Network<D>): void {
    this.#alive().parameters.copyFrom(coreOf(other).parameters);
  }

  /** SHA-256 over the bytes of all parameters in order: equal on every engine and machine when the parameters are. */
  hash(): string {
    return hashOf(this.#alive().parameters);
  }

  /** The model card in the file that this network was loaded from, frozen; undefined without one. */
  get card(): object | undefined {
    return this.#alive().card;
  }

  /** The file of this network: safetensors, loadable anywhere. */
  save(options: SaveOptions = {}): Uint8Array<ArrayBuffer> {
    return saveNetwork(this.#alive(), options);
  }

  /**
   * Reads a file that `save` wrote.
   * @param options what an untrusted file may ask for; the module, for hosts that bring their own
   * @throws LayerwiseError INVALID_FILE before anything large is allocated
   */
  static load(bytes: Uint8Array, options: LoadOptions = {}): Network<DType> {
    const { options: made, tensors, metadata } = decodeNetwork(bytes, options);
    const card = cardOf(metadata);
    return asFileError(() => {
      const network = new Network<DType>({ ...made, module: options.module, threads: options.threads });
      setParameters(coreOf(network), tensors);
      coreOf(network).card = card;
      return network;
    });
  }

  /** A table of the layers: kind, outputs, parameters. */
  summary(): string {
    return summary(this.#alive());
  }

  /** The program that `predict` runs, one line a record. */
  listing(): string {
    return listing(this.#one.program);
  }

  /** Gives the memory back now rather than at the next garbage collection. The network cannot be used afterwards. */
  dispose(): void {
    this.#core?.engine.dispose();
    this.#core = undefined;
    this.#prediction = undefined;
    this.#single = undefined;
    this.#tracer.dispose();
  }

  /** `using network = new Network(…)` disposes at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
