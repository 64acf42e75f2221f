// One instance of the kernels and its linear memory: what a network owns.
import { instantiateSync } from '@assemblyscript/loader';
import type { instantiate as Instantiate } from '../../build/kernels.js';
import type { DType, View } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import { Arena } from './arena.ts';
import type { WasmModule } from './host.ts';
import { builtInModule } from '#wasm';

/** The kernels' exports, as asc declares them: drift between the two sides is a compile error here. */
type Exports = Awaited<ReturnType<typeof Instantiate>>;

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): 4 | 8 {
  return dtype === 'float32' ? 4 : 8;
}

/** An instance, its memory and the allocator of that memory. Synchronous to make, nothing to close. */
export class Engine<D extends DType = DType> {
  readonly dtype: D;
  readonly arena: Arena;
  readonly #exports: Exports;

  /**
   * @param dtype the element type of all tensors
   * @param module compiled kernels of this version, for hosts that bring their own
   */
  constructor(dtype: D, module: WasmModule = builtInModule()) {
    this.dtype = dtype;
    this.#exports = instantiate(module);
    this.arena = new Arena(this.#exports.memory, this.#exports.heapBase());
  }

  /** Bytes of one element. */
  get elementBytes(): 4 | 8 {
    return bytesPerElement(this.dtype);
  }

  /** The memory's bytes now. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** A live view of `length` elements. Growing the memory leaves it with length 0: fetch it anew. */
  view(address: number, length: number): View<D> {
    const buffer = this.#exports.memory.buffer as ArrayBuffer;
    const view =
      this.dtype === 'float32' ? new Float32Array(buffer, address, length) : new Float64Array(buffer, address, length);
    return view as View<D>;
  }

  /** Whether a view stands in this memory, so that growing the memory would empty it. */
  owns(view: ArrayBufferView): boolean {
    return view.buffer === this.#exports.memory.buffer;
  }

  /** A fresh array of `length` zeros outside the memory. */
  array(length: number): View<D> {
    return (this.dtype === 'float32' ? new Float32Array(length) : new Float64Array(length)) as View<D>;
  }

  /** A live view of float64 scalars (state, losses), whatever the element type. */
  scalars(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.#exports.memory.buffer as ArrayBuffer, address, length);
  }

  /** A live view of 32-bit words (records, indices). */
  words(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.#exports.memory.buffer as ArrayBuffer, address, length);
  }

  /**
   * Runs `count` records from `records` on, `steps` times, on batches of `rows` rows.
   * @returns the steps completed: fewer than `steps` when a gradient was not finite
   */
  run(records: number, count: number, rows: number, steps = 1, base = 0): number {
    return this.dtype === 'float32'
      ? this.#exports.runF32(records, count, base, rows, steps)
      : this.#exports.runF64(records, count, base, rows, steps);
  }
}

/** @throws LayerwiseError OUT_OF_MEMORY when the host has no room for one more memory */
function instantiate(module: WasmModule): Exports {
  // By its tag: a module of another realm is one too.
  if (Object.prototype.toString.call(module) !== '[object WebAssembly.Module]') {
    throw typeError('INVALID_OPTION', 'network: "module" must be a compiled WebAssembly.Module');
  }
  try {
    // The loader turns an abort of the debug build into a readable error; its wrapper is not kept, since the raw
    // exports are a few nanoseconds cheaper a call.
    return instantiateSync(module).instance.exports as unknown as Exports;
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
