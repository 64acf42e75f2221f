// Prediction: the inference program, run in chunks of rows.
import { Matrix, type MatrixLike } from '../data/matrix.ts';
import type { DType, View } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { emitForward } from '../layers/sequence.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import type { Tensor } from '../program/tensor.ts';
import { shown } from '../validate.ts';
import type { Core } from './core.ts';

/** The most rows that one run of a prediction takes: enough for the matrix products' full speed. */
export const CHUNK_ROWS = 256;

/** An inference program for up to `capacity` rows. */
export class Predictor<D extends DType = DType> {
  readonly program: Program;
  readonly capacity: number;
  readonly #core: Core<D>;
  readonly #x: Tensor;
  readonly #output: Tensor;
  #inputWords: Int32Array | undefined;
  #input: View<D> | undefined;
  #outputView: View<D> | undefined;

  constructor(core: Core<D>, capacity: number) {
    const builder = new Builder(core.engine, { capacity, training: false, base: core.parameters.base });
    this.#core = core;
    this.capacity = capacity;
    this.#x = builder.tensor('X', core.inputs);
    this.#output = emitForward(builder, core.layers, this.#x, () => false);
    this.program = builder.finish();
  }

  /** A live view of the input rows. */
  get input(): View<D> {
    if (this.#input === undefined || this.#input.length === 0) {
      this.#input = this.#core.engine.view(this.#x.address, this.capacity * this.#core.inputs);
    }
    return this.#input;
  }

  /** A live view of the output rows. */
  get output(): View<D> {
    if (this.#outputView === undefined || this.#outputView.length === 0) {
      this.#outputView = this.#core.engine.view(this.#output.address, this.capacity * this.#core.outputs);
    }
    return this.#outputView;
  }

  /**
   * Predicts flat rows of finite numbers into out, in one run that allocates nothing.
   * @returns false unless x and out are that, out as it was: the way for every x then says what is wrong, if anything
   */
  predictFlat(x: MatrixLike, out: ArrayLike<number>, base?: number): boolean {
    const { inputs, outputs } = this.#core;
    const values = (x instanceof Matrix && x.columns === inputs ? x.data : x) as ArrayLike<unknown>;
    const rows = values.length / inputs;
    if (!(rows >= 1 && rows <= this.capacity && Number.isInteger(rows) && out.length === rows * outputs)) return false;
    if (!isFloatArray(out)) return false;
    if (!isFloatArray(values)) {
      for (let i = 0; i < values.length; i++) if (typeof values[i] !== 'number') return false;
    }
    this.input.set(values as ArrayLike<number>);
    if (!this.#isFinite(values.length)) return false;
    this.program.run(rows, 1, base);
    const { output } = this;
    for (let i = 0; i < out.length; i++) out[i] = output[i]!;
    return true;
  }

  /** Whether the first `count` values of the input are finite: the bits of the exponent are not all set. */
  #isFinite(count: number): boolean {
    const { engine, inputs } = this.#core;
    const stride = engine.elementBytes / 4;
    const mask = stride === 1 ? 0x7f800000 : 0x7ff00000;
    // Of the words, because a loop over one type of array is fast whatever the element types of all networks.
    if (!this.#inputWords?.length) this.#inputWords = engine.words(this.#x.address, this.capacity * inputs * stride);
    const words = this.#inputWords;
    for (let i = stride - 1; i < count * stride; i += stride) if ((words[i]! & mask) === mask) return false;
    return true;
  }

  /** Predicts `rows` rows of x into out, chunk by chunk, for the network that stands at `base`. */
  predict(x: ArrayLike<number>, rows: number, out: Float64Array | Float32Array, base?: number): void {
    const { inputs, outputs } = this.#core;
    for (let first = 0; first < rows; first += this.capacity) {
      const count = Math.min(this.capacity, rows - first);
      this.input.set(part(x, first * inputs, count * inputs));
      this.program.run(count, 1, base);
      out.set(count === this.capacity ? this.output : this.output.subarray(0, count * outputs), first * outputs);
    }
  }
}

function isFloatArray(value: unknown): value is Float64Array | Float32Array {
  return value instanceof Float64Array || value instanceof Float32Array;
}

function part(x: ArrayLike<number>, start: number, length: number): ArrayLike<number> {
  if (start === 0 && x.length === length) return x;
  return (x as Float64Array).subarray(start, start + length);
}

/** Prediction of any number of rows: the program is compiled again when more come than it was compiled for. */
export class Prediction<D extends DType = DType> {
  readonly #core: Core<D>;
  #predictor: Predictor<D> | undefined;

  constructor(core: Core<D>) {
    this.#core = core;
  }

  /**
   * The outputs for the rows of x, in a matrix of their own or in `out`, which is then returned.
   * @param base where the network stands; default the core's own
   * @throws LayerwiseError for x or out of a wrong shape, or a value that is not finite
   */
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out: A | undefined, base?: number): Matrix<D> | A {
    if (out !== undefined && this.#predictor?.predictFlat(x, out, base) === true) return out;
    const core = this.#core;
    const matrix = core.inputRows(x, 'x');
    const { rows } = matrix;
    const predictor = this.#predictorFor(rows);
    if (out !== undefined) {
      if (!isFloatArray(out))
        throw typeError('INVALID_OPTION', `predict: "out" must be a Float64Array or a Float32Array, got ${shown(out)}`);
      if (out.length !== rows * core.outputs)
        throw rangeError(
          'INVALID_SHAPE',
          `predict: "out" has ${out.length} elements, ${rows} rows of ${core.outputs} outputs take ${rows * core.outputs}`,
        );
      predictor.predict(matrix.data, rows, out, base);
      return out;
    }
    const result = core.engine.array(rows * core.outputs);
    predictor.predict(matrix.data, rows, result, base);
    return new Matrix(result, rows, core.outputs);
  }

  #predictorFor(rows: number): Predictor<D> {
    const capacity = Math.min(rows, CHUNK_ROWS);
    if (this.#predictor === undefined || this.#predictor.capacity < capacity) {
      this.#predictor?.program.release();
      this.#predictor = undefined;
      this.#predictor = newPredictor(this.#core, capacity);
    }
    return this.#predictor;
  }
}

/** A predictor, or an error and nothing reserved. */
export function newPredictor<D extends DType>(core: Core<D>, capacity: number): Predictor<D> {
  return core.engine.arena.atomically(() => new Predictor(core, capacity));
}
