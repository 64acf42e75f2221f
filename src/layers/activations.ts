// The activations: a table of what each emits. Those that networks are mostly made of are kinds of BiasActivation in the
// kernels, which is one pass less and needs no Z for the derivative; the others are formulas.
import { Activation } from '../../assembly/kinds.ts';
import type { Builder } from '../program/builder.ts';
import { knownName, knownOptions, within } from '../validate.ts';
import type { ActivationEntry, Backward, Forward } from './activation-entry.ts';
import { activationsByFormula, parametersByFormula } from '#full/layers/activations-by-formula.ts';

/** The activations with a parameter, what it is called, what it is unless given, and the least that it may be. */
const parameters = {
  leakyRelu: { option: 'negativeSlope', standard: 0.01, least: 0 },
  ...parametersByFormula,
} as const;

type Parametric = keyof typeof parameters;

/** An activation; JSON. */
export type ActivationConfig =
  | { readonly name: Exclude<ActivationName, Parametric> }
  | {
      [N in Parametric]: { readonly name: N } & { readonly [O in (typeof parameters)[N]['option']]: number };
    }[Parametric];

/** What an `activation` option takes. */
export type ActivationOption = ActivationName | ActivationConfig;

function elementwise(activation: Activation): ActivationEntry {
  return {
    forward(builder, { z, bias, a }, parameter) {
      builder.emit('BiasActivation', { z, bias, a, n: z.columns, activation, parameter });
    },
    backward(builder, { da, z, a, dz }, parameter) {
      TRAINING: {
        builder.emit('ActivationBackward', { da, z, a, dz, n: z.columns, activation, parameter });
      }
    },
  };
}

/** a = z */
const linear: ActivationEntry = {
  forward(builder, { z, bias, a }) {
    if (bias !== undefined || a !== z) {
      builder.emit('BiasActivation', { z, bias, a, n: z.columns, activation: Activation.linear });
    }
  },
  backward(builder, { da, z, a, dz }) {
    TRAINING: {
      if (dz !== da) builder.emit('ActivationBackward', { da, z, a, dz, n: z.columns, activation: Activation.linear });
    }
  },
};

/** aᵢ = exp(zᵢ) / Σⱼ exp(zⱼ) over each row */
const softmax: ActivationEntry = {
  forward(builder, { z, bias, a }) {
    linear.forward(builder, { z, bias, a: z }, 0);
    builder.emit('Softmax', { z, a, n: z.columns });
  },
  backward(builder, { da, a, dz }) {
    TRAINING: {
      builder.emit('SoftmaxBackward', { da, a, dz, n: a.columns });
    }
  },
};

const entries = {
  linear,
  /** max(z, 0); g′(0) = 0 */
  relu: elementwise(Activation.relu),
  /** z > 0 ? z : negativeSlope·z, negativeSlope ≥ 0, 0.01 unless given (PyTorch's): g′ is told by the sign of a, which may stand where z stood */
  leakyRelu: elementwise(Activation.leakyRelu),
  /** 1 / (1 + e⁻ᶻ) */
  sigmoid: elementwise(Activation.sigmoid),
  tanh: elementwise(Activation.tanh),
  softmax,
  ...activationsByFormula,
} satisfies Record<string, ActivationEntry>;

/** The names of the activations. */
export type ActivationName = keyof typeof entries;

/** The names of the activations, for loops over all of them. */
export const activationNames = Object.keys(entries) as readonly ActivationName[];

/** Checks an `activation` option, or one read from a file, and gives it its object form. */
export function activationConfig(place: string, value: unknown): ActivationConfig {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { name: value };
  const name = knownName(place, 'activation', given['name'], activationNames);
  const { option, standard, least = 0 } = parameters[name as Parametric] ?? {};
  knownOptions(`${place}: activation`, given, option === undefined ? ['name'] : ['name', option]);
  if (option === undefined) return { name } as ActivationConfig;
  return {
    name,
    [option]: within(place, option, given[option] ?? standard, least, Infinity),
  } as unknown as ActivationConfig;
}

/** Whether a must not overwrite z where there is a backward. */
export function needsZ({ name }: ActivationConfig): boolean {
  return (entries[name] as ActivationEntry).needsZ === true;
}

/** The initializer of weights before an activation, unless one is given. */
export function standardInitializer({ name }: ActivationConfig): 'heNormal' | 'lecunNormal' | 'glorotUniform' {
  if (name === 'relu' || name === 'leakyRelu') return 'heNormal';
  return (name as string) === 'selu' ? 'lecunNormal' : 'glorotUniform';
}

function parameterOf(config: ActivationConfig): number {
  const parameter = parameters[config.name as Parametric];
  return parameter === undefined ? 0 : (config as unknown as Record<string, number>)[parameter.option]!;
}

/** Emits a = g(z + bias). */
export function emitActivation(builder: Builder, config: ActivationConfig, operands: Forward): void {
  entries[config.name].forward(builder, operands, parameterOf(config));
}

/** Emits dz = da ∘ g′ (softmax: its full Jacobian). */
export function emitActivationBackward(builder: Builder, config: ActivationConfig, operands: Backward): void {
  entries[config.name].backward(builder, operands, parameterOf(config));
}
