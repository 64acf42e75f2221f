// Layers emit records into a builder; the builder gives them tensors and, at the end, writes the program.
import { RECORD_BYTES } from '../../assembly/opcodes.ts';
import type { DType } from '../dtype.ts';
import type { Engine } from '../runtime/engine.ts';
import { type Call, type Emitted, type Loop, Program, type Range } from './program.ts';
import { type Addressed, type Fields, type OpName, writeRecord } from './records.ts';
import { matmulScratchBytes } from './scratch.ts';
import { writeShare } from '#full/program/shares.ts';
import type { Tensor } from './tensor.ts';

/** What random layers draw from: the seed, and the state whose step they read. */
export interface Randomness {
  readonly seedLow: number;
  readonly seedHigh: number;
  readonly state: Addressed;
}

/** What a forward left for the backward, by layer. Shared by the programs that run over the same tensors. */
export type Tape = Map<object, unknown>;

/** What a program is built for. */
export interface BuilderOptions {
  /** The most rows that the program will be run on. */
  readonly capacity: number;
  /** Training mode: dropout drops. */
  readonly training: boolean;
  /** Where the network stands that the program runs for unless told otherwise. */
  readonly base: number;
  readonly randomness?: Randomness;
  /** The forward's, when this program is a backward of its own. */
  readonly tape?: Tape;
}

/** Makes one program. */
export class Builder {
  readonly engine: Engine<DType>;
  /** The most rows that what is emitted now will run on. */
  capacity: number;
  /** 1 where it runs for one micro-batch after the other: gradients are then added to what is there. Else 0. */
  accumulate = 0;
  readonly training: boolean;
  readonly randomness: Randomness;
  readonly #base: number;
  readonly #tape: Tape;
  readonly #emitted: Emitted[] = [];
  readonly #ranges = new Map<string, Range>();
  readonly #blocks: number[] = [];
  readonly #scratch = { name: 'scratch', address: 0 };
  readonly #formulaScratch = { name: 'scratch', address: 0 };
  #scratchBytes = 0;
  #formulaBytes = 0;
  #loop: Loop | undefined;

  constructor(engine: Engine<DType>, options: BuilderOptions) {
    this.engine = engine;
    this.capacity = options.capacity;
    this.training = options.training;
    this.randomness = options.randomness ?? { seedLow: 0, seedHigh: 0, state: { name: 'none', address: 0 } };
    this.#base = options.base;
    this.#tape = options.tape ?? new Map();
  }

  /** What tensors' names begin with: the layer that is emitting. */
  #scope = '';

  /** A new tensor of m rows. */
  tensor(name: string, columns: number): Tensor {
    return {
      name: this.#scope + name,
      address: this.reserve(this.capacity * columns * this.engine.elementBytes),
      rows: 'm',
      columns,
    };
  }

  /** A new tensor of one row. */
  vector(name: string, columns: number): Tensor {
    const address = this.reserve(columns * this.engine.elementBytes);
    return { name: this.#scope + name, address, rows: 1, columns };
  }

  /** Room for float64 scalars. */
  numbers(name: string, count: number): Addressed {
    return { name, address: this.reserve(8 * count) };
  }

  /** Bytes that live as long as the program. */
  reserve(bytes: number): number {
    const address = this.engine.arena.allocate(bytes);
    this.#blocks.push(address);
    return address;
  }

  /** The scratch memory of the matrix products of a layer [k → n]: one block a program, as large as the largest asks. */
  matmulScratch(k: number, n: number): Addressed {
    this.#scratchBytes = Math.max(
      this.#scratchBytes,
      matmulScratchBytes(this.capacity, k, n, this.engine.elementBytes),
    );
    return this.#scratch;
  }

  /** The registers of formulas: one block a program, as large as the largest asks. */
  formulaScratch(bytes: number): Addressed {
    FULL: this.#formulaBytes = Math.max(this.#formulaBytes, bytes);
    return this.#formulaScratch;
  }

