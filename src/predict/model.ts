// A network that was trained elsewhere.
import type { Matrix, MatrixLike } from '../data/matrix.ts';
import type { DType, View } from '../dtype.ts';
import { Core } from '../network/core.ts';
import type { WasmModule } from '../runtime/host.ts';
import { type LoadLimits, asFileError, decodeNetwork, setParameters } from '../network/model-file.ts';
import { Prediction, type Predictor, newPredictor } from '../network/predictor.ts';

/** What `load` takes besides the bytes. Models with layers of your own need `Network.load`. */
export interface LoadOptions extends LoadLimits {
  /** The compiled `layerwise/kernels.wasm` of this version, for hosts that bring their own; default the built-in one. */
  readonly module?: WasmModule | undefined;
}

/** A model that predicts as the network that was saved does, to the bit. When it is dropped, its memory goes with it. */
export class Model {
  /** The columns of an input row. */
  readonly inputs: number;
  /** The columns of an output row. */
  readonly outputs: number;
  /** The element type. */
  readonly dtype: DType;
  /** The names of the outputs, if the file has them; of a single output the names of 0 and 1. */
  readonly classes: readonly string[] | undefined;
  /** The names of the columns of an input row, if the file has them. */
  readonly features: readonly string[] | undefined;
  readonly #core: Core;
  readonly #prediction: Prediction;
  #single: Predictor | undefined;

  /** @internal */
  constructor(core: Core) {
    this.inputs = core.inputs;
    this.outputs = core.outputs;
    this.dtype = core.engine.dtype;
    this.classes = core.classes;
    this.features = core.features;
    this.#core = core;
    this.#prediction = new Prediction(core);
  }

  /**
   * The outputs for the rows of x, as a copy: [rows × outputs].
   * @param x rows of numbers, one row flat, or a matrix
   * @throws LayerwiseError for a wrong width or a value that is not finite, with row and column
   */
  predict(x: MatrixLike): Matrix;
  /**
   * The same into `out`, which is returned.
   * @param out room for rows × outputs values
   */
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out: A): A;
  predict<A extends Float64Array | Float32Array>(x: MatrixLike, out?: A): Matrix | A {
    return this.#prediction.predict(x, out);
  }

  /** A live view of the one row that `run` predicts from. Renewed when the memory has grown: read it each time. */
  get input(): View {
    return this.#one.input;
  }

  /** A live view of the one row that `run` predicted. */
  get output(): View {
    return this.#one.output;
  }

  /** Predicts `output` from `input`: one row, no copy, no check; for frame loops. */
  run(): void {
    this.#one.program.run(1);
  }

  get #one(): Predictor {
    return (this.#single ??= newPredictor(this.#core, 1));
  }
}

/**
 * Reads a model from the file that `network.save()` or `trainer.save()` wrote. Synchronous. The file's model card is left alone,
 * and its seal unchecked.
 * @param options what an untrusted file may ask for; the module, for hosts that bring their own
 * @throws LayerwiseError INVALID_FILE before anything large is allocated
 *
 * @example
 * const model = load(new Uint8Array(await (await fetch('model.safetensors')).arrayBuffer()));
 * const [probability] = model.predict([[0, 1]]).data;
 */
export function load(bytes: Uint8Array, options: LoadOptions = {}): Model {
  const { options: made, tensors } = decodeNetwork(bytes, options);
  return asFileError(() => {
    const core = new Core({ ...made, module: options.module });
    setParameters(core, tensors);
    return new Model(core);
  });
}
