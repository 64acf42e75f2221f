// `layerwise/exchange`: models for other programs, and theirs.
export { exportJavaScript } from './javascript/export.ts';
export { type OnnxExportOptions, exportOnnx } from './onnx/export.ts';
export { type OnnxImportOptions, importOnnx } from './onnx/import.ts';
export { type StateDictOptions, exportStateDict, loadStateDict } from './torch/state-dict.ts';
export type { ModelSource } from './recording.ts';
