// What an epoch reports of the rows that it trains on: its loss, and the metrics of its own outputs.
import { State } from '../../assembly/kinds.ts';
import { Matrix } from '../data/matrix.ts';
import { selectRows } from '../data/split.ts';
import type { DType, View } from '../dtype.ts';
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import type { Data } from './data.ts';
import type { Setup } from './setup.ts';
import { measured } from './validator.ts';

/** Keeps the outputs of an epoch's steps, made before each step's update as Keras does it, for its metrics. */
export class EpochMonitor<D extends DType = DType> {
  readonly #setup: Setup<D>;
  readonly #train: Data;
  /** [rows × outputs], in the order of the epoch; none without metrics. */
  readonly #outputs: Tensor | undefined;

  constructor(setup: Setup<D>, train: Data) {
    const { core, metrics } = setup;
    const { rows } = train.x;
    this.#setup = setup;
    this.#train = train;
    if (metrics.length > 0) {
      const address = core.engine.arena.allocate(rows * core.outputs * core.engine.elementBytes);
      this.#outputs = { name: 'epoch outputs', address, rows, columns: core.outputs };
    }
  }

  /** Emits what keeps a batch's outputs. */
  keep(builder: Builder, a: Tensor): void {
    const y = this.#outputs;
    if (y !== undefined)
      builder.emit('Append', { x: a, y, n: a.columns, first: this.#setup.memory.field(State.cursor, 'cursor') });
  }

  /** The finished epoch's numbers by name; the order of its rows is asked for if there are metrics. */
  values(dataset: { readonly order: ArrayLike<number> }): Record<string, number> {
    const { core, memory, metrics } = this.#setup;
    const { rows } = this.#train.x;
    const loss = memory.get(State.epochLoss) / rows;
    if (this.#outputs === undefined) return { loss };
    const outputs = new Matrix(core.engine.view(this.#outputs.address, rows * core.outputs), rows, core.outputs);
    return { loss, ...measured(metrics, outputs, selectRows(this.#train.y, dataset.order)) };
  }

  /** A copy of the outputs of the epoch so far. */
  get outputs(): View<D> | undefined {
    const { core, memory } = this.#setup;
    if (this.#outputs === undefined) return undefined;
    return core.engine.view(this.#outputs.address, memory.get(State.cursor) * core.outputs).slice() as View<D>;
  }

  set outputs(values: View | undefined) {
    if (this.#outputs === undefined || values === undefined) return;
    this.#setup.core.engine.view(this.#outputs.address, values.length).set(values);
  }

  /** Gives the memory back. */
  release(): void {
    if (this.#outputs !== undefined) this.#setup.core.engine.arena.release(this.#outputs.address);
  }
}
