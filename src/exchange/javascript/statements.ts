// A recorded prediction as JavaScript statements, an operation after the other.
import { Activation } from '../../../assembly/kinds.ts';
import { Step } from '../../../assembly/steps.ts';
import { rangeError } from '../../errors.ts';
import type { OpName } from '../../program/records.ts';
import type { FormulaStep } from '../formula-steps.ts';
import type { Recorded, Recording, Row } from '../recording.ts';
import type { Dialect, FunctionName } from './functions.ts';
import type { KernelName } from './kernels.ts';

/** The statements, and what they use. */
export interface Statements {
  readonly lines: readonly string[];
  readonly functions: ReadonlySet<FunctionName>;
  readonly kernels: ReadonlySet<KernelName>;
  /** The arrays by the names that they have in the statements, in the order of their first use. */
  readonly arrays: ReadonlyMap<Row, string>;
}

/** The steps that are functions of the module. */
const calls: { readonly [S in Step]?: FunctionName } = {
  [Step.exp]: 'exp',
  [Step.expm1]: 'expm1',
  [Step.tanh]: 'tanh',
  [Step.sigmoid]: 'sigmoid',
  [Step.softplus]: 'softplus',
  [Step.erf]: 'erf',
};

/** The others: expressions of their inputs. f(…) rounds. */
const expressions: { readonly [S in Step]?: (...inputs: string[]) => string } = {
  [Step.add]: (a, b) => `f(${a} + ${b})`,
  [Step.subtract]: (a, b) => `f(${a} - ${b})`,
  [Step.multiply]: (a, b) => `f(${a} * ${b})`,
  [Step.divide]: (a, b) => `f(${a} / ${b})`,
  [Step.minimum]: (a, b) => `Math.min(${a}, ${b})`,
  [Step.maximum]: (a, b) => `Math.max(${a}, ${b})`,
  [Step.select]: (a, b, c) => `(${c} > 0 ? ${a} : ${b})`,
  [Step.abs]: (a) => `Math.abs(${a})`,
  [Step.sqrt]: (a) => `f(Math.sqrt(${a}))`,
  [Step.floor]: (a) => `Math.floor(${a})`,
};

/** The activations that are kinds of a record, from z; `parameter` is rounded to the element type. */
const activations: { readonly [A in Activation]: (z: string, parameter: string) => string } = {
  [Activation.linear]: (z) => z,
  [Activation.relu]: (z) => `${z} < 0 ? 0 : ${z}`,
  [Activation.leakyRelu]: (z, slope) => `${z} > 0 ? ${z} : f(${slope} * ${z})`,
  [Activation.sigmoid]: (z) => `sigmoid(${z})`,
  [Activation.tanh]: (z) => `tanh(${z})`,
};

/** Writes the operations of a recording. */
export function statementsOf({ records, input }: Recording, dialect: Dialect): Statements {
  const writer = new Writer(dialect);
  writer.nameOf(input);
  let place: string | undefined;
  for (const record of records) {
    if (record.place !== place) writer.lines.push(`// ${record.place}`);
    place = record.place;
    const write = writer.operations[record.op];
    if (write === undefined)
      throw rangeError('INVALID_OPTION', `${place}: ${record.op} cannot be written in JavaScript`);
    write(record);
  }
  return writer;
}

