// WebAssembly's types in the library's own declarations, which compile in projects without the DOM's or Node's.

/**
 * A compiled module: `WebAssembly.Module` where the project's types have it (lib "dom", @cloudflare/workers-types,
 * Bun's, Deno's), any object elsewhere.
 */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : object;

/** What the arena needs of a `WebAssembly.Memory`. */
export interface LinearMemory {
  readonly buffer: ArrayBufferLike;
  /** Adds `pages` of 64 KiB; earlier views end with length 0. */
  grow(pages: number): unknown;
}
