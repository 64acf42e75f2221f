// PyTorch's state dicts, in safetensors files.
import { Matrix } from '../../data/matrix.ts';
import { quote } from '../../data/describe.ts';
import type { DType, View } from '../../dtype.ts';
import { rangeError } from '../../errors.ts';
import type { Network } from '../../index.ts';
import {
  type NamedTensor,
  type SafetensorsTensor,
  decodeSafetensors,
  encodeSafetensors,
} from '../../io/safetensors.ts';
import type { Layer, Parameter } from '../../layers/layer.ts';
import { buildLayers } from '../../layers/layers.ts';
import { type LoadOptions, decodeNetwork, fileDType } from '../../network/model-file.ts';
import { knownOptions } from '../../validate.ts';
import { type ModelSource, bytesOf } from '../recording.ts';
import { modulesOf, sequentialText, tensorNames } from './modules.ts';

/** What batch normalization counts in PyTorch; without a meaning in prediction. */
const COUNT = 'num_batches_tracked';

/** The options of `loadStateDict`. */
export interface StateDictOptions {
  /**
   * What the modules are called whose parameters the layers with parameters get, in order: `['fc1', 'norm', 'fc2']`. Default
   * their numbers in a Sequential, where the activation of a dense layer is a module of its own: `['0', '2']`.
   */
  readonly modules?: readonly string[];
}

/** A parameter, and the tensor that it is. */
interface Entry {
  /** In the library: `layers.1.weights`. */
  readonly path: string;
  /** In the state dict: `2.weight`. */
  readonly name: string;
  readonly layer: Layer;
  readonly parameter: Parameter;
}

/**
 * The state dict of the `nn.Sequential` that a network is in PyTorch, as a safetensors file: weights [outputs × inputs],
 * `0.weight`, `0.bias`, `1.running_mean` and so on, in the network's element type. Layers that torch.nn has no module for
 * keep the names of their parameters; blocks are `2.layers.0.weight`. The metadata `pytorch` is the expression that makes the
 * Sequential, where torch.nn has all of its modules.
 * @param model a network, or the bytes of a saved one
 * @throws LayerwiseError INVALID_FILE for bytes that are no model, or one with layers of `defineLayer`
 *
 * @example
 * saveFile('state.safetensors', exportStateDict(network));
 * // model.load_state_dict(safetensors.torch.load_file('state.safetensors'))
 */
export function exportStateDict(model: ModelSource, options: LoadOptions = {}): Uint8Array<ArrayBuffer> {
  const { options: made, tensors } = decodeNetwork(bytesOf(model), options);
  const layers = buildLayers(made.layers, made.inputs);
  const dtype = fileDType(made.dtype);
  const named = entriesOf(layers).map(({ path, name, layer, parameter }): NamedTensor => {
    const matrix = tensors[path]!;
    if (isTransposed(layer, parameter)) {
      return { name, dtype, shape: [matrix.columns, matrix.rows], data: transposed(matrix) };
    }
    const shape = matrix.rows === 1 && parameter.rows === 1 ? [matrix.columns] : [matrix.rows, matrix.columns];
    return { name, dtype, shape, data: matrix.data };
  });
  const counts = modulesOf(layers)
    .filter(({ layer }) => layer.config.kind === 'batchNormalization')
    .map(({ prefix }): NamedTensor => ({ name: prefix + COUNT, dtype: 'I64', shape: [], data: new BigInt64Array(1) }));
  const pytorch = sequentialText(layers);
  return encodeSafetensors([...named, ...counts], { format: 'pt', ...(pytorch === undefined ? {} : { pytorch }) });
}

/**
 * Gives a network the parameters of a state dict: what `safetensors.torch.save_file(model.state_dict(), path)` writes.
 * Nothing changes unless all fit. float64 and float32 are read; the values are rounded to the network's element type.
 * @param bytes the safetensors file
 * @throws LayerwiseError INVALID_FILE for bytes that are none, and for tensors that are missing, too many, or of another
 * shape, by name
 *
 * @example
 * const network = new Network({ inputs: 4, layers: [dense(16, { activation: 'relu' }), dense(3)] });
 * loadStateDict(network, bytes, { modules: ['fc1', 'fc2'] });
 */
export function loadStateDict(network: Network<DType>, bytes: Uint8Array, options: StateDictOptions = {}): void {
  knownOptions('loadStateDict', options, ['modules']);
  const { tensors } = decodeSafetensors(bytes);
  const { options: made } = decodeNetwork(network.save(), {});
  const entries = entriesOf(buildLayers(made.layers, made.inputs), options.modules);
  const expected = new Set(entries.map(({ name }) => name));
  const list = (names: readonly string[]): string => names.map(quote).join(', ');
  const missing = [...expected].filter((name) => !tensors.has(name));
  const unexpected = [...tensors.keys()].filter((name) => !expected.has(name) && !name.endsWith(COUNT));
  if (missing.length > 0) {
    const found =
      unexpected.length === 0 ? '' : `; it has ${list(unexpected)}, and "modules" says what modules are called`;
    throw invalid(`there is no ${list(missing)}${found}`);
  }
  if (unexpected.length > 0) throw invalid(`the network has no place for ${list(unexpected)}`);
  const weights = entries.map((entry) => [entry.path, valuesOf(entry, tensors.get(entry.name)!)] as const);
  network.setWeights(Object.fromEntries(weights));
}

function entriesOf(layers: readonly Layer[], names?: readonly string[]): Entry[] {
  const modules = modulesOf(layers).filter(({ layer }) => layer.parameters.length > 0);
  if (names !== undefined && names.length !== modules.length) {
    const places = modules.map(({ layer }) => layer.place).join(', ');
    throw rangeError(
      'INVALID_OPTION',
      `loadStateDict: "modules" has ${names.length} names, there are ${modules.length} layers with parameters: ${places}`,
    );
  }
  return modules.flatMap(({ layer, path, prefix }, index) => {
    const start = names === undefined ? prefix : `${names[index]!}.`;
    const known = tensorNames[layer.config.kind as 'dense'] ?? {};
    return layer.parameters.map((parameter) => ({
      path: path + parameter.name,
      name: start + (known[parameter.name] ?? parameter.name),
      layer,
      parameter,
    }));
  });
}

function isTransposed({ config }: Layer, { name }: Parameter): boolean {
  return config.kind === 'dense' && name === 'weights';
}

function valuesOf({ name, layer, parameter }: Entry, { dtype, shape, data }: SafetensorsTensor): Matrix {
  const { rows, columns } = parameter;
  const isWeights = isTransposed(layer, parameter);
  const wanted = isWeights ? [columns, rows] : rows === 1 && shape.length === 1 ? [columns] : [rows, columns];
  if (dtype !== 'F32' && dtype !== 'F64') throw invalid(`${quote(name)} is ${dtype}; F32 and F64 are read`);
  if (shape.join() !== wanted.join())
    throw invalid(`${quote(name)} is [${shape.join(' × ')}], ${layer.place} needs [${wanted.join(' × ')}]`);
  const matrix = new Matrix(data as View, wanted.length === 1 ? 1 : wanted[0]!, wanted.at(-1)!);
  return isWeights ? new Matrix(transposed(matrix), rows, columns) : matrix;
}

function transposed({ data, rows, columns }: Matrix): View {
  const result = data.slice() as View;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]!;
  return result;
}

function invalid(what: string): Error {
  return rangeError('INVALID_FILE', `state dict: ${what}`);
}
