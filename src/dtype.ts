// The two element types, and the typed array of each.
/** The element type of a network: float64 unless asked otherwise. */
export type DType = 'float64' | 'float32';

/** Whether a gradient is too large for an update: its square overflows, and so might its product with the learning rate. */
export function overflows(dtype: DType, gradient: number): boolean {
  const square = gradient * gradient;
  return !Number.isFinite(dtype === 'float32' ? Math.fround(square) : square);
}

/** The array type of an element type. */
export type View<D extends DType = DType> = D extends 'float32' ? Float32Array<ArrayBuffer> : Float64Array<ArrayBuffer>;
