// Initial values: a table of distributions whose scale follows from the fans.
import { knownName, knownOptions, positive, within } from '../validate.ts';

/** A distribution of initial values; JSON. */
export type InitializerConfig =
  | { readonly name: ScaledInitializer | 'zeros' }
  | { readonly name: 'normal'; readonly deviation: number }
  | { readonly name: 'uniform'; readonly low: number; readonly high: number };

/** What a layer's `initializer` option takes. */
export type Initializer = ScaledInitializer | 'zeros' | InitializerConfig;

/** Initializers that scale with the fans. */
export type ScaledInitializer = keyof typeof scaled;

/**
 * The variance of each scaled initializer, of n_in inputs and n_out outputs. Normals are not truncated (PyTorch's;
 * Keras truncates at 2σ). Uniforms run over ±√(3·variance).
 */
const scaled = {
  /** He et al. 2015: 2 / n_in */
  heNormal: { draw: 'normal', variance: (inputs: number) => 2 / inputs },
  heUniform: { draw: 'uniform', variance: (inputs: number) => 2 / inputs },
  /** Glorot & Bengio 2010: 2 / (n_in + n_out) */
  glorotNormal: { draw: 'normal', variance: (inputs: number, outputs: number) => 2 / (inputs + outputs) },
  glorotUniform: { draw: 'uniform', variance: (inputs: number, outputs: number) => 2 / (inputs + outputs) },
  /** LeCun et al. 1998: 1 / n_in */
  lecunNormal: { draw: 'normal', variance: (inputs: number) => 1 / inputs },
  lecunUniform: { draw: 'uniform', variance: (inputs: number) => 1 / inputs },
} as const satisfies Record<
  string,
  { draw: 'normal' | 'uniform'; variance: (inputs: number, outputs: number) => number }
>;

/** All names that an `initializer` option takes as a string. */
export const initializerNames = ['zeros', ...(Object.keys(scaled) as ScaledInitializer[])] as const;

/** W = randn · deviation (seeds 000 and 001 take 0.01). */
export function normal(deviation: number): InitializerConfig {
  return { name: 'normal', deviation: within('normal()', 'deviation', deviation, 0, Infinity) };
}

/** W uniform in [low, high) (seed 004 takes [0, 1)). */
export function uniform(low: number, high: number): InitializerConfig {
  within('uniform()', 'low', low, -Infinity, Infinity);
  within('uniform()', 'high', high, -Infinity, Infinity);
  positive('uniform()', 'high − low', high - low);
  return { name: 'uniform', low, high };
}

/** Checks an `initializer` option, or one read from a file, and gives it its object form. */
export function initializerConfig(place: string, option: string, value: unknown): InitializerConfig {
  if (typeof value === 'object' && value !== null && 'name' in value) {
    const config = value as Record<string, unknown>;
    if (config['name'] === 'normal') {
      knownOptions(`${place}: "${option}"`, value, ['name', 'deviation']);
      return normal(config['deviation'] as number);
    }
    if (config['name'] === 'uniform') {
      knownOptions(`${place}: "${option}"`, value, ['name', 'low', 'high']);
      return uniform(config['low'] as number, config['high'] as number);
    }
    knownOptions(`${place}: "${option}"`, value, ['name']);
    return { name: knownName(place, option, config['name'], initializerNames) };
  }
  return { name: knownName(place, option, value, initializerNames) };
}

/** The record that draws the values: none for zeros, since memory starts as zeros. */
export type Draw =
  | { readonly op: 'Normal'; readonly mean: number; readonly deviation: number }
  | { readonly op: 'Uniform'; readonly low: number; readonly high: number };

/** How the values of a parameter [inputs × outputs] are drawn. */
export function drawOf(config: InitializerConfig, inputs: number, outputs: number): Draw | undefined {
  switch (config.name) {
    case 'zeros':
      return undefined;
    case 'normal':
      return { op: 'Normal', mean: 0, deviation: config.deviation };
    case 'uniform':
      return { op: 'Uniform', low: config.low, high: config.high };
    default: {
      const { draw, variance } = scaled[config.name];
      const value = variance(inputs, outputs);
      if (draw === 'normal') return { op: 'Normal', mean: 0, deviation: Math.sqrt(value) };
      const limit = Math.sqrt(3 * value);
      return { op: 'Uniform', low: -limit, high: limit };
    }
  }
}
