// One instance of the kernels and its linear memory: what a network owns.
import { instantiateSync } from '@assemblyscript/loader';
import type { instantiate as Instantiate } from '../../build/kernels.js';
import type { DType, View } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { MOST_HELPERS, TEAM_BYTES, THREAD_BYTES } from '../../assembly/team.ts';
import { Arena } from './arena.ts';
import type { LinearMemory, WasmModule } from './host.ts';
import type { NetworkTeam } from './threads.ts';
import { allThreads, sharedKernels } from '#threads';
import { builtInModule } from '#wasm';

/** The kernels' exports, as asc declares them: drift between the two sides is a compile error here. */
type Exports = Awaited<ReturnType<typeof Instantiate>>;

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): 4 | 8 {
  return dtype === 'float32' ? 4 : 8;
}

/** The memory's pages at most: all that 32-bit addresses reach. */
const MOST_PAGES = 65536;

/** A memory's buffer, kept until it grows: asking the memory for it takes longer than making a view. */
class GrowingMemory implements LinearMemory {
  readonly #memory: WebAssembly.Memory;
  buffer: ArrayBuffer;
  /** All of it as float64: making a view for one number takes as long as a small layer. */
  numbers: Float64Array<ArrayBuffer>;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.buffer = memory.buffer;
    this.numbers = new Float64Array(this.buffer);
  }

  grow(pages: number): void {
    this.#memory.grow(pages);
    this.buffer = this.#memory.buffer;
    this.numbers = new Float64Array(this.buffer);
  }
}

/** An instance, its memory and the allocator of that memory. Synchronous to make, nothing to close. */
export class Engine<D extends DType = DType> {
  readonly dtype: D;
  readonly arena: Arena;
  /** The threads that its programs may run on: 1 where the host has no more. */
  readonly mostThreads: number;
  readonly #exports: Exports;
  readonly #memory: GrowingMemory;
  readonly #team: NetworkTeam | undefined;
  #failed = false;

  /**
   * @param dtype the element type of all tensors
   * @param module compiled kernels of this version, for hosts that bring their own
   * @param threads how many are wanted
   */
  constructor(dtype: D, module?: WasmModule, threads: number | 'auto' = 1) {
    this.dtype = dtype;
    const wanted = threads === 'auto' ? Math.min(allThreads(), MOST_HELPERS + 1) : threads;
    const shared = wanted > 1 ? sharedKernels(module) : undefined;
    this.#exports = instantiate(shared?.module ?? module ?? builtInModule(), shared?.memory);
    this.#memory = new GrowingMemory(this.#exports.memory);
    this.arena = new Arena(this.#memory, this.#exports.heapBase());
    this.mostThreads = shared === undefined ? 1 : wanted;
    THREADS: if (shared !== undefined) {
      const block = this.arena.allocate(TEAM_BYTES + wanted * THREAD_BYTES);
      this.#exports.serve(block, 0);
      this.#team = shared.team(wanted - 1, block);
    }
  }

  /** The threads that its programs run on now; helpers join when they have started. */
  get threads(): number {
    return 1 + (this.#team?.helpers ?? 0);
  }

  /** Bytes of one element. */
  get elementBytes(): 4 | 8 {
    return bytesPerElement(this.dtype);
  }

  /** The memory's bytes now. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** A live view of `length` elements. Growing the memory leaves it with length 0: fetch it anew. */
  view(address: number, length: number): View<D> {
    const buffer = this.#buffer;
    const view =
      this.dtype === 'float32' ? new Float32Array(buffer, address, length) : new Float64Array(buffer, address, length);
    return view as View<D>;
  }

  /** Whether a view stands in this memory, so that growing the memory would empty it. */
  owns(view: ArrayBufferView): boolean {
    return view.buffer === this.#memory.buffer;
  }

  /** A fresh array of `length` zeros outside the memory. */
  array(length: number): View<D> {
    return (this.dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)) as View<D>;
  }

  /** A live view of float64 scalars (state, losses), whatever the element type. */
  scalars(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#buffer, address, length);
  }

  /** The float64 scalar at an address. */
  scalar(address: number): number {
    return this.#numbers[address / 8]!;
  }

  /** Sets the float64 scalar at an address. */
  setScalar(address: number, value: number): void {
    this.#numbers[address / 8] = value;
  }

  /** A live view of 32-bit words (records, indices). */
  words(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#buffer, address, length);
  }

  get #buffer(): ArrayBuffer {
    THREADS: if (this.#failed) throw lostThread();
    return this.#memory.buffer;
  }

  get #numbers(): Float64Array {
    THREADS: if (this.#failed) throw lostThread();
    return this.#memory.numbers;
  }

  /**
   * Runs `count` records from `records` on, `steps` times, on batches of `rows` rows.
   * @returns the steps completed: fewer than `steps` when a gradient was not finite
   * @throws LayerwiseError THREADS_FAILED, then and ever after, when a thread was lost in the middle of its work
   */
  run(records: number, count: number, rows: number, steps = 1, base = 0): number {
    THREADS: if (this.#team !== undefined) this.#call(this.#team);
    const made =
      this.dtype === 'float32'
        ? this.#exports.runF32(records, count, base, rows, steps)
        : this.#exports.runF64(records, count, base, rows, steps);
    THREADS: if (made < 0) {
      this.#failed = true;
      this.#team?.fail();
      throw lostThread();
    }
    return made;
  }

  #call(team: NetworkTeam): void {
    THREADS: if (this.#failed) throw lostThread();
    THREADS: team.call();
  }

  /** Lets the helpers go; what runs after that runs on one thread. */
  dispose(): void {
    this.#team?.leave();
  }
}

function lostThread(): Error {
  return rangeError(
    'THREADS_FAILED',
    'a thread ended in the middle of its work, so the memory of the network is not whole; go on from what was saved',
  );
}

/** @throws LayerwiseError OUT_OF_MEMORY when the host has no room for one more memory */
function instantiate(module: WasmModule, shared: WebAssembly.Memory | undefined): Exports {
  // By its tag: a module of another realm is one too.
  if (Object.prototype.toString.call(module) !== '[object WebAssembly.Module]') {
    throw typeError('INVALID_OPTION', 'network: "module" must be a compiled WebAssembly.Module');
  }
  try {
    // The loader turns an abort of the debug build into a readable error; its wrapper is not kept, since the raw
    // exports are a few nanoseconds cheaper a call.
    const memory = shared ?? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
    return instantiateSync(module, { env: { memory } }).instance.exports as unknown as Exports;
  } catch (cause) {
    // Engines throw what they like here, a bare string among it.
    if (!/memory/i.test(String(cause))) throw cause;
    throw rangeError(
      'OUT_OF_MEMORY',
      'the host has no room for one more memory; dispose of those that are not needed, or use a NetworkPool',
      { cause },
    );
  }
}
