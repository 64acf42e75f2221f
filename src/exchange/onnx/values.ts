// A graph that was read: what each node computes, as a tree that leads to constants and the input.
import { rangeError } from '../../errors.ts';
import { quote } from '../../data/describe.ts';
import { ElementType, type Message } from './messages.ts';

/** A constant array. */
export interface Constant {
  readonly kind: 'constant';
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array;
}

/** The rows that come in. */
export interface Input {
  readonly kind: 'input';
  readonly name: string;
  /** The extents of a row; undefined for one that is not known. */
  readonly shape: readonly (number | undefined)[];
}

/** What a node computes: its first output. */
export interface Computed {
  readonly kind: 'computed';
  readonly operator: string;
  /** `node "/fc/Gemm" (Gemm)`, for errors. */
  readonly place: string;
  readonly inputs: readonly (Operand | undefined)[];
  readonly attributes: ReadonlyMap<string, Message<'Attribute'>>;
}

/** What a node takes. */
export type Operand = Constant | Input | Computed;

/** What a model computes. */
export interface Values {
  readonly input: Input;
  readonly output: Operand;
}

/** Nodes of a graph at most: enough for a thousand layers. */
const MOST_NODES = 5000;

/** The error for a model that is not one the library can read. */
export function invalid(what: string, cause?: unknown): Error {
  return rangeError('INVALID_FILE', `ONNX model: ${what}`, cause === undefined ? undefined : { cause });
}

/** Counts numbers that a model asks for, those that it takes more than once each time; throws above a limit. */
export type Counter = (numbers: number) => void;

/** A counter up to so many parameters. */
export function counterUpTo(maxParameters: number): Counter {
  let total = 0;
  return (numbers) => {
    total += numbers;
    if (!(total <= maxParameters)) throw invalid(`more than ${maxParameters} parameters`);
  };
}

/** Reads a graph of one input and one output. */
export function valuesOf(graph: Message<'Graph'>, count: Counter): Values {
  const { nodes = [], initializers = [], inputs = [], outputs = [], sparseInitializers = [] } = graph;
  if (sparseInitializers.length > 0) throw invalid('its parameters are sparse');
  if (nodes.length > MOST_NODES) throw invalid(`${nodes.length} nodes, the limit is ${MOST_NODES}`);
  const values = new Map<string, Operand>();
  for (const tensor of initializers) values.set(tensor.name ?? '', constantOf(tensor, tensor.name ?? ''));
  // Files of the first versions list parameters among the inputs.
  const given = inputs.filter(({ name = '' }) => !values.has(name));
  const named = (list: readonly Message<'Value'>[]): string => list.map(({ name = '' }) => quote(name)).join(', ');
  if (given.length !== 1) throw invalid(`one input is needed, it has ${given.length}: ${named(given)}`);
  if (outputs.length !== 1) throw invalid(`one output is needed, it has ${outputs.length}: ${named(outputs)}`);
  const input = inputOf(given[0]!);
  values.set(input.name, input);
  nodes.forEach((node, index) => {
    const computed = computedOf(node, index, values);
    for (const value of computed.inputs) if (value?.kind === 'constant') count(value.data.length);
    values.set(node.outputs?.[0] ?? '', folded(computed));
  });
  const output = values.get(outputs[0]!.name ?? '');
  if (output === undefined) throw invalid(`nothing computes the output ${named(outputs)}`);
  return { input, output };
}

function inputOf({ name = '', type }: Message<'Value'>): Input {
  const dimensions = type?.tensor?.shape?.dimensions ?? [];
  const shape = dimensions.slice(1).map(({ size }) => (size !== undefined && size > 0 ? size : undefined));
  if (dimensions.length < 2)
    throw invalid(`the input ${quote(name)} has ${dimensions.length} dimensions, rows of columns have 2`);
  return { kind: 'input', name, shape };
}

function computedOf(node: Message<'Node'>, index: number, values: ReadonlyMap<string, Operand>): Computed {
  const { name = '', operator = '', domain = '', attributes = [] } = node;
  const place = `${name === '' ? `node ${index}` : `node ${quote(name)}`} (${operator})`;
  if (domain !== '' && domain !== 'ai.onnx')
    throw invalid(`${place} is of the domain ${quote(domain)}, not of ONNX itself`);
  const inputs = (node.inputs ?? []).map((input) => {
    if (input === '') return undefined;
    const value = values.get(input);
    if (value === undefined) throw invalid(`${place} takes ${quote(input)}, which nothing before it gives`);
    return value;
  });
  const named = new Map(attributes.map((attribute) => [attribute.name ?? '', attribute]));
  return { kind: 'computed', operator, place, inputs, attributes: named };
}

/** What can be computed now: constants, and constants transposed. */
function folded(value: Computed): Operand {
  const [operand] = value.inputs;
  if (value.operator === 'Constant') {
    const tensor = value.attributes.get('value')?.tensor;
    const number = value.attributes.get('value_float')?.float;
    if (number !== undefined) return { kind: 'constant', name: '', shape: [], data: Float64Array.of(number) };
    if (tensor === undefined) throw invalid(`${value.place} is no tensor of numbers`);
    return constantOf(tensor, value.place);
  }
  if (operand?.kind !== 'constant') return value;
  if (value.operator === 'Identity') return operand;
  if (value.operator === 'Transpose' && operand.shape.length === 2) return transposed(operand);
  return value;
}

/** The transpose of a matrix. */
export function transposed({ name, shape, data }: Constant): Constant {
  const [rows, columns] = shape as [number, number];
  const result = data.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]!;
  return { kind: 'constant', name, shape: [columns, rows], data: result };
}

function constantOf(tensor: Message<'Tensor'>, name: string): Constant {
  const { shape = [], type, external = [], location = 0 } = tensor;
  const what = `tensor ${quote(name)}`;
  if (external.length > 0 || location !== 0) throw invalid(`${what} stands in another file`);
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0))
    throw invalid(`${what} has a shape that is none`);
  const data = numbersOf(tensor, what);
  if (data.length !== count)
    throw invalid(`${what} of shape [${shape.join(', ')}] has ${data.length} numbers, element type ${type}`);
  return { kind: 'constant', name, shape, data };
}

function numbersOf({ type, raw, floats, doubles, integers }: Message<'Tensor'>, what: string): Constant['data'] {
  if (type === ElementType.float) {
    return raw === undefined
      ? Float32Array.from(floats ?? [])
      : Float32Array.from(read(raw, 4, what, (view, at) => view.getFloat32(at, true)));
  }
  if (type === ElementType.double) {
    return raw === undefined
      ? Float64Array.from(doubles ?? [])
      : Float64Array.from(read(raw, 8, what, (view, at) => view.getFloat64(at, true)));
  }
  if (type === ElementType.int64) {
    return raw === undefined
      ? Float64Array.from(integers ?? [])
      : Float64Array.from(read(raw, 8, what, (view, at) => Number(view.getBigInt64(at, true))));
  }
  throw invalid(`${what} has elements of type ${type}; 1 (float32), 11 (float64) and 7 (int64) are read`);
}

function read(
  raw: Uint8Array,
  bytes: number,
  what: string,
  at: (view: DataView, offset: number) => number,
): Iterable<number> & ArrayLike<number> {
  if (raw.length % bytes !== 0) throw invalid(`${what} has ${raw.length} bytes, not a multiple of ${bytes}`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.length / bytes }, (_, i) => at(view, i * bytes));
}
