// The rows that a run trains on, in linear memory: all of them while they fit, else those of the next steps.
import { State } from '../../assembly/kinds.ts';
import type { Matrix } from '../data/matrix.ts';
import type { Core } from '../network/core.ts';
import { seedWords } from '../network/core.ts';
import type { Builder } from '../program/builder.ts';
import { runOnce } from '../program/once.ts';
import type { Tensor } from '../program/tensor.ts';
import { drawBalanced } from '#full/training/balanced.ts';
import type { Data } from './data.ts';
import type { TrainerMemory } from './memory.ts';

/** Data sets up to this many bytes are copied into linear memory once; of larger ones, each slice's rows. */
export const RESIDENT_BYTES = 268435456;

/** A batch, or all rows, in linear memory. */
export interface Rows {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly weights?: Tensor | undefined;
}

/** Rows of which each part is made from that of others. */
export const mapRows = (rows: Rows, make: (x: Tensor) => Tensor): Rows =>
  Object.fromEntries(Object.entries(rows).map(([key, x]) => [key, make(x as Tensor)])) as unknown as Rows;

/** The rows of x, y and the weights, if any, and the order in which they are used. */
export class Dataset {
  readonly rows: number;
  /** Where the row for each place in the order stands; 32-bit. */
  readonly indices: Tensor;
  readonly #core: Core;
  /** Each matrix with its place in memory. */
  readonly parts: readonly { readonly key: keyof Rows; readonly matrix: Matrix; readonly tensor: Tensor }[];
  /** How many rows memory holds. */
  readonly #held: number;
  /** Draws the rows of an epoch; none when it takes each once. */
  readonly #draw: ReturnType<typeof drawBalanced> | undefined;
  #order: Int32Array | undefined;

  /**
   * @param batchRows the rows of a batch: at least so many are held
   * @param balanced whether `shuffle` draws rows so that classes are equally likely
   */
  constructor(core: Core, data: Data, batchRows: number, balanced = false, residentBytes = RESIDENT_BYTES) {
    const { engine } = core;
    const { x, y, weights } = data;
    const matrices = Object.entries({ x, y, weights }).filter(([, matrix]) => matrix !== undefined);
    this.#core = core;
    this.rows = x.rows;
    if (balanced) this.#draw = drawBalanced(y);
    const columns = matrices.reduce((sum, [, matrix]) => sum + matrix!.columns, 0);
    const held = Math.floor(residentBytes / (columns * engine.elementBytes));
    this.#held = Math.min(this.rows, Math.max(held, batchRows));
    this.parts = (matrices as [keyof Rows, Matrix][]).map(([key, matrix]) => {
      const address = engine.arena.allocate(this.#held * matrix.columns * engine.elementBytes);
      if (this.resident) engine.view(address, matrix.data.length).set(matrix.data);
      return { key, matrix, tensor: { name: `data.${key}`, address, rows: this.#held, columns: matrix.columns } };
    });
    this.indices = { name: 'indices', address: engine.arena.allocate(this.rows * 4), rows: 1, columns: this.rows };
    this.inOrder();
  }

  /** Emits what brings the rows of a step, `size` of them or those that are left; says where they are. */
  emitBatch(builder: Builder, memory: TrainerMemory, size: number): Rows {
    const first = memory.field(State.cursor, 'cursor');
    builder.emit('Batch', { state: memory.state, size, total: this.rows });
    const whole = size === this.rows && this.#draw === undefined;
    const batch = this.parts.map(({ key, tensor }) => {
      if (whole) return [key, { ...tensor, rows: 'm' }];
      const y = builder.tensor(key === 'weights' ? key : key.toUpperCase(), tensor.columns);
      builder.emit('Gather', { x: tensor, indices: this.indices, y, n: tensor.columns, first });
      return [key, y];
    });
    return Object.fromEntries(batch) as Rows;
  }

  /** Whether memory holds all rows. */
  get resident(): boolean {
    return this.#held === this.rows;
  }

  /** The rows that `stage` can bring at once. */
  get stageRows(): number {
    return this.#held;
  }

  /** Uses the rows in the order given. */
  inOrder(): void {
    this.#words().forEach((_, i, words) => (words[i] = i));
    this.#remember();
  }

  /** Uses the rows in the order that (seed, epoch) determines, or draws them by it. */
  shuffle(seed: number, epoch: number): void {
    const { engine } = this.#core;
    const words = seedWords(seed);
    if (this.#draw !== undefined) this.#draw(this.#words(), words, epoch);
    else runOnce(engine, 'Shuffle', { indices: this.indices, count: this.rows, ...words, stream: epoch });
    this.#remember();
  }

  /** The row that stands at a place in the order. */
  get order(): Int32Array {
    return this.#order ?? this.#words();
  }

  /** Brings the rows at places first … first + count − 1 of the order into memory, when not all are there. */
  stage(first: number, count: number): void {
    if (this.resident) return;
    const words = this.#words();
    const order = this.order;
    for (const { matrix, tensor } of this.parts) {
      const { columns } = tensor;
      const view = this.#core.engine.view(tensor.address, this.#held * columns);
      for (let i = 0; i < count; i++) {
        const row = order[first + i]!;
        view.set(matrix.data.subarray(row * columns, (row + 1) * columns), i * columns);
      }
    }
    for (let i = 0; i < count; i++) words[first + i] = i;
  }

  /** Gives the memory back. */
  release(): void {
    for (const { address } of [...this.parts.map(({ tensor }) => tensor), this.indices])
      this.#core.engine.arena.release(address);
  }

  #words(): Int32Array {
    return this.#core.engine.words(this.indices.address, this.rows);
  }

  #remember(): void {
    if (!this.resident) this.#order = this.#words().slice();
  }
}
