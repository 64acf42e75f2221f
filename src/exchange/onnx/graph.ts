// A graph while it is written: nodes, constants, and names that are each given once.
import type { DType } from '../../dtype.ts';
import { AttributeType, ElementType, type Message } from './messages.ts';

/** What the attributes of a node may be: whole numbers are integers, unless they are given as `{ float }`. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

/** The name of the rows' dimension. */
const ROWS = 'rows';

/** Makes the nodes of a graph, in order. */
export class GraphWriter {
  readonly dtype: DType;
  readonly #nodes: Message<'Node'>[] = [];
  readonly #initializers = new Map<string, Message<'Tensor'>>();
  readonly #names = new Map<string, number>();

  constructor(dtype: DType) {
    this.dtype = dtype;
  }

  /** A name that no other value has. */
  unique(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : this.unique(`${name}.${count}`);
  }

  /**
   * Appends a node; returns the name of its only output.
   * @param result what the output is called, if nothing else is yet
   */
  node(operator: string, inputs: readonly string[], result: string, attributes: Attributes = {}): string {
    const output = this.unique(result);
    this.#nodes.push({
      inputs,
      outputs: [output],
      name: `${output}/${operator}`,
      operator,
      attributes: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  /** A constant array in the model's element type; those of one name are one. */
  array(name: string, values: ArrayLike<number>, shape: readonly number[]): string {
    if (!this.#initializers.has(name)) {
      this.unique(name);
      this.#initializers.set(name, {
        shape,
        type: elementType(this.dtype),
        name,
        raw: bytesOf(values, this.dtype),
      });
    }
    return name;
  }

  /** A constant number in the model's element type. */
  scalar(value: number): string {
    return this.array(`constant ${value}`, [value], []);
  }

  /** A constant list of integers, such as a shape. */
  integers(values: readonly number[]): string {
    const name = `integers ${values.join(' ')}`;
    if (!this.#initializers.has(name)) {
      this.unique(name);
      const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      this.#initializers.set(name, { shape: [values.length], type: ElementType.int64, name, raw });
    }
    return name;
  }

  /** The whole, from the input to the value that is its output. */
  finish(
    name: string,
    input: { name: string; columns: number },
    output: { name: string; columns: number },
    result: string,
  ): Message<'Graph'> {
    // A node makes the output under its own name; an input that passes as it is needs a node.
    const made = this.#nodes.some(({ outputs }) => outputs!.includes(result));
    if (!made) result = this.node('Identity', [result], 'passed');
    const rename = (value: string): string => (value === result ? output.name : value);
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs!.map(rename),
      outputs: node.outputs!.map(rename),
    }));
    return {
      nodes,
      name,
      initializers: [...this.#initializers.values()],
      inputs: [this.#value(input)],
      outputs: [this.#value(output)],
    };
  }

  #value({ name, columns }: { name: string; columns: number }): Message<'Value'> {
    const shape = { dimensions: [{ symbol: ROWS }, { size: columns }] };
    return { name, type: { tensor: { element: elementType(this.dtype), shape } } };
  }
}

/** The type of the elements in ONNX. */
export function elementType(dtype: DType): number {
  return dtype === 'float32' ? ElementType.float : ElementType.double;
}

/** Little-endian. */
function bytesOf(values: ArrayLike<number>, dtype: DType): Uint8Array {
  const bytes = dtype === 'float32' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  for (let i = 0; i < values.length; i++) {
    if (dtype === 'float32') view.setFloat32(i * bytes, values[i]!, true);
    else view.setFloat64(i * bytes, values[i]!, true);
  }
  return new Uint8Array(view.buffer);
}

function attribute(name: string, value: Attributes[string]): Message<'Attribute'> {
  if (typeof value === 'number') return { name, integer: value, type: AttributeType.integer };
  if ('float' in value) return { name, float: value.float, type: AttributeType.float };
  return { name, integers: value, type: AttributeType.integers };
}
