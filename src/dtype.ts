// The two element types, and the typed array of each.
import { LARGEST_GRADIENT_F32, LARGEST_GRADIENT_F64 } from '../assembly/opcodes.ts';

/** The element type of a network: float64 unless asked otherwise. */
export type DType = 'float64' | 'float32';

/** The largest gradient that an update takes: what is larger counts as overflow. */
export function largestGradient(dtype: DType): number {
  return dtype === 'float32' ? LARGEST_GRADIENT_F32 : LARGEST_GRADIENT_F64;
}

/** The array type of an element type. */
export type View<D extends DType = DType> = D extends 'float32' ? Float32Array<ArrayBuffer> : Float64Array<ArrayBuffer>;
