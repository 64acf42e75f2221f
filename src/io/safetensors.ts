// The safetensors format (https://github.com/huggingface/safetensors#format), all numbers little-endian:
//   8 bytes   N, the length of the header, an unsigned integer
//   N bytes   JSON: { "__metadata__": { text: text }, NAME: { "dtype", "shape", "data_offsets": [begin, end) } … },
//             padded with spaces
//   the rest  the tensors, end to end, row-major; the offsets count from here
import { rangeError, typeError } from '../errors.ts';
import { duplicateKey } from './duplicate-keys.ts';

/** The element types that are read and written, and the array of each. */
const ARRAYS = { F64: Float64Array, I64: BigInt64Array, F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;
const METADATA = '__metadata__';
const LENGTH_BYTES = 8;
/** Data starts at a multiple of this; since wider elements come first, every tensor starts at a multiple of its element. */
const ALIGNMENT = 8;

/** An element type of a file. */
export type SafetensorsDType = keyof typeof ARRAYS;

/** A tensor of a file. */
export interface SafetensorsTensor {
  readonly dtype: SafetensorsDType;
  /** The extents, outermost first; none for a scalar. */
  readonly shape: readonly number[];
  /** As many values as the product of the extents, row-major, in the array type of `dtype`. */
  readonly data: InstanceType<(typeof ARRAYS)[SafetensorsDType]>;
}

/** A tensor to be written. */
export interface NamedTensor extends SafetensorsTensor {
  readonly name: string;
}

/** What a file holds. */
export interface SafetensorsFile {
  /** By name, in the order of the data. Each has memory of its own. */
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  /** Without a prototype, so that no key is special. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What an untrusted file may ask for. */
export interface SafetensorsLimits {
  /** Default 2²⁴, 16 MiB. */
  readonly maxHeaderBytes?: number;
  /** Default 100,000. */
  readonly maxTensors?: number;
  /** Of all tensors together; default 2²⁸. */
  readonly maxElements?: number;
}

/** What the header says of a tensor. */
interface Entry {
  readonly name: string;
  readonly dtype: SafetensorsDType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * The file of these tensors. The same tensors and metadata give the same bytes, in whatever order they are given:
 * wider elements come first, then tensors and metadata by name, in order of UTF-16 code units.
 * @throws LayerwiseError INVALID_VALUE for a name that occurs twice or is `__metadata__`, for data that is not of the
 * shape or the type it is said to be, and for metadata that is not text
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  FULL: checkTensors(tensors);
  const sorted = [...tensors].sort((a, b) => elementBytes(b) - elementBytes(a) || compare(a.name, b.name));
  const header = new Map<string, unknown>();
  const texts = Object.entries(metadata).sort(([a], [b]) => compare(a, b));
  FULL: for (const [key, text] of texts) {
    if (typeof text !== 'string') throw typeError('INVALID_VALUE', `metadata ${quoted(key)} must be a string`);
  }
  if (texts.length > 0) header.set(METADATA, new Map(texts));
  let end = 0;
  for (const { name, dtype, shape, data } of sorted) {
    const begin = end;
    end += data.byteLength;
    header.set(name, { dtype, shape, data_offsets: [begin, end] });
  }
  const json = new TextEncoder().encode(jsonOf(header));
  const dataStart = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(dataStart + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.set(json, LENGTH_BYTES);
  bytes.fill(0x20, LENGTH_BYTES + json.length, dataStart);
  let position = dataStart;
  for (const { data } of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** JSON of a map whose values may be maps. An object would move keys such as "7" to the front and lose "__proto__". */
function jsonOf(value: unknown): string {
  if (!(value instanceof Map)) return JSON.stringify(value);
  const members = [...(value as Map<string, unknown>)].map(
    ([key, member]) => `${JSON.stringify(key)}:${jsonOf(member)}`,
  );
  return `{${members.join(',')}}`;
}

function checkTensors(tensors: readonly NamedTensor[]): void {
  const taken = new Set([METADATA]);
  for (const { name, dtype, shape, data } of tensors) {
    const tensor = `tensor ${quoted(name)}`;
    if (taken.has(name)) throw rangeError('INVALID_VALUE', `${tensor}: the name is taken`);
    taken.add(name);
    if (!isDType(dtype)) throw rangeError('INVALID_VALUE', `${tensor}: ${wrongDType(dtype)}`);
    if (!(data instanceof ARRAYS[dtype]))
      throw typeError('INVALID_VALUE', `${tensor}: ${dtype} data must be a ${ARRAYS[dtype].name}`);
    if (!isCounts(shape) || sizeOf(shape) !== data.length) {
      throw rangeError('INVALID_VALUE', `${tensor}: shape [${String(shape)}] cannot hold ${data.length} values`);
    }
  }
}

/**
 * Reads a file. The header is checked whole, against the limits and the length of the file, before anything of the
 * size it asks for is allocated. Nothing read shares memory with `bytes`.
 * @param bytes the whole file, at any byte offset of its buffer
 * @throws LayerwiseError INVALID_FILE that says what is wrong and where
 */
export function decodeSafetensors(bytes: Uint8Array, limits: SafetensorsLimits = {}): SafetensorsFile {
  const { maxHeaderBytes = 16_777_216, maxTensors = 100_000, maxElements = 268_435_456 } = limits;
  if (!ArrayBuffer.isView(bytes)) throw typeError('INVALID_FILE', 'a safetensors file must be given as a Uint8Array');
  // A plain Uint8Array: slice() of Node's Buffer would not copy.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataStart = dataStartOf(file, maxHeaderBytes);
  const header = parseHeader(file.slice(LENGTH_BYTES, dataStart));
  const names = Object.keys(header).filter((name) => name !== METADATA);
  if (!(names.length <= maxTensors)) throw invalid(`${names.length} tensors, the limit is ${maxTensors}`);
  const metadata = metadataOf(header[METADATA]);
  const entries = names.map((name) => entryOf(name, header[name])).sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkOffsets(entries, file.length - dataStart);
  const elements = entries.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!(elements <= maxElements)) throw invalid(`${elements} elements, the limit is ${maxElements}`);
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, dtype, shape, begin, end } of entries) {
    const { buffer } = file.slice(dataStart + begin, dataStart + end);
    tensors.set(name, { dtype, shape, data: new ARRAYS[dtype](buffer) });
  }
  return { tensors, metadata };
}

function dataStartOf(file: Uint8Array, maxHeaderBytes: number): number {
  if (file.length < LENGTH_BYTES) throw invalid(`${file.length} bytes, too few for the length of the header`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(file.length - LENGTH_BYTES))
    throw invalid(`a header of ${length} bytes in a file of ${file.length}`);
  if (!(Number(length) <= maxHeaderBytes)) throw invalid(`a header of ${length} bytes, the limit is ${maxHeaderBytes}`);
  return LENGTH_BYTES + Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw invalid('the header is not JSON in UTF-8', { cause });
  }
  if (!text.startsWith('{')) throw invalid('the header must begin with "{"');
  const twice = duplicateKey(text);
  if (twice !== undefined) throw invalid(`${quoted(twice)} occurs twice in the header`);
  return header as Record<string, unknown>;
}

function metadataOf(given: unknown): Record<string, string> {
  const metadata = Object.create(null) as Record<string, string>;
  if (given === undefined) return metadata;
  if (!isObject(given)) throw invalid(`${METADATA} must be an object of strings`);
  for (const [key, text] of Object.entries(given)) {
    if (typeof text !== 'string') throw invalid(`${METADATA}: ${quoted(key)} must be a string`);
    metadata[key] = text;
  }
  return metadata;
}

function entryOf(name: string, given: unknown): Entry {
  const tensor = `tensor ${quoted(name)}`;
  if (!isObject(given)) throw invalid(`${tensor} must be an object`);
  const { dtype, shape, data_offsets: offsets } = given;
  if (!isDType(dtype)) throw invalid(`${tensor}: ${wrongDType(dtype)}`);
  if (!isCounts(shape)) throw invalid(`${tensor}: shape must be an array of integers of at least 0`);
  if (!isCounts(offsets) || offsets.length !== 2)
    throw invalid(`${tensor}: data_offsets must be two integers of at least 0`);
  const entry = { name, dtype, shape, begin: offsets[0]!, end: offsets[1]! };
  const wanted = sizeOf(shape) * elementBytes(entry);
  if (entry.end - entry.begin !== wanted) {
    throw invalid(
      `${tensor}: shape [${shape.join(', ')}] of ${dtype} takes ${wanted} bytes, data_offsets [${offsets.join(', ')}] have ${entry.end - entry.begin}`,
    );
  }
  return entry;
}

/** Throws unless the entries, in order, cover the data exactly. */
function checkOffsets(entries: readonly Entry[], dataBytes: number): void {
  let end = 0;
  for (const entry of entries) {
    if (entry.begin !== end) {
      const what = entry.begin < end ? 'overlaps the one before it' : 'leaves a hole before it';
      throw invalid(`tensor ${quoted(entry.name)} ${what}: it begins at byte ${entry.begin} of the data, not ${end}`);
    }
    end = entry.end;
  }
  if (end !== dataBytes) throw invalid(`the tensors take ${end} bytes, the file has ${dataBytes} after the header`);
}

function elementBytes({ dtype }: { readonly dtype: SafetensorsDType }): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/** The product of the extents. Beyond 2⁵³ it is inexact, but so large that it equals no length. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

function isDType(value: unknown): value is SafetensorsDType {
  return typeof value === 'string' && Object.hasOwn(ARRAYS, value);
}

function wrongDType(value: unknown): string {
  return `dtype must be one of ${Object.keys(ARRAYS).join(', ')}, not ${quoted(value)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function quoted(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function invalid(message: string, options?: ErrorOptions): Error {
  return rangeError('INVALID_FILE', `safetensors: ${message}`, options);
}
