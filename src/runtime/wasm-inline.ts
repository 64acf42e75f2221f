// Hosts that may compile bytes: the kernels are inside the bundle and compiled at the first network.
import bytes from '../../build/kernels.wasm';
import { rangeError } from '../errors.ts';

let compiled: WebAssembly.Module | undefined;

/**
 * The compiled kernels; synchronous, and compiled once a realm.
 * @throws LayerwiseError NO_WEBASSEMBLY when the host has no WebAssembly SIMD, or forbids compiling
 */
export function builtInModule(): WebAssembly.Module {
  try {
    return (compiled ??= new WebAssembly.Module(bytes));
  } catch (cause) {
    throw rangeError(
      'NO_WEBASSEMBLY',
      'the host compiles no SIMD WebAssembly: its policy may need \'wasm-unsafe-eval\', or the network a "module"',
      { cause },
    );
  }
}
