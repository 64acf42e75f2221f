// A tenant's state in the storage of its Durable Object. Every method is synchronous, and what is written between two
// awaits is written as one: an eviction leaves all of it or nothing.
import type { Batch, Settings } from './input.ts';

/** A key and its value may have 2 MB. */
const PART_BYTES = 1048576;

/** How many rows there are, and in how many batches they came. */
export interface Size {
  readonly rows: number;
  readonly batches: number;
}

/** A run under way, and what it has reached. */
export interface RunState {
  /** It is on the first so many rows. */
  readonly rows: number;
  readonly steps: number;
  /** Epochs made. */
  readonly epochs: number;
  /** Of the last epoch made, if there is one. */
  readonly valLoss: number | undefined;
  readonly valAccuracy: number | undefined;
}

/** A run that came to its end. */
export interface Report {
  /** It was on the first so many rows. */
  readonly rows: number;
  readonly steps: number;
  readonly epochs: number;
  /** The epoch, from 0, whose weights the model has. */
  readonly bestEpoch: number;
  readonly valLoss: number;
  readonly valAccuracy: number;
  /** SHA-256 of the parameters. */
  readonly hash: string;
}

/** A run that could not go on, and why. */
export interface Failure {
  readonly rows: number;
  readonly reason: string;
}

interface Records {
  settings: Settings;
  size: Size;
  run: RunState;
  report: Report;
  failure: Failure;
}

/** Typed access to the storage. */
export class Store {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Runs `write`; if it throws, nothing of it is kept. */
  atomically(write: () => void): void {
    this.#storage.transactionSync(write);
  }

  get<K extends keyof Records>(key: K): Records[K] | undefined {
    return this.#storage.kv.get<Records[K]>(key);
  }

  put<K extends keyof Records>(key: K, value: Records[K]): void {
    this.#storage.kv.put(key, value);
  }

  delete(key: keyof Records): void {
    this.#storage.kv.delete(key);
  }

  get size(): Size {
    return this.get('size') ?? { rows: 0, batches: 0 };
  }

  append(batch: Batch): void {
    const { rows, batches } = this.size;
    this.#storage.kv.put(`batch/${batches}`, batch);
    this.put('size', { rows: rows + batch.y.length, batches: batches + 1 });
  }

  /** The batches that hold the first `rows` rows. */
  batches(rows: number): Batch[] {
    const batches: Batch[] = [];
    for (let held = 0; held < rows; held += batches.at(-1)!.y.length) {
      batches.push(this.#storage.kv.get<Batch>(`batch/${batches.length}`)!);
    }
    return batches;
  }

  /** Writes a file in parts, over an earlier one of the name. */
  writeFile(name: 'trainer' | 'model', bytes: Uint8Array): void {
    let part = 0;
    for (let start = 0; start < bytes.length; start += PART_BYTES) {
      this.#storage.kv.put(`${name}/${part++}`, bytes.slice(start, start + PART_BYTES));
    }
    this.#deleteParts(name, part);
  }

  readFile(name: 'trainer' | 'model'): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    for (let part; (part = this.#storage.kv.get<Uint8Array>(`${name}/${parts.length}`)) !== undefined;) {
      parts.push(part);
    }
    if (parts.length === 0) return undefined;
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let start = 0;
    for (const part of parts) {
      bytes.set(part, start);
      start += part.length;
    }
    return bytes;
  }

  deleteFile(name: 'trainer' | 'model'): void {
    this.#deleteParts(name, 0);
  }

  #deleteParts(name: string, first: number): void {
    for (let part = first; this.#storage.kv.delete(`${name}/${part}`); part++);
  }
}
