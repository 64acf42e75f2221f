// Penalties on weights, added to the loss and to the gradient.
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { knownName, knownOptions, within } from '../validate.ts';

/** A penalty; JSON. */
export interface RegularizerConfig {
  readonly name: RegularizerName;
  readonly lambda: number;
}

/** The penalties by name: whether λ is divided by 2m. */
const regularizers = {
  l2: { perSample: 0 },
  l2PerSample: { perSample: 1 },
} as const;

/** The names of the penalties. */
export type RegularizerName = keyof typeof regularizers;

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
  knownOptions(`${place}: "regularizer"`, value, ['name', 'lambda']);
  const { name, lambda } = value as Record<string, unknown>;
  return {
    name: knownName(place, 'regularizer', name, regularizerNames),
    lambda: within(`${place}: "regularizer"`, 'lambda', lambda, 0, Infinity),
  };
}

/**
 * Emits a penalty's value and gradient.
 * @param gradient where 2λw is added; none for the value alone
 * @param result the float64 that holds the penalties' sum; the first of a program (`accumulate` false) sets it
 */
export function emitPenalty(
  builder: Builder,
  config: RegularizerConfig,
  w: Tensor,
  gradient: Tensor | undefined,
  result: Addressed,
  accumulate: boolean,
): void {
  builder.emit('Penalty', {
    w,
    gradient,
    count: elements(w, 0),
    perSample: regularizers[config.name].perSample,
    result,
    accumulate: accumulate ? 1 : 0,
    coefficient: config.lambda,
  });
}
