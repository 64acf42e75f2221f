// A recorded prediction as the nodes of an ONNX graph, of opset 13.
import { Activation } from '../../../assembly/kinds.ts';
import { Step } from '../../../assembly/steps.ts';
import { rangeError } from '../../errors.ts';
import type { OpName } from '../../program/records.ts';
import type { FormulaStep } from '../formula-steps.ts';
import type { Columns, Recorded, Recording, Row } from '../recording.ts';
import type { GraphWriter } from './graph.ts';

/** Some columns of a row, and the value that they are. */
interface Part {
  readonly from: number;
  readonly columns: number;
  readonly value: string;
}

/** The steps that are an operator each. */
const operators: { readonly [S in Step]?: string } = {
  [Step.add]: 'Add',
  [Step.subtract]: 'Sub',
  [Step.multiply]: 'Mul',
  [Step.divide]: 'Div',
  [Step.minimum]: 'Min',
  [Step.maximum]: 'Max',
  [Step.abs]: 'Abs',
  [Step.sqrt]: 'Sqrt',
  [Step.floor]: 'Floor',
  [Step.exp]: 'Exp',
  [Step.log]: 'Log',
  [Step.tanh]: 'Tanh',
  [Step.sigmoid]: 'Sigmoid',
  [Step.softplus]: 'Softplus',
  [Step.erf]: 'Erf',
};

/** The activations that are kinds of a record. */
const activations: { readonly [A in Activation]: string } = {
  [Activation.linear]: 'Identity',
  [Activation.leakyRelu]: 'LeakyRelu',
  [Activation.relu]: 'Relu',
  [Activation.sigmoid]: 'Sigmoid',
  [Activation.tanh]: 'Tanh',
};

/** Writes the nodes of a recording; returns the value that is its output. */
export function writeNodes({ records, input, output }: Recording, graph: GraphWriter, inputName: string): string {
  const writer = new NodeWriter(graph);
  writer.write({ row: input, from: 0 }, input.columns, graph.unique(inputName));
  records.forEach((record, i) => {
    const operation = writer.operations[record.op];
    if (operation === undefined)
      throw rangeError('INVALID_OPTION', `${record.place}: ${record.op} cannot be written in ONNX`);
    operation(record, records[i + 1]);
  });
  return writer.read({ row: output, from: 0 }, output.columns);
}

class NodeWriter {
  readonly #graph: GraphWriter;
  /** What stands in each row now. */
  readonly #parts = new Map<Row, Part[]>();
  /** The rows whose biases were added with the product. */
  readonly #biased = new Set<Recorded>();

  constructor(graph: GraphWriter) {
    this.#graph = graph;
  }

