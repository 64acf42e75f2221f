// `layerwise/predict`: trained models that only predict, in a file a third as large as the library.
export { type LoadOptions, type Model, load } from './model.ts';
export type { LoadLimits } from '../network/model-file.ts';
export type { WasmModule } from '../runtime/host.ts';
export { Matrix, type MatrixFields, type MatrixLike } from '../data/matrix.ts';
export type { DType, View } from '../dtype.ts';
export { type LayerwiseError, type LayerwiseErrorCode, isLayerwiseError } from '../errors.ts';
