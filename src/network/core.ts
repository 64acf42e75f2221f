// What a network is inside: an engine, built layers, their parameters. Programs are compiled from it.
import { Matrix, type MatrixLike, type ToMatrixOptions, toMatrix } from '../data/matrix.ts';
import { rangeError, typeError } from '../errors.ts';
import type { CustomLayerConfig, Layer, LayerConfig } from '../layers/layer.ts';
import { type AnyLayerConfig, buildLayers } from '../layers/layers.ts';
import { namedLayers } from '../layers/sequence.ts';
import type { Randomness } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { DType, View } from '../dtype.ts';
import { Engine } from '../runtime/engine.ts';
import type { WasmModule } from '../runtime/host.ts';
import { MOST_HELPERS } from '../../assembly/team.ts';
import { integer, knownName, knownOptions, positiveInteger, shown, within } from '../validate.ts';
import { ParameterSpace } from './parameters.ts';

/** The options of a network. */
export interface NetworkOptions<D extends DType = DType> {
  /** The columns of a row of input. */
  readonly inputs: number;
  /** What `dense()`, `dropout()` and the others return, in order. */
  readonly layers: readonly (AnyLayerConfig | CustomLayerConfig)[];
  /** Of the initial values and whatever else is random; an integer from 0 on. Default 0. */
  readonly seed?: number;
  /** Default 'float64'. */
  readonly dtype?: D;
  /** Names of the outputs; of a single sigmoid output the names of 0 and 1. */
  readonly classes?: readonly string[];
  /** Names of the columns of a row of input. */
  readonly features?: readonly string[];
  /** The compiled `layerwise/kernels.wasm` of this version, for hosts that bring their own; default the built-in one. */
  readonly module?: WasmModule | undefined;
  /**
   * How many threads its programs run on, 1–32, or 'auto' for all that the machine has; default 1. The bits are the same. Where
   * the host has no threads or no shared memory it is 1, which a warning says once.
   */
  readonly threads?: number | 'auto' | undefined;
}

/** The names of a network's options but for the seed. */
export const UNSEEDED_OPTIONS = ['inputs', 'layers', 'dtype', 'classes', 'features', 'module', 'threads'];

/** A seed's two words, as records take them. */
export function seedWords(seed: number): { seedLow: number; seedHigh: number } {
  return { seedLow: (seed % 4294967296) | 0, seedHigh: Math.floor(seed / 4294967296) | 0 };
}

/** The inside of a network; shared with its trainer. Its parameters are zero until somebody sets them. */
export class Core<D extends DType = DType> {
  readonly engine: Engine<D>;
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly Layer[];
  readonly seed: number;
  readonly classes: readonly string[] | undefined;
  readonly features: readonly string[] | undefined;
  readonly parameters: ParameterSpace<D>;
  /** What the file it was loaded from says of it. */
  card: object | undefined;
  readonly #module: WasmModule | undefined;
  readonly #threads: number | 'auto';