  /** How each operation of a prediction is written. `next` is the one after it. */
  readonly operations: { readonly [O in OpName]?: (record: Recorded, next: Recorded | undefined) => void } = {
    Matmul: ({ tensors: { x, w, z } }, next) => {
      const operands = [this.#whole(x!), this.#matrix(w!)];
      const bias =
        next?.op === 'BiasActivation' && next.tensors['z']!.row === z!.row ? next.tensors['bias'] : undefined;
      if (bias === undefined) return this.#result(z!, 'MatMul', operands);
      this.#biased.add(next!);
      this.#result(z!, 'Gemm', [...operands, this.#whole(bias)]);
    },
    BiasActivation: (record) => {
      const { z, bias, a } = record.tensors;
      const { activation, parameter = 0 } = record.numbers;
      if (bias !== undefined && !this.#biased.has(record))
        this.#result(z!, 'Add', [this.#whole(z!), this.#whole(bias)]);
      const value = this.#whole(z!);
      if (activation === Activation.linear) this.write(a!, a!.row.columns, value);
      else if (activation === Activation.leakyRelu) this.#leakyRelu(a!, value, parameter);
      else this.#result(a!, activations[activation as Activation], [value]);
    },
    Softmax: ({ tensors: { z, a } }) => this.#result(a!, 'Softmax', [this.#whole(z!)], { axis: 1 }),
    Normalize: ({ tensors: { x, mean, deviation, y } }) => {
      const centred = this.#node('Sub', [this.#whole(x!), this.#whole(mean!)], `${y!.row.name}.centred`);
      this.#result(y!, 'Div', [centred, this.#whole(deviation!)]);
    },
    Standardize: ({ tensors: { x, mean, variance, gamma, beta, y }, numbers: { epsilon } }) => {
      if (this.#graph.dtype === 'float64') {
        // The operator's epsilon is a float32.
        const { name, columns } = y!.row;
        const spread = variance!.row.values!.data;
        const scales = Array.from(gamma!.row.values!.data, (factor, i) => factor / Math.sqrt(spread[i]! + epsilon!));
        const centred = this.#node('Sub', [this.#whole(x!), this.#whole(mean!)], `${name}.centred`);
        const scale = this.#graph.array(`${gamma!.row.name}.scale`, scales, [columns]);
        return this.#result(y!, 'Add', [this.#node('Mul', [centred, scale], `${name}.scaled`), this.#whole(beta!)]);
      }
      const operands = [x!, gamma!, beta!, mean!, variance!].map((row) => this.#whole(row));
      this.#result(y!, 'BatchNormalization', operands, { epsilon: { float: epsilon! } });
    },
    LayerNormalize: ({ tensors: { x, gamma, beta, y }, numbers: { epsilon } }) => {
      const { name } = y!.row;
      const mean = (value: string, what: string): string =>
        this.#node('ReduceMean', [value], `${name}.${what}`, { axes: [1], keepdims: 1 });
      const value = this.#whole(x!);
      const centred = this.#node('Sub', [value, mean(value, 'mean')], `${name}.centred`);
      const variance = mean(this.#node('Mul', [centred, centred], `${name}.squares`), 'variance');
      const sum = this.#node('Add', [variance, this.#graph.scalar(epsilon!)], `${name}.sum`);
      const scaled = this.#node('Div', [centred, this.#node('Sqrt', [sum], `${name}.deviation`)], `${name}.scaled`);
      const product = this.#node('Mul', [scaled, this.#whole(gamma!)], `${name}.product`);
      this.#result(y!, 'Add', [product, this.#whole(beta!)]);
    },
    Embed: ({ tensors: { x, w, y } }) => {
      const { name, columns } = y!.row;
      const INT64 = 7;
      const numbers = this.#node('Cast', [this.#whole(x!)], `${name}.categories`, { to: INT64 });
      const vectors = this.#node('Gather', [this.#matrix(w!), numbers], `${name}.vectors`, { axis: 0 });
      // 0 is the extent that is there: that of the rows.
      this.#result(y!, 'Reshape', [vectors, this.#graph.integers([0, columns])]);
    },
    Columns: ({ tensors: { x, added, y }, numbers: { n } }) => {
      const value = this.read(x!, n!);
      if (added === undefined) this.write(y!, n!, value);
      else this.write(y!, n!, this.#node('Add', [value, this.read(added, n!)], y!.row.name));
    },
    Formula: ({ steps }) => this.#formula(steps),
  };

  #node(operator: string, inputs: readonly string[], result: string, attributes = {}): string {
    return this.#graph.node(operator, inputs, result, attributes);
  }

  #result(to: Columns, operator: string, inputs: readonly string[], attributes = {}): void {
    this.write(to, to.row.columns, this.#node(operator, inputs, to.row.name, attributes));
  }

  #whole(columns: Columns): string {
    const { values, name } = columns.row;
    if (values === undefined) return this.read(columns, columns.row.columns);
    const { rows } = values;
    return this.#graph.array(name, values.data, rows === 1 ? [values.columns] : [rows, values.columns]);
  }

  /** A parameter that has two dimensions, be one of them 1. */
  #matrix({ row: { name, values } }: Columns): string {
    return this.#graph.array(name, values!.data, [values!.rows, values!.columns]);
  }

  /** The value of n columns of a row. */
  read({ row, from }: Columns, n: number): string {
    const parts = this.#parts.get(row)!;
    if (parts.length > 1) {
      const inOrder = [...parts].sort((a, b) => a.from - b.from).map(({ value }) => value);
      const value = this.#node('Concat', inOrder, row.name, { axis: 1 });
      this.#parts.set(row, [{ from: 0, columns: row.columns, value }]);
    }
    const { value } = this.#parts.get(row)![0]!;
    if (from === 0 && n === row.columns) return value;
    const bounds = [[from], [from + n], [1]].map((numbers) => this.#graph.integers(numbers));
    return this.#node('Slice', [value, ...bounds], `${row.name}.columns`);
  }

  /** Makes a value that of n columns of a row. */
  write({ row, from }: Columns, n: number, value: string): void {
    const others = (this.#parts.get(row) ?? []).filter(
      (part) => part.from + part.columns <= from || part.from >= from + n,
    );
    this.#parts.set(row, [...others, { from, columns: n, value }]);
  }

  /** In parts, since runtimes have LeakyRelu for float32 only. */
  #leakyRelu(a: Columns, z: string, slope: number): void {
    const { name } = a.row;
    if (this.#graph.dtype === 'float32') return this.#result(a, 'LeakyRelu', [z], { alpha: { float: slope } });
    const product = this.#node('Mul', [z, this.#graph.scalar(slope)], `${name}.product`);
    this.#result(a, 'Where', [this.#positive(z, name), z, product]);
  }

  #positive(value: string, name: string): string {
    return this.#node('Greater', [value, this.#graph.scalar(0)], `${name}.positive`);
  }

  #formula(steps: readonly FormulaStep[]): void {
    const values: string[] = [];
    const target = steps.find(({ step }) => step === Step.store)!.operand as Row;
    steps.forEach(({ step, inputs, operand }, index) => {
      const taken = inputs.map((input) => values[input]!);
      if (step === Step.store) {
        const row = operand as Row;
        this.write({ row, from: 0 }, row.columns, taken[0]!);
      } else if (step === Step.scalar && typeof operand === 'number') values[index] = this.#graph.scalar(operand);
      else if (step === Step.load || step === Step.column) {
        values[index] = this.#whole({ row: operand as Row, from: 0 });
      } else values[index] = this.#step(step, taken, target.name);
    });
  }

  #step(step: Step, inputs: readonly string[], name: string): string {
    const composed = this.#graph.dtype === 'float64' ? this.#composed(step, inputs[0]!, name) : undefined;
    if (composed !== undefined) return composed;
    const operator = operators[step];
    if (operator !== undefined) return this.#node(operator, inputs, `${name}.${Step[step]}`);
    const [a, b, c] = inputs;
    if (step === Step.select) return this.#node('Where', [this.#positive(c!, name), a!, b!], `${name}.select`);
    if (step === Step.expm1) {
      // eˣ − 1 = tanh(x/2)·(eˣ + 1), which loses nothing near 0.
      const half = this.#node('Mul', [a!, this.#graph.scalar(0.5)], `${name}.half`);
      const sum = this.#node('Add', [this.#node('Exp', [a!], `${name}.exp`), this.#graph.scalar(1)], `${name}.sum`);
      return this.#node('Mul', [this.#node('Tanh', [half], `${name}.tanh`), sum], `${name}.expm1`);
    }
    throw rangeError('INVALID_OPTION', `the step ${Step[step]} cannot be written in ONNX`);
  }

  /** Of simpler operators, where onnxruntime has none in float64, or takes it for a part of one that it has not. */
  #composed(step: Step, x: string, name: string): string | undefined {
    const one = this.#graph.scalar(1);
    const exp = (value: string): string =>
      this.#node('Exp', [this.#node('Neg', [value], `${name}.negative`)], `${name}.exp`);
    if (step === Step.sigmoid) {
      return this.#node('Div', [one, this.#node('Add', [one, exp(x)], `${name}.sum`)], `${name}.sigmoid`);
    }
    if (step === Step.softplus) {
      const tail = exp(this.#node('Abs', [x], `${name}.abs`));
      const rest = this.#node('Log', [this.#node('Add', [one, tail], `${name}.sum`)], `${name}.log`);
      const greater = this.#node('Max', [x, this.#graph.scalar(0)], `${name}.maximum`);
      return this.#node('Add', [greater, rest], `${name}.softplus`);
    }
    return undefined;
  }
}
