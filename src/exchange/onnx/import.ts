// ONNX models of dense networks as networks of the library.
import { isLayerwiseError } from '../../errors.ts';
import type { DType } from '../../dtype.ts';
import { Network } from '../../index.ts';
import type { ColumnGroup } from '../../layers/column-groups.ts';
import type { AnyLayerConfig } from '../../layers/layers.ts';
import { boolean, knownOptions, positiveInteger } from '../../validate.ts';
import { groupOf, piecesOf } from './layers.ts';
import { type Message, decodeModel } from './messages.ts';
import type { Piece } from './operators.ts';
import {
  type Computed,
  type Counter,
  type Input,
  type Operand,
  type Values,
  counterUpTo,
  invalid,
  valuesOf,
} from './values.ts';

/** The options of `importOnnx`. */
export interface OnnxImportOptions {
  /** Reads a last LogSoftmax as softmax: the network then gives probabilities, not their logarithms. Default false. */
  readonly probabilities?: boolean;
  /** What an untrusted file may ask for; default 2²⁸, 2 GiB of float64. */
  readonly maxParameters?: number;
}

/** Columns of a row at most. */
const MOST_COLUMNS = 16_777_216;

/** The versions of the operators that are known. */
const OPSETS = { oldest: 7, newest: 26 };

/**
 * A network with the layers and the parameters of an ONNX model: of dense networks as PyTorch, Keras and scikit-learn
 * export them, of one input [rows × columns] and one output. It is read when all of it is made of
 *
 * - Gemm, or MatMul and Add; BatchNormalization; LayerNormalization, also in its parts; blocks added to their input;
 * - Relu, LeakyRelu, Elu, Celu, Selu, Gelu, Mish, Softplus, Softsign, Sigmoid, HardSigmoid, HardSwish, Tanh, Softmax, Clip
 *   from 0 to 6 or −1 to 1, and gelu, silu, mish, softsign and logSigmoid in their parts;
 * - Slices of columns through layers of their own and their Concat; Gather of rows of a matrix by whole numbers;
 * - Sub, Div and Mul with a constant for each column; Identity, Dropout, Flatten, Reshape to rows, Cast.
 *
 * The element type is that of its parameters. `features` and `classes` of the metadata, JSON arrays of names, are
 * taken over where there are as many as columns.
 * @throws LayerwiseError INVALID_FILE that names the node and its operator, or says what is wrong with the bytes
 *
 * @example
 * const network = importOnnx(new Uint8Array(await readFile('model.onnx')));
 */
export function importOnnx(bytes: Uint8Array, options: OnnxImportOptions = {}): Network<DType> {
  knownOptions('importOnnx', options, ['probabilities', 'maxParameters']);
  const probabilities = boolean('importOnnx', 'probabilities', options.probabilities ?? false);
  const maxParameters = positiveInteger('importOnnx', 'maxParameters', options.maxParameters ?? 268_435_456);
  const count = counterUpTo(maxParameters);
  const model = decoded(bytes);
  checkVersions(model);
  const values = valuesOf(model.graph!, count);
  const output = probabilities ? asSoftmax(values.output) : values.output;
  const pieces = piecesOf(output, values.input);
  if (pieces.length === 0) throw invalid('it has no layers');
  const inputs = inputsOf(values, pieces);
  const { pieces: layers, outputs } = fitted(withActivations(pieces), inputs, count);
  try {
    const network = new Network<DType>({
      inputs,
      layers: layers.map(({ config }) => config),
      dtype: elementTypeOf(layers),
      ...namesOf(model, 'features', inputs),
      ...namesOf(model, 'classes', outputs === 1 ? 2 : outputs),
    });
    network.setWeights(Object.fromEntries(parametersOf(layers, 'layers')));
    return network;
  } catch (cause) {
    if (!isLayerwiseError(cause) || cause.code === 'OUT_OF_MEMORY') throw cause;
    throw invalid(cause.message, cause);
  }
}

