// First-fit allocation in linear memory. Blocks are aligned to a cache line; a released block merges with its
// free neighbours; the memory grows when nothing fits. Nothing moves, so an address stays true until its release.
import { rangeError } from '../errors.ts';
import type { LinearMemory } from './host.ts';

const ALIGNMENT = 64;
const PAGE = 65536;

interface Block {
  address: number;
  bytes: number;
}

/** The bytes that a block takes. */
export const wholeLines = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** The allocator of one memory. */
export class Arena {
  readonly #memory: LinearMemory;
  /** Free blocks by address, never adjacent. */
  readonly #free: Block[] = [];
  readonly #used = new Map<number, number>();
  /** All above is untouched. */
  #top: number;

  constructor(memory: LinearMemory, heapBase: number) {
    this.#memory = memory;
    this.#top = wholeLines(heapBase);
  }

  /**
   * Reserves `bytes` zeroed bytes and returns their address, a multiple of 64.
   * @throws LayerwiseError OUT_OF_MEMORY when the host refuses to grow the memory
   */
  allocate(bytes: number): number {
    const size = Math.max(wholeLines(bytes), ALIGNMENT);
    const index = this.#free.findIndex((block) => block.bytes >= size);
    const address = index >= 0 ? this.#takeFree(index, size) : this.#takeTop(size);
    this.#used.set(address, size);
    return address;
  }

  /** Gives a block back. */
  release(address: number): void {
    const bytes = this.#used.get(address);
    if (bytes === undefined) throw rangeError('INVALID_STATE', `no block is reserved at ${address}`);
    this.#used.delete(address);
    let at = this.#free.findIndex((block) => block.address > address);
    if (at < 0) at = this.#free.length;
    this.#free.splice(at, 0, { address, bytes });
    this.#mergeWithNext(at);
    if (at > 0) this.#mergeWithNext(at - 1);
    const last = this.#free.at(-1);
    if (last !== undefined && last.address + last.bytes === this.#top) {
      this.#top = last.address;
      this.#free.pop();
    }
  }

  /** Runs `reserve`; when it throws, every block that it reserved is given back. */
  atomically<T>(reserve: () => T): T {
    const before = new Set(this.#used.keys());
    try {
      return reserve();
    } catch (error) {
      for (const address of this.#used.keys()) if (!before.has(address)) this.release(address);
      throw error;
    }
  }

  /** Bytes reserved now. */
  get usedBytes(): number {
    let sum = 0;
    for (const bytes of this.#used.values()) sum += bytes;
    return sum;
  }

  #takeFree(index: number, size: number): number {
    const block = this.#free[index]!;
    const { address } = block;
    if (block.bytes === size) this.#free.splice(index, 1);
    else {
      block.address += size;
      block.bytes -= size;
    }
    new Uint8Array(this.#memory.buffer, address, size).fill(0);
    return address;
  }

  #takeTop(size: number): number {
    const address = this.#top;
    const end = address + size;
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        this.#memory.grow(missing);
      } catch (cause) {
        throw rangeError(
          'OUT_OF_MEMORY',
          `cannot reserve ${size} bytes: the memory holds ${this.#memory.buffer.byteLength} and the host refuses ${missing} pages more`,
          { cause },
        );
      }
    }
    this.#top = end;
    // Grown pages are zero, but what was released at the top may not be.
    new Uint8Array(this.#memory.buffer, address, size).fill(0);
    return address;
  }

  #mergeWithNext(index: number): void {
    const block = this.#free[index]!;
    const next = this.#free[index + 1];
    if (next !== undefined && block.address + block.bytes === next.address) {
      block.bytes += next.bytes;
      this.#free.splice(index + 1, 1);
    }
  }
}
