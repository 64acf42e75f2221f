// Penalties on weights, added to the loss and to the gradient.
import type { Builder } from '../program/builder.ts';
import { type Expression, abs, add, derivative, load, multiply, scalar, square } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Addressed } from '../program/records.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { knownName, knownOptions, within } from '../validate.ts';

/** A penalty; JSON. */
export type RegularizerConfig =
  | { readonly name: 'l2' | 'l2PerSample' | 'l1'; readonly lambda: number }
  | { readonly name: 'elastic'; readonly l1: number; readonly l2: number };

/** A penalty by the kernel: whether λ is divided by 2m. Or by a formula: its value for an element. */
type Penalty = { readonly perSample: number } | ((w: Expression, ...coefficients: number[]) => Expression);

/** The penalties by name: their coefficients, and what they are. */
const regularizers: { readonly [N in RegularizerName]: readonly [coefficients: readonly string[], penalty: Penalty] } =
  {
    l1: [['lambda'], (w, lambda) => multiply(abs(w), lambda!)],
    l2: [['lambda'], { perSample: 0 }],
    l2PerSample: [['lambda'], { perSample: 1 }],
    elastic: [['l1', 'l2'], (w, l1, l2) => add(multiply(abs(w), l1!), multiply(square(w), l2!))],
  };

/** The names of the penalties. */
export type RegularizerName = RegularizerConfig['name'];

/** The names of the penalties, for loops over all of them. */
export const regularizerNames = Object.keys(regularizers) as readonly RegularizerName[];

/** Keras's L1: adds λ Σ|W| to the loss and λ·sign(W) to the gradient, 0 at 0. */
export function l1(lambda: number): RegularizerConfig {
  return { name: 'l1', lambda: within('l1()', 'lambda', lambda, 0, Infinity) };
}

/** Keras's L2: adds λ ΣW² to the loss and 2λW to the gradient. */
export function l2(lambda: number): RegularizerConfig {
  return { name: 'l2', lambda: within('l2()', 'lambda', lambda, 0, Infinity) };
}

/** The seeds' and the course's L2: adds λ/(2m) ΣW² to the loss and λ/m W to the gradient, m the batch's rows. */
export function l2PerSample(lambda: number): RegularizerConfig {
  return { name: 'l2PerSample', lambda: within('l2PerSample()', 'lambda', lambda, 0, Infinity) };
}

/** Keras's L1L2, the elastic net: adds Σ(l1·|W| + l2·W²) to the loss. */
export function elastic(l1: number, l2: number): RegularizerConfig {
  return {
    name: 'elastic',
    l1: within('elastic()', 'l1', l1, 0, Infinity),
    l2: within('elastic()', 'l2', l2, 0, Infinity),
  };
}

/** Checks a `regularizer` option, or one read from a file. */
export function regularizerConfig(place: string, value: unknown): RegularizerConfig {
  const where = `${place}: "regularizer"`;
  const given = (typeof value === 'object' ? value : { name: value }) as Record<string, unknown> | null;
  const name = knownName(place, 'regularizer', given?.['name'], regularizerNames);
  const [coefficients] = regularizers[name];
  knownOptions(where, given, ['name', ...coefficients]);
  const values = coefficients.map((key) => [key, within(where, key, given![key], 0, Infinity)]);
  return { name, ...Object.fromEntries(values) };
}

/**
 * Emits a penalty's value and gradient, unless it is 0.
 * @param gradient where the penalty's is added; none for the value alone
 * @param result the float64 that holds the penalties' sum; the first of a program (`accumulate` false) sets it
 * @returns whether anything was emitted
 */
export function emitPenalty(
  builder: Builder,
  config: RegularizerConfig,
  w: Tensor,
  gradient: Tensor | undefined,
  result: Addressed,
  accumulate: boolean,
): boolean {
  const [keys, penalty] = regularizers[config.name];
  const coefficients = keys.map((key) => (config as unknown as Record<string, number>)[key]!);
  if (coefficients.every((coefficient) => coefficient === 0)) return false;
  const count = elements(w, 0);
  if (typeof penalty !== 'function') {
    const coefficient = coefficients[0]!;
    builder.emit('Penalty', { w, gradient, count, ...penalty, result, accumulate: accumulate ? 1 : 0, coefficient });
    return true;
  }
  const x = load(w);
  const value = penalty(x, ...coefficients);
  const sum = { name: 'penalty', address: builder.reserve(8) };
  const slope = gradient === undefined ? [] : [{ to: gradient, value: add(load(gradient), derivative(value, x)) }];
  emitFormula(builder, [{ to: accumulate ? sum : result, value, as: 'sum' }, ...slope], { count }, true);
  if (accumulate) {
    const total = add(scalar(result), scalar(sum));
    emitFormula(builder, [{ to: result, value: total, as: 'storeScalar' }], { count: 1 }, true);
  }
  return true;
}
