// A network as a file: safetensors, with everything but the numbers as JSON in its metadata.
import { type NamedTensor, type SafetensorsFile, decodeSafetensors, encodeSafetensors } from '../io/safetensors.ts';
import { isLayerwiseError, rangeError } from '../errors.ts';
import type { CustomLayerConfig, LayerConfig } from '../layers/layer.ts';
import { buildLayers } from '../layers/layers.ts';
import { namedLayers } from '../layers/sequence.ts';
import type { DType } from '../dtype.ts';
import type { WasmModule } from '../runtime/host.ts';
import { integer, knownOptions, positiveInteger, shown } from '../validate.ts';
import type { Core, NetworkOptions } from './core.ts';
import { Matrix, toMatrix } from '../data/matrix.ts';

/** The version of the metadata's form. */
export const FORMAT_VERSION = 1;
/** The version of the arithmetic: raised when the same training gives other bits. */
export const NUMERICS_VERSION = 1;

/** What an untrusted file may ask for. */
export interface LoadLimits {
  /** Default 2²⁸, 2 GiB of float64. */
  readonly maxParameters?: number;
  /** Those inside of others count too; default 1000. */
  readonly maxLayers?: number;
}

/** What `Network.load` and `Trainer.load` take besides the bytes. */
export interface LoadOptions extends LoadLimits {
  /** As in the options of a network. */
  readonly module?: WasmModule | undefined;
  /** As in the options of a network. */
  readonly threads?: number | 'auto' | undefined;
  /** The custom kinds of layers that the file may have: what `defineLayer` returned. */
  readonly layers?: readonly LayerKind[] | undefined;
}

/** A custom kind of layer. */
interface LayerKind {
  (options: never): CustomLayerConfig;
  readonly kind: string;
}

