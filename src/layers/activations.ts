// The activations: a table of what each emits. Those that networks are mostly made of are kinds of BiasActivation in the
// kernels, which is one pass less and needs no Z for the derivative; the others are formulas.
import { Activation } from '../../assembly/kinds.ts';
import type { Builder } from '../program/builder.ts';
import { type Expression, derivative, load, multiply } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownName, knownOptions, within } from '../validate.ts';
import { formulas } from './activation-formulas.ts';

/** The activations with a parameter, what it is called, and what it is unless given. */
const parameters = {
  leakyRelu: { option: 'negativeSlope', standard: 0.01 },
  elu: { option: 'alpha', standard: 1 },
  celu: { option: 'alpha', standard: 1 },
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

/** The operands of an activation. `a` may be `z`, `dz` may be `da`. */
interface Forward {
  readonly z: Tensor;
  readonly bias: Tensor | undefined;
  readonly a: Tensor;
}
interface Backward {
  readonly da: Tensor;
  readonly z: Tensor;
  readonly a: Tensor;
  readonly dz: Tensor;
}

interface ActivationEntry {
  /** The derivative is taken from z: a must not overwrite it where there is a backward. */
  readonly needsZ?: boolean;
  /** Emits a = g(z + bias). */
  forward(builder: Builder, operands: Forward, parameter: number): void;
  /** Emits dz from da. */
  backward(builder: Builder, operands: Backward, parameter: number): void;
}

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

function byFormula(formula: (z: Expression, parameter: number) => Expression): ActivationEntry {
  return {
    needsZ: true,
    forward(builder, { z, bias, a }, parameter) {
      linear.forward(builder, { z, bias, a: z }, 0);
      emitFormula(builder, [{ to: a, value: formula(load(z), parameter) }], { n: z.columns });
    },
    backward(builder, { da, z, dz }, parameter) {
      TRAINING: {
        const x = load(z);
        const value = multiply(load(da), derivative(formula(x, parameter), x));
        emitFormula(builder, [{ to: dz, value }], { n: z.columns });
      }
    },
  };
}

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
  ...(Object.fromEntries(Object.entries(formulas).map(([name, formula]) => [name, byFormula(formula)])) as {
    readonly [N in keyof typeof formulas]: ActivationEntry;
  }),
} satisfies Record<string, ActivationEntry>;

/** The names of the activations. */
export type ActivationName = keyof typeof entries;

/** The names of the activations, for loops over all of them. */
export const activationNames = Object.keys(entries) as readonly ActivationName[];

/** Checks an `activation` option, or one read from a file, and gives it its object form. */
export function activationConfig(place: string, value: unknown): ActivationConfig {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { name: value };
  const name = knownName(place, 'activation', given['name'], activationNames);
  const { option, standard } = parameters[name as Parametric] ?? {};
  knownOptions(`${place}: activation`, given, option === undefined ? ['name'] : ['name', option]);
  if (option === undefined) return { name } as ActivationConfig;
  const least = name === 'celu' ? Number.MIN_VALUE : 0;
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
  return name === 'selu' ? 'lecunNormal' : 'glorotUniform';
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
