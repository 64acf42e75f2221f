// Where the DOM's types are, a compiled module is the DOM's, and views are over plain, unshared memory.
import { Network, dense } from 'layerwise';
import kernels from 'layerwise/kernels.wasm';

export const instance: WebAssembly.Instance = new WebAssembly.Instance(kernels);
export const bytes: BlobPart = new Network({ inputs: 2, layers: [dense(1)] }).save();
