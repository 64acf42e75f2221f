// The exports of the kernels of `layerwise/core`: those of ../index.ts without threads, for programs without the records
// of assembly/layers.ts.
export { heapBase, runF32, runF64 } from "../runs";