/** Tensors and metadata that stand beside a network's in a file. */
export interface FileParts {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** All of a network but the numbers. */
export interface Header {
  readonly formatVersion: number;
  readonly numerics: number;
  readonly dtype: DType;
  readonly seed: number;
  readonly inputs: number;
  /** How weights are laid out. */
  readonly orientation: 'inputs × units';
  readonly layers: readonly LayerConfig[];
  readonly classes?: readonly string[];
  readonly features?: readonly string[];
}

/** What a network's tensors begin with; a trainer's file holds others beside them. */
const NETWORK_TENSOR = 'layers.';

/**
 * The bytes of a network's file.
 * @param more what a trainer's file holds besides
 */
export function encodeNetwork(core: Core, more?: FileParts): Uint8Array<ArrayBuffer> {
  const { engine, parameters } = core;
  const tensors = parameters.all.map(({ tensor }) => ({
    name: tensor.name,
    dtype: fileDType(engine.dtype),
    shape: tensor.rows === 1 ? [tensor.columns] : [tensor.rows as number, tensor.columns],
    data: parameters.view(tensor),
  }));
  return encodeSafetensors([...tensors, ...(more?.tensors ?? [])], {
    format: 'layerwise',
    layerwise: JSON.stringify(headerFor(core)),
    ...more?.metadata,
  });
}

/** What a file says of a network. */
export function headerFor({ engine, seed, inputs, configs, classes, features }: Core): Header {
  return {
    formatVersion: FORMAT_VERSION,
    numerics: NUMERICS_VERSION,
    dtype: engine.dtype,
    seed,
    inputs,
    orientation: 'inputs × units',
    layers: configs,
    ...(classes === undefined ? {} : { classes }),
    ...(features === undefined ? {} : { features }),
  };
}

/**
 * Reads a network's file: the options that make it, its parameters by name, and the metadata.
 * @throws LayerwiseError INVALID_FILE
 */
export function decodeNetwork(
  bytes: Uint8Array,
  limits: LoadOptions,
): {
  readonly options: NetworkOptions;
  readonly tensors: Readonly<Record<string, Matrix>>;
  readonly metadata: SafetensorsFile['metadata'];
} {
  const { maxLayers } = checkLimits(limits);
  const file = readFile(bytes, limits);
  const header = headerOf(file.metadata['layerwise'], maxLayers, limits.layers ?? []);
  const options: NetworkOptions = {
    inputs: header.inputs,
    layers: header.layers as NetworkOptions['layers'],
    seed: header.seed,
    dtype: header.dtype,
    ...(header.classes === undefined ? {} : { classes: header.classes }),
    ...(header.features === undefined ? {} : { features: header.features }),
  };
  const own = new Map(
    [...file.tensors].filter(([name]) => !('trainer' in file.metadata) || name.startsWith(NETWORK_TENSOR)),
  );
  checkShapes(options, own, maxLayers);
  const tensors: Record<string, Matrix> = Object.create(null) as Record<string, Matrix>;
  for (const [name, { shape, data }] of own) {
    const rows = shape.length === 2 ? shape[0]! : 1;
    tensors[name] = new Matrix(data as Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer>, rows, shape.at(-1)!);
  }
  return { options, tensors, metadata: file.metadata };
}

/**
 * The frozen object that a text of the metadata holds.
 * @param revive what stands for a part of it
 */
export function parsed(key: string, json: string, revive = (part: unknown): unknown => part): object {
  let value: unknown;
  try {
    value = JSON.parse(json, (_, part: unknown) => Object.freeze(revive(part)));
  } catch (cause) {
    throw invalid(`the metadata "${key}" is not JSON`, cause);
  }
  if (typeof value !== 'object' || value === null) throw invalid(`the metadata "${key}" is not an object`);
  return value;
}

/** Gives a network the parameters of the file that its options were read from. */
export function setParameters({ engine, parameters }: Core, tensors: Readonly<Record<string, Matrix>>): void {
  const { dtype } = engine;
  for (const { tensor } of parameters.all) {
    const { name, columns } = tensor;
    parameters.view(tensor).set(toMatrix(tensors[name]!, { name, columns, dtype }).data);
  }
}

/** The tensors and the metadata of a file, within the limits. */
export function readFile(bytes: Uint8Array, limits: LoadLimits): SafetensorsFile {
  return decodeSafetensors(bytes, { maxElements: checkLimits(limits).maxParameters });
}

function checkLimits(limits: LoadLimits): Required<LoadLimits> {
  knownOptions('load', limits, ['maxParameters', 'maxLayers', 'module', 'threads', 'layers']);
  return {
    maxParameters: integer('load', 'maxParameters', limits.maxParameters ?? 268435456, 1, 'a positive integer'),
    maxLayers: integer('load', 'maxLayers', limits.maxLayers ?? 1000, 1, 'a positive integer'),
  };
}

function headerOf(json: string | undefined, maxLayers: number, kinds: readonly LayerKind[]): Header {
  if (json === undefined) throw invalid('no Layerwise model: its metadata has no "layerwise"');
  let revive: Parameters<typeof parsed>[2];
  FULL: revive = (part) => customLayer(part, kinds);
  const header = parsed('layerwise', json, revive) as Header;
  if (header.formatVersion !== FORMAT_VERSION) {
    throw invalid(`format version ${shown(header.formatVersion)}; this release reads version ${FORMAT_VERSION}`);
  }
  if (!Array.isArray(header.layers) || header.layers.length === 0 || header.layers.length > maxLayers) {
    throw invalid(`"layers" must be an array of 1 to ${maxLayers} layers`);
  }
  return header;
}

/** A part of the header with what builds it, if it is the configuration of one of these kinds. */
function customLayer(part: unknown, kinds: readonly LayerKind[]): unknown {
  const { kind, options } = (part ?? {}) as Partial<CustomLayerConfig>;
  const custom = kinds.find((known) => known.kind === kind);
  return custom === undefined ? part : { ...custom(options as never), ...(part as object) };
}

/** Compares what the layers need with what the file holds, so that nothing is allocated for a file that lies. */
function checkShapes(
  options: NetworkOptions,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly dtype: string }>,
  maxLayers: number,
): void {
  const expected = asFileError(() => parameterShapes(options, maxLayers));
  for (const [name, shape] of expected) {
    const found = tensors.get(name);
    if (found === undefined) throw invalid(`there is no tensor "${name}"`);
    const dtype = fileDType(options.dtype);
    if (found.dtype !== dtype) throw invalid(`"${name}" is ${found.dtype}, the network's is ${dtype}`);
    if (found.shape.join('×') !== shape)
      throw invalid(`"${name}" is [${found.shape.join('×')}], the layers need [${shape}]`);
  }
  for (const name of tensors.keys()) if (!expected.has(name)) throw invalid(`there is no place for "${name}"`);
}

function parameterShapes({ inputs, layers }: NetworkOptions, maxLayers: number): Map<string, string> {
  const shapes = new Map<string, string>();
  for (const { layer, name: path } of namedLayers(
    buildLayers(layers, positiveInteger('network', 'inputs', inputs), maxLayers),
  )) {
    for (const { name, rows, columns } of layer.parameters)
      shapes.set(path + name, rows === 1 ? `${columns}` : `${rows}×${columns}`);
  }
  return shapes;
}

/** The name of an element type in safetensors. */
export function fileDType(dtype: DType | undefined): 'F32' | 'F64' {
  return dtype === 'float32' ? 'F32' : 'F64';
}

/** Runs what a file's contents may make fail: the library's errors about options and values become INVALID_FILE. */
export function asFileError<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!isLayerwiseError(cause) || cause.code === 'OUT_OF_MEMORY') throw cause;
    throw invalid(cause.message, cause);
  }
}

/** The error for a file that is not what it should be. */
export function invalid(what: string, cause?: unknown): Error {
  return rangeError('INVALID_FILE', `model file: ${what}`, cause === undefined ? undefined : { cause });
}
