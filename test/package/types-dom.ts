// Where the DOM's types are, a compiled module is the DOM's, and views are over plain, unshared memory.
import { Network, dense, type WasmModule } from 'layerwise';

export const compiled: WasmModule = new WebAssembly.Module(new Uint8Array());
export const bytes: BlobPart = new Network({ inputs: 2, layers: [dense(1)] }).save();
