// Prediction: the inference program, run in chunks of rows.
import type { DType } from '../dtype.ts';
import type { View } from '../dtype.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import type { Tensor } from '../program/tensor.ts';
import { emitForward } from './compile.ts';
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

  /** Predicts `rows` rows of x into out, chunk by chunk. */
  predict(x: ArrayLike<number>, rows: number, out: { set(values: ArrayLike<number>, offset: number): void }): void {
    const { inputs, outputs } = this.#core;
    for (let first = 0; first < rows; first += this.capacity) {
      const count = Math.min(this.capacity, rows - first);
      this.input.set(part(x, first * inputs, count * inputs));
      this.program.run(count);
      out.set(count === this.capacity ? this.output : this.output.subarray(0, count * outputs), first * outputs);
    }
  }
}

function part(x: ArrayLike<number>, start: number, length: number): ArrayLike<number> {
  if (start === 0 && x.length === length) return x;
  return (x as Float64Array).subarray(start, start + length);
}
