// The rows that a run trains on, in linear memory: all of them while they fit, else those of the next steps.
import type { Matrix } from '../data/matrix.ts';
import type { Core } from '../network/core.ts';
import { seedWords } from '../network/core.ts';
import { runOnce } from '../program/once.ts';
import type { Tensor } from '../program/tensor.ts';

/** Data sets up to this many bytes are copied into linear memory once; of larger ones, each slice's rows. */
export const RESIDENT_BYTES = 268435456;

/** The rows of x and y, and the order in which they are used. */
export class Dataset {
  readonly rows: number;
  readonly x: Tensor;
  readonly y: Tensor;
  /** Where the row for each place in the order stands; 32-bit. */
  readonly indices: Tensor;
  readonly #core: Core;
  readonly #data: { readonly x: Matrix; readonly y: Matrix };
  /** How many rows memory holds. */
  readonly #held: number;
  #order: Int32Array | undefined;

  /** @param batchRows the rows of a batch: at least so many are held */
  constructor(
    core: Core,
    data: { readonly x: Matrix; readonly y: Matrix },
    batchRows: number,
    residentBytes = RESIDENT_BYTES,
  ) {
    const { engine } = core;
    this.#core = core;
    this.#data = data;
    this.rows = data.x.rows;
    const rowBytes = (data.x.columns + data.y.columns) * engine.elementBytes;
    this.#held = Math.min(this.rows, Math.max(Math.floor(residentBytes / rowBytes), batchRows));
    const tensor = (name: string, columns: number): Tensor => ({
      name,
      address: engine.arena.allocate(this.#held * columns * engine.elementBytes),
      rows: this.#held,
      columns,
    });
    this.x = tensor('data.x', data.x.columns);
    this.y = tensor('data.y', data.y.columns);
    this.indices = { name: 'indices', address: engine.arena.allocate(this.rows * 4), rows: 1, columns: this.rows };
    if (this.resident) {
      engine.view(this.x.address, data.x.data.length).set(data.x.data);
      engine.view(this.y.address, data.y.data.length).set(data.y.data);
    }
    this.inOrder();
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

  /** Uses the rows in the order that (seed, epoch) determines. */
  shuffle(seed: number, epoch: number): void {
    runOnce(this.#core.engine, 'Shuffle', {
      indices: this.indices,
      count: this.rows,
      ...seedWords(seed),
      stream: epoch,
    });
    this.#remember();
  }

  /** The row that stands at a place in the order. */
  get order(): Int32Array {
    return this.#order ?? this.#words();
  }

  /** Brings the rows at places first … first + count − 1 of the order into memory, when not all are there. */
  stage(first: number, count: number): void {
    if (this.resident) return;
    const { engine } = this.#core;
    const words = this.#words();
    const order = this.order;
    for (const [tensor, matrix] of [
      [this.x, this.#data.x],
      [this.y, this.#data.y],
    ] as const) {
      const { columns } = tensor;
      const view = engine.view(tensor.address, this.#held * columns);
      for (let i = 0; i < count; i++) {
        const row = order[first + i]!;
        view.set(matrix.data.subarray(row * columns, (row + 1) * columns), i * columns);
      }
    }
    for (let i = 0; i < count; i++) words[first + i] = i;
  }

  /** Gives the memory back. */
  release(): void {
    for (const { address } of [this.x, this.y, this.indices]) this.#core.engine.arena.release(address);
  }

  #words(): Int32Array {
    return this.#core.engine.words(this.indices.address, this.rows);
  }

  #remember(): void {
    if (!this.resident) this.#order = this.#words().slice();
  }
}
