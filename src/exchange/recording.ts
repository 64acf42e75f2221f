// The program that predicts, written down instead of run: what the exporters translate. Whatever layers and activations
// emit is in it, so a new one is exported unasked.
import type { Matrix } from '../data/matrix.ts';
import type { DType } from '../dtype.ts';
import { typeError } from '../errors.ts';
import { buildLayers } from '../layers/layers.ts';
import type { Layer } from '../layers/layer.ts';
import { emitForward, namedLayers } from '../layers/sequence.ts';
import { type LoadOptions, decodeNetwork } from '../network/model-file.ts';
import { Builder } from '../program/builder.ts';
import type { Call } from '../program/program.ts';
import type { Addressed, Fields, OpName } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { describe } from '../data/describe.ts';
import { type FormulaStep, formulaSteps } from './formula-steps.ts';

/** What is exported: a network, or the bytes of one that was saved. */
export type ModelSource = Uint8Array | { save(): Uint8Array };

/** An array: a tensor of one row, or a parameter. */
export interface Row {
  readonly name: string;
  /** Its elements. */
  readonly columns: number;
  /** A parameter's values; undefined for what is computed. */
  readonly values?: Matrix;
}

/** Some columns of a row. */
export interface Columns {
  readonly row: Row;
  /** The first column. */
  readonly from: number;
}

/** An operation, the layer that it belongs to, and what its fields are. */
export interface Recorded {
  readonly op: OpName;
  /** `layers[1].layers[0] dense` */
  readonly place: string;
  /** The fields that are numbers. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The fields that are tensors. */
  readonly tensors: Readonly<Record<string, Columns>>;
  /** Of a Formula, its steps. */
  readonly steps: readonly FormulaStep[];
}

/** A network's prediction of one row. */
export interface Recording {
  readonly dtype: DType;
  readonly input: Row;
  readonly output: Row;
  readonly classes: readonly string[] | undefined;
  readonly features: readonly string[] | undefined;
  readonly layers: readonly Layer[];
  readonly records: readonly Recorded[];
}

/**
 * Reads a model and writes down how it predicts a row.
 * @throws LayerwiseError INVALID_FILE for bytes that are no model, or one with layers written in JavaScript
 */
export function recordingOf(source: ModelSource, limits: LoadOptions = {}): Recording {
  const { options, tensors } = decodeNetwork(bytesOf(source), limits);
  const { inputs, dtype = 'float64', classes, features } = options;
  const recorder = new Recorder(dtype);
  const layers = buildLayers(options.layers, inputs);
  for (const { layer, name: path } of namedLayers(layers)) {
    recorder.places.set(path, layer.place);
    for (const parameter of layer.parameters) {
      parameter.tensor = recorder.parameter(path + parameter.name, tensors[path + parameter.name]!);
    }
  }
  const x = recorder.tensor('X', inputs);
  const y = emitForward(recorder, layers, x, () => false);
  const [input, output] = [recorder.columnsAt(x.address).row, recorder.columnsAt(y.address).row];
  return { dtype, input, output, classes, features, layers, records: recorder.records };
}

/** The bytes of a model. */
export function bytesOf(source: ModelSource): Uint8Array {
  if (source instanceof Uint8Array) return source;
  if (typeof source?.save === 'function') return source.save();
  throw typeError('INVALID_OPTION', `a network or the bytes of one is needed, got ${describe(source)}`);
}

/** A builder that has no memory: it hands out addresses and remembers what stands at them. */
class Recorder extends Builder {
  readonly records: Recorded[] = [];
  /** How errors call the layers, by what their tensors' names begin with. */
  readonly places = new Map<string, string>();
  readonly #rows = new Map<number, Row>();
  readonly #bytes = new Map<number, readonly number[]>();
  readonly #operands = new Map<number, readonly (Addressed | number)[]>();
  readonly #elementBytes: number;
  #end = 64;
  #path = '';

  constructor(dtype: DType) {
    const elementBytes = dtype === 'float32' ? 4 : 8;
    super({ dtype, elementBytes } as Builder['engine'], { capacity: 1, training: false, base: 0 });
    this.#elementBytes = elementBytes;
  }

  override reserve(bytes: number): number {
    const address = this.#end;
    this.#end += Math.max(bytes, 1);
    return address;
  }

  override tensor(name: string, columns: number): Tensor {
    return this.#placed(super.tensor(name, columns));
  }

  override vector(name: string, columns: number): Tensor {
    return this.#placed(super.vector(name, columns));
  }

  parameter(name: string, values: Matrix): Tensor {
    const { rows, columns } = values;
    const address = this.reserve(rows * columns * this.#elementBytes);
    this.#rows.set(address, { name, columns: rows * columns, values });
    return { name, address, rows, columns };
  }

  #placed(tensor: Tensor): Tensor {
    this.#rows.set(tensor.address, { name: tensor.name, columns: tensor.columns });
    return tensor;
  }

  /** What stands at an address. */
  columnsAt(address: number): Columns {
    const start = [...this.#rows.keys()].findLast((begin) => begin <= address)!;
    return { row: this.#rows.get(start)!, from: (address - start) / this.#elementBytes };
  }

  override bytes(bytes: readonly number[]): number {
    const address = this.reserve(1);
    this.#bytes.set(address, bytes);
    return address;
  }

  override addresses(of: readonly (Addressed | number)[]): number {
    const address = this.reserve(1);
    this.#operands.set(address, of);
    return address;
  }

  override within<T>(scope: string, range: string, emit: () => T): T {
    const outer = this.#path;
    this.#path += scope;
    const result = super.within(scope, range, emit);
    this.#path = outer;
    return result;
  }

  override emit<N extends OpName>(op: N, fields: Fields<N>): void {
    const numbers: Record<string, number> = {};
    const tensors: Record<string, Columns> = {};
    const given = fields as Readonly<Record<string, Addressed | number | undefined>>;
    for (const [field, value] of Object.entries(given)) {
      if (typeof value === 'number') numbers[field] = value;
      else if (value !== undefined && this.#isRow(value)) tensors[field] = this.columnsAt(value.address);
    }
    const steps = op === 'Formula' ? this.#stepsOf(given as Readonly<Record<string, Addressed>>) : [];
    this.records.push({ op, place: this.places.get(this.#path)!, numbers, tensors, steps });
  }

  #isRow({ address }: Addressed): boolean {
    return address > 0 && !this.#bytes.has(address) && !this.#operands.has(address);
  }

  #stepsOf(fields: Readonly<Record<string, Addressed>>): FormulaStep[] {
    const operands = this.#operands.get(fields['operands']!.address)!;
    return formulaSteps(
      this.#bytes.get(fields['steps']!.address)!,
      operands.map((operand) => (typeof operand === 'number' ? operand : this.columnsAt(operand.address).row)),
    );
  }

  override call(name: string, _: Call): void {
    throw typeError('INVALID_OPTION', `${name}: a layer that is written in JavaScript cannot be exported`);
  }
}
