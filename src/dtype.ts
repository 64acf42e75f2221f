// The two element types, and the typed array of each.

/** The element type of a network: float64 unless asked otherwise. */
export type DType = 'float64' | 'float32';

/** The array type of an element type. */
export type View<D extends DType = DType> = D extends 'float32' ? Float32Array<ArrayBuffer> : Float64Array<ArrayBuffer>;
