// The activations: a table of what each emits. An element-wise one is a kind of BiasActivation in the kernels.
import { Activation } from '../../assembly/kinds.ts';
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { knownName, knownOptions, within } from '../validate.ts';

/** An activation; JSON. */
export type ActivationConfig =
  | { readonly name: Exclude<ActivationName, 'leakyRelu'> }
  | { readonly name: 'leakyRelu'; readonly negativeSlope: number };

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
      builder.emit('ActivationBackward', { da, z, a, dz, n: z.columns, activation, parameter });
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
    if (dz !== da) builder.emit('ActivationBackward', { da, z, a, dz, n: z.columns, activation: Activation.linear });
  },
};

/** aᵢ = exp(zᵢ) / Σⱼ exp(zⱼ) over each row */
const softmax: ActivationEntry = {
  forward(builder, { z, bias, a }) {
    linear.forward(builder, { z, bias, a: z }, 0);
    builder.emit('Softmax', { z, a, n: z.columns });
  },
  backward(builder, { da, a, dz }) {
    builder.emit('SoftmaxBackward', { da, a, dz, n: a.columns });
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
} satisfies Record<string, ActivationEntry>;

/** The names of the activations. */
export type ActivationName = keyof typeof entries;

/** The names of the activations, for loops over all of them. */
export const activationNames = Object.keys(entries) as readonly ActivationName[];

/** Checks an `activation` option, or one read from a file, and gives it its object form. */
export function activationConfig(place: string, value: unknown): ActivationConfig {
  const given = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { name: value };
  const name = knownName(place, 'activation', given['name'], activationNames);
  if (name !== 'leakyRelu') {
    knownOptions(`${place}: activation`, given, ['name']);
    return { name };
  }
  knownOptions(`${place}: activation`, given, ['name', 'negativeSlope']);
  const { negativeSlope = 0.01 } = given;
  return { name, negativeSlope: within(place, 'negativeSlope', negativeSlope, 0, Infinity) };
}

const parameterOf = (config: ActivationConfig): number => (config.name === 'leakyRelu' ? config.negativeSlope : 0);

/** Emits a = g(z + bias). */
export function emitActivation(builder: Builder, config: ActivationConfig, operands: Forward): void {
  entries[config.name].forward(builder, operands, parameterOf(config));
}

/** Emits dz = da ∘ g′ (softmax: its full Jacobian). */
export function emitActivationBackward(builder: Builder, config: ActivationConfig, operands: Backward): void {
  entries[config.name].backward(builder, operands, parameterOf(config));
}
