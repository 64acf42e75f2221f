// The vector functions of assembly/simd over plain arrays.
import type { DType } from '../../src/dtype.ts';
import type { FunctionName } from '../reference/functions.ts';
import { compileEntry } from './assembly.ts';

/** Applies a function to values, which start `shift` elements off a vector's alignment. */
export type Apply = (name: FunctionName, values: ArrayLike<number>, shift?: number) => number[];

/** The functions on a dtype, compiled anew. */
export async function vectorFunctions(dtype: DType): Promise<Apply> {
  const entry = await compileEntry('functions');
  const [ArrayType, suffix] = dtype === 'float64' ? [Float64Array, '64'] : [Float32Array, '32'];
  const bytes = ArrayType.BYTES_PER_ELEMENT;
  const base = Math.ceil(entry['heapBase']!() / 64) * 64;
  return (name, values, shift = 0) => {
    const x = base + shift * bytes;
    const y = x + values.length * bytes + 64;
    const missing = y + values.length * bytes - entry.memory.buffer.byteLength;
    if (missing > 0) entry.memory.grow(Math.ceil(missing / 65536));
    new ArrayType(entry.memory.buffer, x, values.length).set(values);
    entry[name + suffix]!(x, y, values.length);
    return Array.from(new ArrayType(entry.memory.buffer, y, values.length));
  };
}
