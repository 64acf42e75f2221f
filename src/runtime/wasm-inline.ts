// Hosts that may compile bytes: the kernels are inside the bundle and compiled at the first network.
import bytes from '../../build/kernels.wasm';
import { rangeError } from '../errors.ts';

let compiled: WebAssembly.Module | undefined;
let shared: WebAssembly.Module | undefined;

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

/** The kernels whose memory is shared: the same bytes but for what says of the memory whether it is. */
export function sharedModule(): WebAssembly.Module {
  if (shared === undefined) {
    const copy = bytes.slice();
    // After the name of the import its kind, 2, and the flags: 1 has a maximum, 3 is shared too.
    const at = copy.findIndex((_, i) => String.fromCharCode(...copy.subarray(i, i + 8)) === 'memory\x02\x01');
    copy[at + 7] = 3;
    shared = new WebAssembly.Module(copy);
  }
  return shared;
}
