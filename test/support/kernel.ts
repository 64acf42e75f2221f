// Runs kernels as small programs: the same path that a network takes.
import { RECORD_BYTES } from '../../assembly/opcodes.ts';
import type { DType, View } from '../../src/dtype.ts';
import { Engine } from '../../src/runtime/engine.ts';
import { type Addressed, type Fields, type OpName, writeRecord } from '../../src/program/records.ts';

/** The element types, for loops over both. */
export const dtypes = ['float64', 'float32'] as const;

/** A tensor in the bench's memory, with its values. */
export interface Operand<D extends DType> extends Addressed {
  readonly values: View<D>;
}

/** An operation with its fields. */
export type AnyRecord = { [N in OpName]: readonly [N, Fields<N>] }[OpName];

/** A memory to put operands into and run records on. */
export class KernelBench<D extends DType> {
  readonly engine: Engine<D>;
  readonly #record: number;

  constructor(dtype: D) {
    this.engine = new Engine(dtype);
    this.#record = this.engine.arena.allocate(RECORD_BYTES);
  }

  /** Copies values into memory. `shift` moves them off their 64-byte alignment by that many elements. */
  tensor(values: ArrayLike<number>, shift = 0, name = 'operand'): Operand<D> {
    const { engine } = this;
    const address = engine.arena.allocate((values.length + shift) * engine.elementBytes) + shift * engine.elementBytes;
    engine.view(address, values.length).set(values);
    return {
      name,
      address,
      get values() {
        return engine.view(address, values.length);
      },
    };
  }

  /** Reserves raw bytes: scratch, state, indices, float64 scalars. */
  reserve(bytes: number, name = 'bytes'): Addressed {
    return { name, address: this.engine.arena.allocate(bytes) };
  }

  /** Runs one record on a batch of `rows` rows; returns what `run` returns. */
  run<N extends OpName>(op: N, fields: Fields<N>, rows = 1, base = 0): number {
    this.#write(this.#record, op, fields);
    return this.engine.run(this.#record, 1, rows, 1, base);
  }

  /** Runs a program `steps` times; returns the steps completed. */
  runProgram(records: readonly AnyRecord[], rows: number, steps = 1): number {
    const address = this.engine.arena.allocate(records.length * RECORD_BYTES);
    records.forEach(([op, fields], i) => this.#write(address + i * RECORD_BYTES, op, fields));
    const completed = this.engine.run(address, records.length, rows, steps);
    this.engine.arena.release(address);
    return completed;
  }

  #write<N extends OpName>(address: number, op: N, fields: Fields<N>): void {
    writeRecord(
      op,
      fields,
      this.engine.words(address, RECORD_BYTES / 4),
      this.engine.scalars(address, RECORD_BYTES / 8),
    );
  }
}
