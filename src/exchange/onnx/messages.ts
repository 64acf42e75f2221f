// The messages of ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto): the fields that are read or written, by
// name, with their numbers. Others are skipped.
import { PbfReader, PbfWriter } from 'pbf';

/** How a field is written: a kind of number, text, bytes or a message; lists of numbers may be packed. */
type Kind = 'integer' | 'float' | 'double' | 'text' | 'bytes' | MessageName;

/** A field's number and kind; `many` if there may be several. */
type Field = readonly [number: number, kind: Kind, many?: 'many'];

const messages = {
  Model: {
    irVersion: [1, 'integer'],
    producerName: [2, 'text'],
    producerVersion: [3, 'text'],
    graph: [7, 'Graph'],
    opsets: [8, 'Opset', 'many'],
    metadata: [14, 'Entry', 'many'],
    functions: [25, 'bytes', 'many'],
  },
  Opset: { domain: [1, 'text'], version: [2, 'integer'] },
  Entry: { key: [1, 'text'], value: [2, 'text'] },
  Graph: {
    nodes: [1, 'Node', 'many'],
    name: [2, 'text'],
    initializers: [5, 'Tensor', 'many'],
    inputs: [11, 'Value', 'many'],
    outputs: [12, 'Value', 'many'],
    sparseInitializers: [15, 'bytes', 'many'],
  },
  Node: {
    inputs: [1, 'text', 'many'],
    outputs: [2, 'text', 'many'],
    name: [3, 'text'],
    operator: [4, 'text'],
    attributes: [5, 'Attribute', 'many'],
    domain: [7, 'text'],
  },
  Attribute: {
    name: [1, 'text'],
    float: [2, 'float'],
    integer: [3, 'integer'],
    text: [4, 'text'],
    tensor: [5, 'Tensor'],
    integers: [8, 'integer', 'many'],
    type: [20, 'integer'],
  },
  Tensor: {
    shape: [1, 'integer', 'many'],
    type: [2, 'integer'],
    floats: [4, 'float', 'many'],
    integers: [7, 'integer', 'many'],
    name: [8, 'text'],
    raw: [9, 'bytes'],
    doubles: [10, 'double', 'many'],
    external: [13, 'bytes', 'many'],
    location: [14, 'integer'],
  },
  Value: { name: [1, 'text'], type: [2, 'Type'] },
  Type: { tensor: [1, 'TensorType'] },
  TensorType: { element: [1, 'integer'], shape: [2, 'Shape'] },
  Shape: { dimensions: [1, 'Dimension', 'many'] },
  Dimension: { size: [1, 'integer'], symbol: [2, 'text'] },
} as const satisfies Record<string, Readonly<Record<string, readonly [number, string, 'many'?]>>>;

type MessageName =
  | 'Model'
  | 'Opset'
  | 'Entry'
  | 'Graph'
  | 'Node'
  | 'Attribute'
  | 'Tensor'
  | 'Value'
  | 'Type'
  | 'TensorType'
  | 'Shape'
  | 'Dimension';

type Content<K> = K extends 'integer' | 'float' | 'double'
  ? number
  : K extends 'text'
    ? string
    : K extends 'bytes'
      ? Uint8Array
      : K extends MessageName
        ? Message<K>
        : never;

/** A message as an object; fields that are absent are undefined, lists are empty. */
export type Message<N extends MessageName> = {
  readonly [F in keyof (typeof messages)[N]]?: (typeof messages)[N][F] extends readonly [number, infer K, 'many']
    ? readonly Content<K>[]
    : (typeof messages)[N][F] extends readonly [number, infer K]
      ? Content<K>
      : never;
};

/** The element types of tensors. */
export const ElementType = { float: 1, int32: 6, int64: 7, bool: 9, double: 11 } as const;

/** The types of attributes. */
export const AttributeType = { float: 1, integer: 2, text: 3, tensor: 4, integers: 7 } as const;

const fieldsOf = (name: MessageName): [string, Field][] =>
  Object.entries(messages[name]) as unknown as [string, Field][];

const isMessage = (kind: Kind): kind is MessageName => kind in messages;

/** The bytes of a model. */
export function encodeModel(model: Message<'Model'>): Uint8Array<ArrayBuffer> {
  const writer = new PbfWriter();
  write('Model')(model, writer);
  return writer.finish().slice() as Uint8Array<ArrayBuffer>;
}

