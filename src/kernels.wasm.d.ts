// What `import module from 'layerwise/kernels.wasm'` gives where the host or the bundler makes modules of .wasm files.
import type { WasmModule } from './runtime/host.ts';
/** The kernels, compiled. */
declare const module: WasmModule;
export default module;
