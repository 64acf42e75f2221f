// A finished program: records in linear memory, and the named parts of them.
import { State } from '../../assembly/kinds.ts';
import { RECORD_BYTES, SCALARS_AT } from '../../assembly/opcodes.ts';
import { rangeError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import { type Addressed, type OpName, recordFields } from './records.ts';

/** A function among the records: of a layer that is written in JavaScript. */
export type Call = (rows: number, base: number) => void;

/** One emitted operation, kept for listings; or a call, which stands in the place of a record. */
export interface Emitted {
  readonly op: OpName | 'call';
  readonly fields: Readonly<Record<string, Addressed | number | undefined>>;
  readonly call?: Call;
}

/** Consecutive records of a program. */
export interface Range {
  readonly start: number;
  readonly count: number;
}

/** Records that run for one micro-batch of each batch after the other. */
export interface Loop extends Range {
  /** The rows of a micro-batch. */
  readonly size: number;
  /** The network's float64 that holds how many rows of the batch come before. */
  readonly first: Addressed;
}

/** Runs on one engine's memory. Never serialised: it is built anew wherever the network is. */
export class Program {
  /** The operations in order, for listings. */
  readonly emitted: readonly Emitted[];
  readonly ranges: ReadonlyMap<string, Range>;
  readonly #engine: Engine<DType>;
  readonly #address: number;
  readonly #blocks: readonly number[];
  readonly #base: number;
  readonly #loop: Loop | undefined;
  /** The places of the calls. */
  readonly #calls: readonly number[] = [];

  constructor(
    engine: Engine<DType>,
    address: number,
    emitted: readonly Emitted[],
    ranges: ReadonlyMap<string, Range>,
    blocks: readonly number[],
    base: number,
    loop: Loop | undefined,
  ) {
    this.#loop = loop;
    this.#engine = engine;
    this.#address = address;
    this.emitted = emitted;
    this.ranges = ranges;
    this.#blocks = blocks;
    this.#base = base;
    FULL: this.#calls = emitted.flatMap(({ op }, index) => (op === 'call' ? [index] : []));
  }

  /**
   * Runs the whole program `steps` times on batches of `rows` rows.
   * @param base the network to run it for, by where it stands; default the one that it was built for
   * @returns the steps completed: fewer when a gradient was not finite
   */
  run(rows: number, steps = 1, base = this.#base): number {
    const count = this.emitted.length;
    FULL: if (this.#calls.length > 0 || this.#loop !== undefined) {
      for (let step = 0; step < steps; step++) {
        if (!this.#step(this.#batchRows(rows, base), base)) return step;
      }
      return steps;
    }
    // The way of frame loops: it allocates nothing.
    return this.#engine.run(this.#address, count, rows, steps, base);
  }

  /** One step, with as many rounds of the loop as the batch has micro-batches; says whether no record ended the run. */
  #step(rows: number, base: number): boolean {
    const { length } = this.emitted;
    TRAINING: FULL: {
      if (this.#loop === undefined) break FULL;
      const { start, count, size, first } = this.#loop;
      const end = start + count;
      const reached = (row: number): void => void (this.#engine.scalars(base + first.address, 1)[0] = row);
      reached(0);
      if (!this.#runWithCalls({ start: 0, count: start }, rows, base)) return false;
      for (let row = 0; row < rows; row += size) {
        reached(row);
        if (!this.#runWithCalls({ start, count }, Math.min(size, rows - row), base)) return false;
      }
      reached(0);
      return this.#runWithCalls({ start: end, count: length - end }, rows, base);
    }
    return this.#runWithCalls({ start: 0, count: length }, rows, base);
  }

  #run({ start, count }: Range, rows: number, base: number): number {
    return this.#engine.run(this.#address + start * RECORD_BYTES, count, rows, 1, base);
  }

  /** Runs some records once, and the calls among them; says whether none ended the run. */
  #runWithCalls({ start, count }: Range, rows: number, base: number): boolean {
    const end = start + count;
    let from = start;
    FULL: for (const at of this.#calls.filter((call) => call >= start && call < end)) {
      if (this.#run({ start: from, count: at - from }, rows, base) < 1) return false;
      this.emitted[at]!.call!(rows, base);
      from = at + 1;
    }
    return this.#run({ start: from, count: end - from }, rows, base) === 1;
  }

  /** The rows of this step: fewer in the last batch of an epoch, which the records find out for themselves. */
  #batchRows(rows: number, base: number): number {
    TRAINING: FULL: {
      const batch = this.emitted.find(({ op }) => op === 'Batch');
      if (batch === undefined) break FULL;
      const { state, size, total } = batch.fields as { state: Addressed; size: number; total: number };
      return Math.min(size, total - this.#engine.scalars(base + state.address + State.cursor, 1)[0]!);
    }
    return rows;
  }

  /** Runs the named ranges once, in the order given. */
  runRanges(names: Iterable<string>, rows: number): void {
    TRAINING: for (const name of names) {
      const range = this.ranges.get(name);
      if (range === undefined) throw rangeError('INVALID_STATE', `the program has no part "${name}"`);
      this.#runWithCalls(range, rows, this.#base);
    }
  }

  /** Makes the records that draw at random draw from another seed, which stands in them. */
  reseed(seed: { readonly seedLow: number; readonly seedHigh: number }): void {
    TRAINING: FULL: this.emitted.forEach(({ op, fields }, index) => {
      if (op === 'call' || !('seedLow' in fields)) return;
      const { seedLow, seedHigh } = recordFields[op] as typeof recordFields.Dropout;
      const words = this.#engine.words(this.#address + index * RECORD_BYTES, SCALARS_AT / 4);
      words[seedLow >> 2] = seed.seedLow;
      words[seedHigh >> 2] = seed.seedHigh;
    });
  }

  /** Gives its memory back, its tensors' included. */
  release(): void {
    for (const block of this.#blocks) this.#engine.arena.release(block);
  }
}