const write =
  (name: MessageName) =>
  (message: object, writer: PbfWriter): void => {
    for (const [field, [number, kind, many]] of fieldsOf(name)) {
      const value = (message as Readonly<Record<string, unknown>>)[field];
      if (value === undefined) continue;
      for (const item of many === undefined ? [value] : (value as unknown[])) {
        if (kind === 'integer') writer.writeVarintField(number, item as number);
        else if (kind === 'float') writer.writeFloatField(number, item as number);
        else if (kind === 'double') writer.writeDoubleField(number, item as number);
        else if (kind === 'text') writer.writeStringField(number, item as string);
        else if (kind === 'bytes') writer.writeBytesField(number, item as Uint8Array);
        else writer.writeMessage(number, write(kind), item as object);
      }
    }
  };

/** A tag's low bits, where the field is a number of so many bytes of a list, or a run of bytes. */
const PACKED = 2;
const WIRE_TYPES = { integer: 0, float: 5, double: 1, text: PACKED, bytes: PACKED } as const;

/** No message of these nests deeper. */
const DEEPEST = 16;

/**
 * The model that some bytes are. What the bytes say of their lengths is checked before it is followed.
 * @throws RangeError if they are no protocol buffers, or end too early
 */
export function decodeModel(bytes: Uint8Array): Message<'Model'> {
  return read('Model', new PbfReader(bytes), bytes.length, 0) as Message<'Model'>;
}

function read(name: MessageName, reader: PbfReader, end: number, depth: number): object {
  if (depth > DEEPEST) throw new RangeError('messages nested too deeply');
  const fields = new Map(fieldsOf(name).map(([field, [number, kind, many]]) => [number, { field, kind, many }]));
  const message: Record<string, unknown> = {};
  while (reader.pos < end) {
    const tag = number(reader, end);
    const wire = tag % 8;
    const known = fields.get(Math.floor(tag / 8));
    if (known === undefined) skip(reader, wire, end);
    else {
      const { field, kind, many } = known;
      const values = valuesOf(reader, kind, wire, end, depth);
      if (many === undefined) message[field] = values.at(-1);
      else for (const item of values) ((message[field] ??= []) as unknown[]).push(item);
    }
  }
  return message;
}

function valuesOf(reader: PbfReader, kind: Kind, wire: number, end: number, depth: number): unknown[] {
  if (isMessage(kind)) {
    const inner = endOfRun(reader, wire, end);
    return [read(kind, reader, inner, depth + 1)];
  }
  if (wire === PACKED && (kind === 'integer' || kind === 'float' || kind === 'double')) {
    const inner = endOfRun(reader, wire, end);
    const values: number[] = [];
    while (reader.pos < inner) values.push(value(reader, kind, inner) as number);
    return values;
  }
  if (wire !== WIRE_TYPES[kind]) throw new RangeError(`byte ${reader.pos}: a field of another type than ONNX has`);
  return [value(reader, kind, end)];
}

function value(reader: PbfReader, kind: Exclude<Kind, MessageName>, end: number): unknown {
  if (kind === 'integer') return number(reader, end, true);
  if (kind === 'float' || kind === 'double') {
    need(reader, kind === 'float' ? 4 : 8, end);
    return kind === 'float' ? reader.readFloat() : reader.readDouble();
  }
  const stop = endOfRun(reader, PACKED, end);
  const bytes = reader.buf.subarray(reader.pos, stop);
  reader.pos = stop;
  return kind === 'bytes' ? bytes : new TextDecoder('utf-8').decode(bytes);
}

/** Where a run of bytes ends, whose length stands here. */
function endOfRun(reader: PbfReader, wire: number, end: number): number {
  if (wire !== PACKED) throw new RangeError(`byte ${reader.pos}: a field of another type than ONNX has`);
  const length = number(reader, end);
  need(reader, length, end);
  return reader.pos + length;
}

/** A variable-length integer, exact up to 2⁵³. */
function number(reader: PbfReader, end: number, signed = false): number {
  const start = reader.pos;
  const result = reader.pos < end ? reader.readVarint(signed) : 0;
  if (reader.pos > end || reader.pos === start)
    throw new RangeError(`it ends at byte ${end}, in the middle of a number`);
  return result;
}

function need(reader: PbfReader, bytes: number, end: number): void {
  if (!(reader.pos + bytes <= end))
    throw new RangeError(`byte ${reader.pos}: ${bytes} bytes are announced, ${end - reader.pos} are there`);
}

function skip(reader: PbfReader, wire: number, end: number): void {
  if (wire === 0) number(reader, end);
  else if (wire === PACKED) reader.pos = endOfRun(reader, wire, end);
  else if (wire === 1 || wire === 5) {
    need(reader, wire === 1 ? 8 : 4, end);
    reader.pos += wire === 1 ? 8 : 4;
  } else throw new RangeError(`byte ${reader.pos}: no wire type ${wire}`);
}
