// Hosts that forbid compiling bytes (Workers and other edge runtimes) hand over a compiled module at import.
import module from './kernels.wasm?module';

/** The compiled kernels. */
export function builtInModule(): WebAssembly.Module {
  return module;
}
