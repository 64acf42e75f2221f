// Hosts that may compile bytes: the kernels are inside the bundle and compiled at the first network.
import bytes from '../../build/kernels.wasm';

let compiled: WebAssembly.Module | undefined;

/** The compiled kernels; synchronous, and compiled once a realm. */
export function builtInModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(bytes));
}