  constructor(options: NetworkOptions<D>) {
    knownOptions('network', options, [...UNSEEDED_OPTIONS, 'seed']);
    this.inputs = positiveInteger('network', 'inputs', options.inputs);
    this.seed = integer('network', 'seed', options.seed ?? 0, 0, 'an integer from 0 to 2^53 − 1');
    const dtype = knownName('network', 'dtype', options.dtype ?? 'float64', ['float64', 'float32']) as D;
    this.layers = buildLayers(options.layers, this.inputs);
    this.outputs = this.layers.at(-1)!.outputs;
    const classes = this.outputs === 1 ? 2 : this.outputs;
    this.classes = checkNames('classes', options.classes, classes, `${this.outputs} outputs`);
    this.features = checkNames('features', options.features, this.inputs, `${this.inputs} inputs`);
    const { threads = 1 } = options;
    this.#threads = threads === 'auto' ? threads : positiveInteger('network', 'threads', threads);
    if (threads !== 'auto') within('network', 'threads', threads, 1, MOST_HELPERS + 1);
    this.engine = new Engine(dtype, options.module, this.#threads);
    this.#module = options.module;
    this.parameters = new ParameterSpace(this.engine, this.layers);
  }

  /** The options that make the same network again; the values of its parameters are not among them. */
  get options(): NetworkOptions<D> {
    TRAINING: {
      const { inputs, seed, classes, features } = this;
      return {
        inputs,
        layers: this.configs as NetworkOptions['layers'],
        seed,
        dtype: this.engine.dtype,
        ...(classes === undefined ? {} : { classes }),
        ...(features === undefined ? {} : { features }),
        module: this.#module,
        threads: this.#threads,
      };
    }
  }

  /** The layers' checked configurations, defaults filled in. */
  get configs(): LayerConfig[] {
    return this.layers.map((layer) => layer.config);
  }

  /**
   * Rows of numbers in the network's element type. Those that stand in its own memory are copied: laying out the
   * program that takes them may grow the memory, which empties every view of it.
   */
  rows(value: MatrixLike, options: Omit<ToMatrixOptions<D>, 'dtype'>): Matrix<D> {
    const matrix = toMatrix(value, { ...options, dtype: this.engine.dtype });
    if (!this.engine.owns(matrix.data)) return matrix;
    return new Matrix<D>(matrix.data.slice() as View<D>, matrix.rows, matrix.columns);
  }

  /**
   * Rows of the network's input.
   * @throws LayerwiseError that names row and column, of a value that is no category where one is needed too
   */
  inputRows(value: MatrixLike, name: string): Matrix<D> {
    const x = this.rows(value, { name, columns: this.inputs });
    checkCategories(this.layers, x, name);
    return x;
  }

  /**
   * Throws unless a training batch of so many rows has the statistics that batch normalization needs.
   * @param batch what the message begins with
   */
  checkBatch(batch: string, rows: number): void {
    TRAINING: FULL: {
      const [tracked] = this.tracked;
      if (rows > 1 || tracked === undefined) return;
      throw rangeError('INVALID_SHAPE', `${batch} has 1 row, ${tracked.place} needs at least 2 to train`);
    }
  }

  /** The layers whose statistics training changes. */
  get tracked(): Layer[] {
    TRAINING: FULL: {
      const layers = namedLayers(this.layers).map(({ layer }) => layer);
      return layers.filter((layer) => layer.parameters.some((parameter) => parameter.statistic === true));
    }
  }

  /** What random layers draw from, at the step that `state` holds. */
  randomness(state: Addressed, seed = this.seed): Randomness {
    TRAINING: return { ...seedWords(seed), state };
  }
}

/** Throws unless the columns of x that some of these layers take for categories hold such. */
export function checkCategories(layers: readonly Layer[], x: Matrix, name: string): void {
  FULL: for (const { layer } of namedLayers(layers)) {
    if (layer.categories === undefined) continue;
    const { column, count } = layer.categories;
    for (let row = 0; row < x.rows; row++) {
      for (let at = column; at < column + layer.inputs; at++) {
        const value = x.data[row * x.columns + at]!;
        if (Number.isInteger(value) && value >= 0 && value < count) continue;
        const where = `${name}: row ${row}, column ${at}: ${value}`;
        throw rangeError(
          'INVALID_VALUE',
          `${where} is no category of ${layer.place}, an integer from 0 to ${count - 1}`,
        );
      }
    }
  }
}

/** Checks the names of outputs or inputs, of which there must be as many as `expected`, each once. */
function checkNames(
  option: 'classes' | 'features',
  names: readonly string[] | undefined,
  expected: number,
  takers: string,
): readonly string[] | undefined {
  if (names === undefined) return undefined;
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
    throw typeError('INVALID_OPTION', `network: "${option}" must be an array of strings, got ${shown(names)}`);
  }
  if (names.length !== expected) {
    throw rangeError('INVALID_OPTION', `network: "${option}" has ${names.length} names, ${takers} take ${expected}`);
  }
  const given = names as readonly string[];
  const seen = new Set<string>();
  for (const name of given) {
    if (seen.has(name)) throw rangeError('INVALID_OPTION', `network: "${option}" has ${shown(name)} twice`);
    seen.add(name);
  }
  return [...given];
}