  /** A copy of some bytes, and where it stands. */
  bytes(bytes: readonly number[]): number {
    FULL: {
      const address = this.reserve(bytes.length);
      new Uint8Array(this.engine.words(address, Math.ceil(bytes.length / 4)).buffer).set(bytes, address);
      return address;
    }
  }

  /** A list of addresses, and where it stands; a number's is that of a float64 of its value. */
  addresses(of: readonly (Addressed | number)[]): number {
    FULL: {
      const address = this.reserve((of.length + 1) * 12);
      const numbers = address + Math.ceil(of.length / 2) * 8;
      of.forEach((value, i) => {
        if (typeof value === 'number') this.engine.scalars(numbers + 8 * i, 1)[0] = value;
        const place = typeof value === 'number' ? { name: '', address: numbers + 8 * i } : value;
        this.engine.words(address, of.length)[i] = this.#operand(place)!;
      });
      return address;
    }
  }

  /** Appends a record. */
  emit<N extends OpName>(op: N, fields: Fields<N>): void {
    this.#emitted.push({ op, fields: fields as Emitted['fields'] });
  }

  /** Appends a function, called with the batch's rows and the base of the network that the program runs for. */
  call(name: string, call: Call): void {
    FULL: this.#emitted.push({ op: 'call', fields: { name: { name, address: 0 } }, call });
  }

  /** Names what `emit` appends: that part of the program can be run alone. */
  range<T>(name: string, emit: () => T): T {
    const start = this.#emitted.length;
    const result = emit();
    this.#ranges.set(name, { start, count: this.#emitted.length - start });
    return result;
  }

  /** The same for a layer, or one inside it: `scope` goes before its tensors' names, the outer layer's before the range's. */
  within<T>(scope: string, range: string, emit: () => T): T {
    const outer = this.#scope;
    this.#scope += scope;
    const result = this.range(outer + range, emit);
    this.#scope = outer;
    return result;
  }

  /**
   * Emits what runs for one micro-batch of a batch after the other, once a program.
   * @param size the rows of a micro-batch
   * @param first a network's own float64, which says how many rows of the batch come before
   */
  repeat<T>(size: number, first: Addressed, emit: () => T): T {
    TRAINING: FULL: {
      const { capacity } = this;
      const start = this.#emitted.length;
      this.capacity = size;
      this.accumulate = 1;
      const result = emit();
      this.#loop = { start, count: this.#emitted.length - start, size, first };
      this.capacity = capacity;
      this.accumulate = 0;
      return result;
    }
  }

  /** Keeps a layer's tensors of the forward for its backward. */
  keep<K>(layer: object, kept: K): void {
    this.#tape.set(layer, kept);
  }

  /** What the layer's forward kept. */
  kept<K>(layer: object): K {
    return this.#tape.get(layer) as K;
  }

  /** Writes the records into linear memory. */
  finish(): Program {
    const { engine } = this;
    if (this.#scratchBytes > 0) this.#scratch.address = this.reserve(this.#scratchBytes * engine.mostThreads);
    FULL: if (this.#formulaBytes > 0)
      this.#formulaScratch.address = this.reserve(this.#formulaBytes * engine.mostThreads);
    const address = this.reserve(Math.max(this.#emitted.length, 1) * RECORD_BYTES);
    this.#emitted.forEach(({ op, fields }, index) => {
      if (op === 'call') return;
      const at = address + index * RECORD_BYTES;
      const operands: Record<string, number | undefined> = {};
      for (const [field, value] of Object.entries(fields)) operands[field] = this.#operand(value);
      const words = engine.words(at, RECORD_BYTES / 4);
      writeRecord(op, operands as Fields<OpName>, words, engine.scalars(at, RECORD_BYTES / 8));
      if (engine.mostThreads > 1) writeShare(op, fields, words, engine.elementBytes);
    });
    return new Program(engine, address, this.#emitted, this.#ranges, this.#blocks, this.#base, this.#loop);
  }

  /** What a record holds: bit 0 of an address says that it is relative. */
  #operand(value: Addressed | number | undefined): number | undefined {
    if (typeof value !== 'object') return value;
    return (value as Tensor).owned === true ? value.address | 1 : value.address;
  }
}
