// A finished program: records in linear memory, and the named parts of them.
import { RECORD_BYTES, SCALARS_AT } from '../../assembly/opcodes.ts';
import { rangeError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import { type Addressed, type OpName, recordFields } from './records.ts';

/** One emitted operation, kept for listings. */
export interface Emitted {
  readonly op: OpName;
  readonly fields: Readonly<Record<string, Addressed | number | undefined>>;
}

/** Consecutive records of a program. */
export interface Range {
  readonly start: number;
  readonly count: number;
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

  constructor(
    engine: Engine<DType>,
    address: number,
    emitted: readonly Emitted[],
    ranges: ReadonlyMap<string, Range>,
    blocks: readonly number[],
    base: number,
  ) {
    this.#engine = engine;
    this.#address = address;
    this.emitted = emitted;
    this.ranges = ranges;
    this.#blocks = blocks;
    this.#base = base;
  }

  /**
   * Runs the whole program `steps` times on batches of `rows` rows.
   * @param base the network to run it for, by where it stands; default the one that it was built for
   * @returns the steps completed: fewer when a gradient was not finite
   */
  run(rows: number, steps = 1, base = this.#base): number {
    return this.#engine.run(this.#address, this.emitted.length, rows, steps, base);
  }

  /** Runs the named ranges once, in the order given. */
  runRanges(names: Iterable<string>, rows: number): void {
    for (const name of names) {
      const range = this.ranges.get(name);
      if (range === undefined) throw rangeError('INVALID_STATE', `the program has no part "${name}"`);
      this.#engine.run(this.#address + range.start * RECORD_BYTES, range.count, rows, 1, this.#base);
    }
  }

  /** Makes the records that draw at random draw from another seed, which stands in them. */
  reseed(seed: { readonly seedLow: number; readonly seedHigh: number }): void {
    this.emitted.forEach(({ op, fields }, index) => {
      if (!('seedLow' in fields)) return;
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