function decoded(bytes: Uint8Array): Message<'Model'> {
  if (!(bytes instanceof Uint8Array)) throw invalid('it must be given as a Uint8Array');
  let model: Message<'Model'>;
  try {
    model = decodeModel(bytes);
  } catch (cause) {
    throw invalid(`the bytes are none: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (model.graph === undefined || model.opsets === undefined) throw invalid('the bytes are none: they have no graph');
  return model;
}

function checkVersions({ opsets = [], functions = [] }: Message<'Model'>): void {
  if (functions.length > 0) throw invalid('it has functions, which are not read');
  const { version } = opsets.find(({ domain = '' }) => domain === '' || domain === 'ai.onnx') ?? {};
  const { oldest, newest } = OPSETS;
  if (version === undefined || version < oldest || version > newest)
    throw invalid(`operators of version ${version ?? 'none'}; ${oldest} to ${newest} are read`);
}

/** A LogSoftmax at the end, below nodes that do nothing, with its logarithm left out. */
function asSoftmax(value: Operand): Operand {
  if (value.kind !== 'computed') return value;
  if (value.operator === 'LogSoftmax') return { ...value, operator: 'Softmax' };
  const [inner, ...others] = value.inputs;
  return value.operator === 'Identity' && inner !== undefined
    ? ({ ...value, inputs: [asSoftmax(inner), ...others] } satisfies Computed)
    : value;
}

/** The columns of a row, from the input or, where it leaves them open, from the first layer that knows. */
function inputsOf({ input }: Values, pieces: readonly Piece[]): number {
  const columns = columnsOf(input) ?? pieces.find((piece) => piece.inputs !== undefined && piece.inputs > 1)?.inputs;
  if (columns !== undefined && !(columns <= MOST_COLUMNS)) throw invalid(`rows of ${columns} columns`);
  if (columns === undefined) throw invalid('neither its input nor its layers say how many columns a row has');
  return columns;
}

function columnsOf({ shape }: Input): number | undefined {
  return shape.reduce<number | undefined>(
    (product, size) => (product === undefined || size === undefined ? undefined : product * size),
    1,
  );
}

/** The pieces with a constant for each column, and the columns that the last gives; throws where they do not fit. */
function fitted(
  pieces: readonly Piece[],
  inputs: number,
  count: Counter,
): { readonly pieces: Piece[]; readonly outputs: number } {
  let width = inputs;
  const fit = (piece: Piece): Piece => {
    const { place, inputs: taken, outputs, blocks, parameters } = piece;
    const serves = taken === 1 && outputs === undefined;
    if (taken !== undefined && taken !== width && !serves)
      throw invalid(`${place}: it takes ${taken} columns and gets ${width}`);
    if (blocks !== undefined) {
      const groups = groupsOf(piece);
      const inside = Object.entries(blocks).map(([name, block], i) => {
        const { pieces, outputs } = fitted(block, groups?.[i]!.columns ?? width, count);
        return { name, pieces, outputs };
      });
      const given = inside.reduce((sum, block) => sum + block.outputs, 0);
      if (groups === undefined && given !== width)
        throw invalid(`${place}: what is added has ${given} columns, what it is added to has ${width}`);
      width = given;
      return { ...piece, blocks: Object.fromEntries(inside.map(({ name, pieces }) => [name, pieces])) };
    }
    const columns = width;
    width = outputs ?? width;
    if (!serves) return piece;
    count(columns);
    const filled = Object.entries(parameters).map(([name, values]) => [
      name,
      new Float64Array(columns).fill(values[0]!),
    ]);
    return { ...piece, parameters: Object.fromEntries(filled) as Piece['parameters'] };
  };
  return { pieces: pieces.map(fit), outputs: width };
}

/** The groups of columns that a piece is; undefined of another. */
function groupsOf({ config }: Piece): readonly ColumnGroup[] | undefined {
  return config.kind === 'columnGroups' ? config.groups : undefined;
}

/** float64 if the parameters of any layer are; those of one constant for all columns do not say. */
function elementTypeOf(pieces: readonly Piece[]): DType {
  const isDouble = ({ config, parameters, blocks = {} }: Piece): boolean =>
    config.kind === 'normalization' || config.kind === 'scale'
      ? false
      : Object.values(parameters)[0] instanceof Float64Array || Object.values(blocks).flat().some(isDouble);
  return pieces.some(isDouble) ? 'float64' : 'float32';
}

/** Dense layers with the activations that follow them, as networks are written. */
function withActivations(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const { config } = piece;
    if (config.kind === 'activation' && last?.config.kind === 'dense' && last.config.activation === undefined) {
      joined[joined.length - 1] = { ...last, config: { ...last.config, activation: config.activation } };
    } else joined.push(piece.blocks === undefined ? piece : withBlocks(piece, piece.blocks));
  }
  return joined;
}

/** The same of the layers inside of one. */
function withBlocks(piece: Piece, given: NonNullable<Piece['blocks']>): Piece {
  const blocks = Object.fromEntries(Object.entries(given).map(([name, block]) => [name, withActivations(block)]));
  const inside = Object.values(blocks);
  const groups = groupsOf(piece)?.map(({ columns }, i) => groupOf(columns, inside[i]!));
  const config: AnyLayerConfig =
    groups === undefined
      ? { kind: 'residual', layers: inside[0]!.map((each) => each.config) }
      : { kind: 'columnGroups', groups };
  return { ...piece, blocks, config };
}

function parametersOf(pieces: readonly Piece[], path: string): [string, ArrayLike<number>][] {
  return pieces.flatMap(({ parameters, blocks = {} }, index) => [
    ...Object.entries(parameters).map(([name, values]): [string, ArrayLike<number>] => [
      `${path}.${index}.${name}`,
      values,
    ]),
    ...Object.entries(blocks).flatMap(([name, block]) => parametersOf(block, `${path}.${index}.${name}`)),
  ]);
}

/** A list of names in the metadata, if it is one of as many names, each once. */
function namesOf(
  { metadata = [] }: Message<'Model'>,
  key: 'features' | 'classes',
  count: number,
): { [K in typeof key]?: readonly string[] } {
  const text = metadata.find((entry) => entry.key === key)?.value ?? '';
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    return {};
  }
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string');
  const list = isList ? (names as string[]) : [];
  return list.length === count && new Set(list).size === count ? { [key]: list } : {};
}
