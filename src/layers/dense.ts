// The fully connected layer: Z = X·W + b, A = g(Z).
import type { Builder } from '../program/builder.ts';
import type { Tensor } from '../program/tensor.ts';
import { anObject, boolean, knownOptions, positiveInteger, shown } from '../validate.ts';
import {
  type ActivationConfig,
  type ActivationOption,
  activationConfig,
  emitActivation,
  emitActivationBackward,
  needsZ,
  standardInitializer,
} from './activations.ts';
import { type ConstraintConfig, constraintConfig } from '#full/layers/constraints.ts';
import { type Initializer, type InitializerConfig, initializerConfig } from './initializers.ts';
import type { Backward, BackwardOptions, Kept, Layer, LayerConfig, LayerPlace, Parameter } from './layer.ts';
import { type RegularizerConfig, regularizerConfig } from './regularizers.ts';

/** The options of `dense`. */
export interface DenseOptions {
  /** Default 'linear'. */
  readonly activation?: ActivationOption;
  /** Of the weights; default 'heNormal' before relu and leakyRelu, 'lecunNormal' before selu, else 'glorotUniform'. */
  readonly initializer?: Initializer;
  /** Of the biases; default 'zeros'. */
  readonly biasInitializer?: Initializer;
  /** Whether there is a bias; default true. */
  readonly bias?: boolean;
  /** A penalty on the weights (never on the biases), such as `l2(λ)`; default none. */
  readonly regularizer?: RegularizerConfig;
  /** False freezes the weights and the biases; default true. */
  readonly trainable?: boolean;
  /** What the weights are brought back to after each update, such as `maxNorm(3)`; default none. */
  readonly constraint?: ConstraintConfig;
}

/** A dense layer's configuration. */
export interface DenseConfig extends LayerConfig, DenseOptions {
  readonly kind: 'dense';
  readonly units: number;
}

/**
 * A fully connected layer of `units` outputs: A = g(X·W + b), W [inputs × units], b [units].
 *
 * Backward: dZ = dA ∘ g′(Z), dW = Xᵀ·dZ, db = Σ over rows of dZ, dX = dZ·Wᵀ, where dZ = ∂J/∂Z holds the loss's 1/m.
 * @throws LayerwiseError when the network is made, for a wrong option
 */
export function dense(units: number, options: DenseOptions = {}): DenseConfig {
  anObject(`dense(${shown(units)})`, options);
  return { kind: 'dense', units, ...options };
}

/** Checks a configuration and builds the layer. */
export function buildDense(config: DenseConfig, { place, inputs }: LayerPlace): Layer {
  knownOptions(place, config, [
    'kind',
    'units',
    'activation',
    'initializer',
    'biasInitializer',
    'bias',
    'regularizer',
    'constraint',
  ]);
  const units = positiveInteger(place, 'units', config.units);
  const activation = activationConfig(place, config.activation ?? 'linear');
  const standard = standardInitializer(activation);
  return new Dense(place, inputs, {
    kind: 'dense',
    units,
    activation,
    initializer: initializerConfig(place, 'initializer', config.initializer ?? standard),
    biasInitializer: initializerConfig(place, 'biasInitializer', config.biasInitializer ?? 'zeros'),
    bias: boolean(place, 'bias', config.bias ?? true),
    ...(config.regularizer === undefined ? {} : { regularizer: regularizerConfig(place, config.regularizer) }),
    ...(config.constraint === undefined ? {} : { constraint: constraintConfig(place, config.constraint) }),
  });
}

interface CheckedConfig extends DenseConfig {
  readonly activation: ActivationConfig;
  readonly initializer: InitializerConfig;
  readonly biasInitializer: InitializerConfig;
}

class Dense implements Layer {
  readonly place: string;
  config: CheckedConfig;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  readonly weighted = true;
  readonly parameters: readonly Parameter[];
  readonly #weights: Parameter;
  readonly #biases: Parameter | undefined;

  constructor(place: string, inputs: number, config: CheckedConfig) {
    this.place = place;
    this.config = config;
    this.inputs = inputs;
    this.outputs = config.units;
    this.activation = config.activation.name;
    const { initializer, biasInitializer, regularizer, constraint, units } = config;
    this.#weights = {
      name: 'weights',
      rows: inputs,
      columns: units,
      trainable: true,
      initial: initializer,
      regularizer,
      constraint,
    };
    if (config.bias !== false)
      this.#biases = { name: 'biases', rows: 1, columns: units, trainable: true, initial: biasInitializer };
    this.parameters = this.#biases === undefined ? [this.#weights] : [this.#weights, this.#biases];
  }

  forward(builder: Builder, x: Tensor, keepZ: boolean): Tensor {
    const { inputs: k, outputs: n } = this;
    const z = builder.tensor('Z', n);
    builder.emit('Matmul', { x, w: this.#weights.tensor, z, k, n, scratch: builder.matmulScratch(k, n) });
    const keeps = keepZ ? this.activation !== 'linear' : builder.training && needsZ(this.config.activation);
    const a = keeps ? builder.tensor('A', n) : z;
    emitActivation(builder, this.config.activation, { z, bias: this.#biases?.tensor, a });
    builder.keep<Kept>(this, { x, z, a });
    return a;
  }

  backward(builder: Builder, dy: Tensor, { inputGradient, fused, gradient }: BackwardOptions): Backward {
    TRAINING: {
      const { inputs: k, outputs: n } = this;
      const { x, z, a } = builder.kept<Kept>(this);
      const dz = dy;
      if (!fused) emitActivationBackward(builder, this.config.activation, { da: dy, z, a, dz });
      const scratch = builder.matmulScratch(k, n);
      const dw = gradient(this.#weights);
      if (dw !== undefined) {
        const { accumulate } = builder;
        builder.emit('MatmulWeightsGradient', { x, dz, dw, k, n, scratch, accumulate });
        if (this.#biases !== undefined)
          builder.emit('ColumnSums', { x: dz, sums: gradient(this.#biases), n, accumulate });
      }
      if (!inputGradient) return { dz };
      const dx = builder.tensor('dX', k);
      builder.emit('MatmulInputGradient', { dz, w: this.#weights.tensor, dx, k, n, scratch });
      return { dz, dx };
    }
  }
}