class Writer implements Statements {
  readonly lines: string[] = [];
  readonly functions = new Set<FunctionName>();
  readonly kernels = new Set<KernelName>();
  readonly arrays = new Map<Row, string>();
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** How each operation of a prediction is written. */
  readonly operations: { readonly [O in OpName]?: (record: Recorded) => void } = {
    Matmul: (record) => this.#call('product', record, 'x', 'w', 'z'),
    Softmax: (record) => this.#call('softmax', record, 'z', 'a'),
    Normalize: (record) => this.#call('normalize', record, 'x', 'mean', 'deviation', 'y'),
    Standardize: (record) =>
      this.#call('standardize', record, 'x', 'mean', 'variance', 'gamma', 'beta', 'epsilon', 'y'),
    LayerNormalize: (record) => this.#call('layerNormalize', record, 'x', 'gamma', 'beta', 'epsilon', 'y'),
    Embed: (record) => this.#call('embed', record, 'x', 'w', 'dimensions', 'y'),
    Columns: ({ tensors: { x, added, y }, numbers: { n } }) => {
      const from = (first: number): string => (first === 0 ? 'i' : `${first} + i`);
      const value = `${this.nameOf(x!.row)}[${from(x!.from)}]`;
      const sum = added === undefined ? value : `f(${value} + ${this.nameOf(added.row)}[${from(added.from)}])`;
      this.#loop(n!, [`${this.nameOf(y!.row)}[${from(y!.from)}] = ${sum};`]);
    },
    BiasActivation: ({ tensors: { z, bias, a }, numbers: { n, activation, parameter = 0 } }) => {
      const kind = activation as Activation;
      if (kind === Activation.sigmoid) this.functions.add('sigmoid');
      if (kind === Activation.tanh) this.functions.add('tanh');
      const element = `${this.nameOf(z!.row)}[i]`;
      const value = bias === undefined ? element : `f(${element} + ${this.nameOf(bias.row)}[i])`;
      const result = activations[kind]('z', this.#dialect.literal(parameter));
      this.#loop(n!, [`const z = ${value};`, `${this.nameOf(a!.row)}[i] = ${result};`]);
    },
    Formula: ({ steps, numbers: { n } }) => this.#loop(n!, this.#formula(steps)),
  };

  /** What an array is called. */
  nameOf(row: Row): string {
    let name = this.arrays.get(row);
    if (name === undefined) {
      const plain = row.name === 'X' ? 'x' : row.name.replaceAll(/\.(\d+)/g, '$1').replaceAll('.', '_');
      const taken = [...this.arrays.values()].filter((other) => other.replace(/_again\d*$/, '') === plain).length;
      name = taken === 0 ? plain : `${plain}_again${taken === 1 ? '' : taken}`;
      this.arrays.set(row, name);
    }
    return name;
  }

  #call(kernel: KernelName, { tensors, numbers }: Recorded, ...fields: readonly string[]): void {
    this.kernels.add(kernel);
    const operand = (field: string): string =>
      tensors[field] === undefined ? String(numbers[field]) : this.nameOf(tensors[field].row);
    this.lines.push(`${kernel}(${fields.map(operand).join(', ')});`);
  }

  #loop(n: number, body: readonly string[]): void {
    const lines = body.map((line) => this.#dialect.rounded(`  ${line}`));
    this.lines.push(`for (let i = 0; i < ${n}; i++) {`, ...lines, '}');
  }

  /** A step that several others take has a variable of its own; what only one takes stands where it is taken. */
  #formula(steps: readonly FormulaStep[]): string[] {
    const uses = steps.map(
      (_, index) => steps.flatMap(({ inputs }) => inputs).filter((input) => input === index).length,
    );
    const texts: string[] = [];
    const lines: string[] = [];
    steps.forEach(({ step, inputs, operand }, index) => {
      const values = inputs.map((input) => texts[input]!);
      if (step === Step.store) {
        lines.push(`${this.nameOf(operand as Row)}[i] = ${values[0]!};`);
        return;
      }
      const text = this.#expression(step, values, operand);
      if (uses[index]! > 1 && step !== Step.scalar) {
        texts[index] = `t${index}`;
        lines.push(`const t${index} = ${text};`);
      } else texts[index] = text;
    });
    return lines;
  }

  #expression(step: Step, inputs: readonly string[], operand: Row | number | undefined): string {
    if (step === Step.scalar && typeof operand === 'number') return this.#dialect.literal(operand);
    if (step === Step.load || step === Step.column) return `${this.nameOf(operand as Row)}[i]`;
    const called = calls[step];
    if (called !== undefined) {
      this.functions.add(called);
      return `${called}(${inputs[0]!})`;
    }
    const expression = expressions[step];
    if (expression === undefined)
      throw rangeError('INVALID_OPTION', `the step ${Step[step]} cannot be written in JavaScript`);
    return expression(...inputs);
  }
}
