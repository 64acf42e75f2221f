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
  #sum = 0;
  #divided = 0;
  #rows = 0;

  /**
   * @param data of the form of what will be evaluated
   * @param capacity the most rows that are computed at a time
   */
  constructor(core: Core<D>, loss: Loss, { x, y, weights }: Data, capacity = Math.min(x.rows, CHUNK_ROWS)) {
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

  /**
   * Evaluates rows, chunk by chunk, and adds the chunks' losses in order to those before.
   * @returns the outputs; probabilities when the loss is from logits
   */
  add({ x, y, weights }: Data): Matrix<D> {
    const { engine, outputs: width } = this.#core;
    const { rows } = x;
    const outputs = engine.array(rows * width);
    const sums = this.#loss.config.reduction === 'sum';
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
      this.#sum += this.#scalar(State.dataLoss) * weight;
      this.#divided += weight;
      this.#rows += count;
    }
    return new Matrix(outputs, rows, width);
  }

  /** The loss of all rows added, penalties included; those that are added next are counted anew. */
  take(): number {
    this.#program.runRanges(['penalties'], this.#rows);
    const data = this.#loss.config.reduction === 'sum' ? this.#sum : this.#sum / this.#divided;
    this.#sum = this.#divided = this.#rows = 0;
    return data + this.#scalar(State.penalty);
  }

  #scalar(field: State): number {
    return this.#core.engine.scalars(this.#state + field, 1)[0]!;
  }

  /** Gives the memory back. */
  release(): void {
    this.#program.release();
  }
}
