// Safetensors files for tests: one that is right, and what makes wrong ones.
import { decodeSafetensors, type NamedTensor, type SafetensorsLimits } from '../../src/io/safetensors.ts';
import { expectError } from './errors.ts';

/** A file from a header as text and the bytes after it. */
export function fileOf(header: string, data: ArrayLike<number> = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** Expects the file to be refused with this message. */
export function expectInvalid(bytes: Uint8Array, message: string | RegExp, limits?: SafetensorsLimits): void {
  expectError(() => decodeSafetensors(bytes, limits), 'INVALID_FILE', message);
}

/** A tensor of each type, a scalar and an empty one. */
export const sample: NamedTensor[] = [
  {
    name: 'layers.0.weights',
    dtype: 'F64',
    shape: [2, 3],
    data: new Float64Array([1.5, -0, NaN, Infinity, 5e-324, 6]),
  },
  { name: 'layers.0.biases', dtype: 'F32', shape: [3], data: new Float32Array([1, 2, 3]) },
  { name: 'step', dtype: 'I32', shape: [], data: new Int32Array([-7]) },
  { name: 'random', dtype: 'U8', shape: [3], data: new Uint8Array([0, 128, 255]) },
  { name: 'empty', dtype: 'F64', shape: [0, 5], data: new Float64Array(0) },
];

/** A tensor's entry in a header. */
export const entry = (shape: string, offsets: string, dtype = '"F64"') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
