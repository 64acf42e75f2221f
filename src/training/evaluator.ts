// The loss and the metrics of a network on rows that it does not train on.
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { Matrix } from '../data/matrix.ts';
import { emitForward } from '../layers/sequence.ts';
import { emitLoss } from '../losses/emit.ts';
import { type Loss, targetColumns } from '../losses/losses.ts';
import { emitPenalties, lastOf } from '../network/compile.ts';
import type { Core } from '../network/core.ts';
import { CHUNK_ROWS } from '../network/predictor.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import type { Tensor } from '../program/tensor.ts';
import type { DType } from '../dtype.ts';

/** The outputs and the loss of some rows. */
export interface Evaluated<D extends DType = DType> {
  /** The loss, penalties included. */
  readonly loss: number;
  /** The outputs; probabilities when the loss is from logits. */
  readonly outputs: Matrix<D>;
}

/** The evaluation program of one network and loss. */
export class Evaluator<D extends DType = DType> {
  readonly #core: Core<D>;
  readonly #loss: Loss;
  readonly #program: Program;
  readonly #capacity: number;
  readonly #state: number;
  readonly #x: Tensor;
  readonly #y: Tensor;
  readonly #output: Tensor;
  /** Where the weight of a chunk's loss is, when it is not its rows. */
  readonly #divisor: number | undefined;
  readonly #chunk: readonly string[];

  /** @param indices whether the targets are class indices */
  constructor(core: Core<D>, loss: Loss, rows: number, indices: boolean) {
    const capacity = Math.min(rows, CHUNK_ROWS);
    const builder = new Builder(core.engine, { capacity, training: false, base: core.parameters.base });
    this.#core = core;
    this.#loss = loss;
    this.#capacity = capacity;
    this.#state = builder.reserve(STATE_BYTES);
    this.#x = builder.tensor('X', core.inputs);
    this.#y = builder.tensor('Y', targetColumns(loss, indices));
    emitForward(builder, core.layers, this.#x, (index) => loss.fused && index === core.layers.length - 1);
    const { z, a } = lastOf(builder, core.layers);
    const result = { name: 'dataLoss', address: this.#state + State.dataLoss };
    const { outputs, divisor } = builder.range('loss', () => emitLoss(builder, loss, { z, a, y: this.#y, result }));
    this.#output = outputs;
    this.#divisor = divisor?.address;
    this.#chunk = [...core.layers.map((_, index) => `forward ${index}`), 'loss'];
    emitPenalties(builder, core.layers, { name: 'penalty', address: this.#state + State.penalty });
    this.#program = builder.finish();
  }

  /** Evaluates all rows, chunk by chunk; the chunks' losses are added in order. */
  evaluate(x: Matrix, y: Matrix): Evaluated<D> {
    const { engine, inputs, outputs: width } = this.#core;
    const { rows } = x;
    const outputs = engine.array(rows * width);
    const sums = this.#loss.config.reduction === 'sum';
    let loss = 0;
    let total = 0;
    for (let first = 0; first < rows; first += this.#capacity) {
      const count = Math.min(this.#capacity, rows - first);
      engine.view(this.#x.address, count * inputs).set(x.data.subarray(first * inputs, (first + count) * inputs));
      engine
        .view(this.#y.address, count * y.columns)
        .set(y.data.subarray(first * y.columns, (first + count) * y.columns));
      this.#program.runRanges(this.#chunk, count);
      outputs.set(engine.view(this.#output.address, count * width), first * width);
      const weight = sums ? 1 : this.#divisor === undefined ? count : engine.scalars(this.#divisor, 1)[0]!;
      loss += this.#scalar(State.dataLoss) * weight;
      total += weight;
    }
    this.#program.runRanges(['penalties'], rows);
    const data = sums ? loss : loss / total;
    return { loss: data + this.#scalar(State.penalty), outputs: new Matrix(outputs, rows, width) };
  }

  #scalar(field: State): number {
    return this.#core.engine.scalars(this.#state + field, 1)[0]!;
  }

  /** Gives the memory back. */
  release(): void {
    this.#program.release();
  }
}
