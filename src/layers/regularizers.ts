// Penalties on weights, added to the loss and to the gradient.
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownName, knownOptions, within } from '../validate.ts';
import { type FormulaRegularizer, regularizers } from '#full/layers/regularizer-table.ts';

/** A penalty; JSON. */
export type RegularizerConfig = { readonly name: 'l2' | 'l2PerSample'; readonly lambda: number } | FormulaRegularizer;

/** The names of the penalties. */
export type RegularizerName = RegularizerConfig['name'];

/** The names of the penalties, for loops over all of them. */
export const regularizerNames = Object.keys(regularizers) as readonly RegularizerName[];

/** Keras's L2: adds λ ΣW² to the loss and 2λW to the gradient. */
export function l2(lambda: number): RegularizerConfig {
  return { name: 'l2', lambda: within('l2()', 'lambda', lambda, 0, Infinity) };
}

/** The seeds' and the course's L2: adds λ/(2m) ΣW² to the loss and λ/m W to the gradient, m the batch's rows. */
export function l2PerSample(lambda: number): RegularizerConfig {
  return { name: 'l2PerSample', lambda: within('l2PerSample()', 'lambda', lambda, 0, Infinity) };
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
  const [keys, emit] = regularizers[config.name];
  const coefficients = keys.map((key) => (config as unknown as Record<string, number>)[key]!);
  if (coefficients.every((coefficient) => coefficient === 0)) return false;
  emit(builder, w, gradient, result, accumulate, coefficients);
  return true;
}
