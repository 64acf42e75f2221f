// Compiles expressions to the steps of one Formula record.
import { FORMULA_BYTES, STEP_BYTES, Step } from '../../assembly/steps.ts';
import { rangeError } from '../errors.ts';
import type { Builder } from './builder.ts';
import type { Expression } from './expression.ts';
import type { Addressed } from './records.ts';

/** Where the values of an expression go. Tensors that expressions read may be among these. */
export interface Result {
  readonly to: Addressed;
  readonly value: Expression;
  /** To a tensor; or one float64: the value itself, the sum over the elements, or the largest. Default `store`. */
  readonly as?: keyof typeof stores;
}

/** The step that stores a result. */
const stores = { store: Step.store, storeScalar: Step.storeScalar, sum: Step.sum, largest: Step.largest };

/** The elements that a formula is evaluated for: m rows of n, or a fixed number, which may be in rows of n too. */
export type Span = { readonly n: number } | { readonly count: number; readonly n?: number };

/** What a formula's steps come to. */
interface Code {
  readonly steps: readonly (readonly number[])[];
  readonly prologue: number;
  readonly operands: readonly (Addressed | number)[];
  readonly registers: number;
}

/** A step names its registers and its operands by a byte. */
const MOST = 256;

/**
 * Emits a record that evaluates expressions and stores the results, all after the last read.
 * @param wide in float64 whatever the network's element type; sums and scalars want it
 * @throws LayerwiseError INVALID_OPTION when it takes more than 256 numbers and tensors, or intermediate results at a time
 */
export function emitFormula(builder: Builder, results: readonly Result[], span: Span, wide = false): void {
  const { steps, prologue, operands, registers } = compile(results);
  // Those of the library's layers are short.
  TRAINING: if (Math.max(registers, operands.length) > MOST)
    throw rangeError(
      'INVALID_OPTION',
      `a formula has ${operands.length} operands and ${registers} registers of ${MOST}`,
    );
  const bytes = steps.flatMap((step) => [...step, ...Array.from({ length: STEP_BYTES - step.length }, () => 0)]);
  builder.emit('Formula', {
    steps: { name: nameOf(results), address: builder.bytes(bytes) },
    prologue,
    length: steps.length,
    operands: { name: '', address: builder.addresses(operands) },
    scratch: builder.formulaScratch(registers * FORMULA_BYTES),
    wide: wide ? 1 : 0,
    threadBytes: results.every(({ as = 'store' }) => as === 'store') ? registers * FORMULA_BYTES : 0,
    ...span,
  });
}

/** `dW ← W, momentum`, for listings. */
function nameOf(results: readonly Result[]): string {
  const read = new Set<string>();
  const visit = ({ inputs, source }: Expression): void => {
    if (typeof source === 'object') read.add(source.name);
    inputs.forEach(visit);
  };
  for (const { value } of results) visit(value);
  return `${results.map(({ to }) => to.name).join(', ')} ← ${[...read].join(', ')}`;
}

function compile(results: readonly Result[]): Code {
  const order = inOrder(results.map(({ value }) => value));
  const isUniform = uniformity();
  // What is the same for all elements comes first, and keeps its register.
  const uniform = order.filter(isUniform);
  const nodes = [...uniform, ...order.filter((node) => !isUniform(node))];
  const lastUse = new Map<Expression, number>();
  nodes.forEach((node, i) => {
    for (const input of node.inputs) lastUse.set(input, isUniform(input) && !isUniform(node) ? Infinity : i);
  });
  for (const { value } of results) lastUse.set(value, Infinity);

  const operands: (Addressed | number)[] = [];
  const operandOf = (source: Addressed | number): number => {
    const known = operands.indexOf(source);
    return known < 0 ? operands.push(source) - 1 : known;
  };
  const registers = new Map<Expression, number>();
  const free: number[] = [];
  let count = 0;
  const steps = nodes.map((node, i) => {
    const inputs = node.inputs.map((input) => registers.get(input)!);
    for (const input of new Set(node.inputs)) if (lastUse.get(input) === i) free.push(registers.get(input)!);
    const register = free.pop() ?? count++;
    registers.set(node, register);
    return [node.step, register, ...(node.source === undefined ? inputs : [operandOf(node.source)])];
  });
  for (const { to, value, as = 'store' } of results) steps.push([stores[as], operandOf(to), registers.get(value)!]);
  return { steps, prologue: uniform.length, operands, registers: count };
}

/** All that the expressions are computed from, each once, inputs first. */
function inOrder(expressions: readonly Expression[]): Expression[] {
  const seen = new Set<Expression>();
  const visit = (node: Expression): void => {
    if (seen.has(node)) return;
    node.inputs.forEach(visit);
    seen.add(node);
  };
  expressions.forEach(visit);
  return [...seen];
}

/** Tells whether an expression is the same for all elements. */
function uniformity(): (node: Expression) => boolean {
  const known = new Map<Expression, boolean>();
  const isUniform = (node: Expression): boolean => {
    let uniform = known.get(node);
    if (uniform === undefined) {
      const { step, inputs } = node;
      uniform = step === Step.scalar || step === Step.rows || (inputs.length > 0 && inputs.every(isUniform));
      known.set(node, uniform);
    }
    return uniform;
  };
  return isUniform;
}
