// The loss and the metrics of a network on rows that it does not train on.
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { Matrix } from '../data/matrix.ts';
import { emitForward } from '../layers/sequence.ts';
import { emitLoss } from '../losses/emit.ts';
import type { Loss } from '../losses/losses.ts';
import { emitPenalties, lastOf } from '../network/compile.ts';
import type { Core } from '../network/core.ts';
import { CHUNK_ROWS } from '../network/predictor.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import type { Tensor } from '../program/tensor.ts';
import type { DType } from '../dtype.ts';
import type { Data } from './data.ts';

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
  readonly #weights: Tensor | undefined;
  readonly #output: Tensor;
  /** Where the weight of a chunk's loss is, when it is not its rows. */
  readonly #divisor: number | undefined;
  readonly #chunk: readonly string[];

  /** @param data of the form of what will be evaluated, and of no fewer rows */
  constructor(core: Core<D>, loss: Loss, { x, y, weights }: Data) {
    const capacity = Math.min(x.rows, CHUNK_ROWS);
    const builder = new Builder(core.engine, { capacity, training: false, base: core.parameters.base });
    this.#core = core;
    this.#loss = loss;
    this.#capacity = capacity;
    this.#state = builder.reserve(STATE_BYTES);
    this.#x = builder.tensor('X', core.inputs);
    this.#y = builder.tensor('Y', y.columns);
    FULL: if (weights !== undefined) this.#weights = builder.tensor('weights', 1);
    emitForward(builder, core.layers, this.#x, (index) => loss.fused && index === core.layers.length - 1);
    const { z, a } = lastOf(builder, core.layers);
    const result = { name: 'dataLoss', address: this.#state + State.dataLoss };
    const operands = { z, a, y: this.#y, weights: this.#weights, result };
    const { outputs, divisor } = builder.range('loss', () => emitLoss(builder, loss, operands));
    this.#output = outputs;
    this.#divisor = divisor?.address;
    this.#chunk = [...core.layers.map((_, index) => `forward ${index}`), 'loss'];
    emitPenalties(builder, core.layers, { name: 'penalty', address: this.#state + State.penalty });
    this.#program = builder.finish();
  }

  /** Evaluates all rows, chunk by chunk; the chunks' losses are added in order. */
  evaluate({ x, y, weights }: Data): Evaluated<D> {
    const { engine, outputs: width } = this.#core;
    const { rows } = x;
    const outputs = engine.array(rows * width);
    const sums = this.#loss.config.reduction === 'sum';
    let loss = 0;
    let total = 0;
    for (let first = 0; first < rows; first += this.#capacity) {
      const count = Math.min(this.#capacity, rows - first);
      for (const [tensor, matrix] of [
        [this.#x, x],
        [this.#y, y],
        [this.#weights, weights],
      ] as const) {
        if (tensor === undefined || matrix === undefined) continue;
        const { columns } = tensor;
        const part = matrix.data.subarray(first * columns, (first + count) * columns);
        engine.view(tensor.address, part.length).set(part);
      }
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
