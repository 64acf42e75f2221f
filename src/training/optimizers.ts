// The optimizers: a table. Each says how many parameter-sized slots it keeps and what it emits.
import { rangeError } from '../errors.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { below, boolean, knownName, knownOptions, learningRate as checkLearningRate, positive } from '../validate.ts';

/** The options of `sgd`. */
export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** β; default 0, plain gradient descent. */
  readonly momentum?: number;
  /** Nesterov's momentum, as PyTorch has it; default false. */
  readonly nesterov?: boolean;
  /** The course's momentum, an average: v = β·v + (1 − β)·g. Default false, PyTorch's v = β·v + g. */
  readonly averaged?: boolean;
}

/** The options of `adam`. */
export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Added to √v̂; default 1e-8. */
  readonly epsilon?: number;
}

/** An optimizer's settings; JSON. */
export type OptimizerConfig = ({ readonly name: 'sgd' } & SgdOptions) | ({ readonly name: 'adam' } & AdamOptions);

/** What an `optimizer` option takes: settings, or a name for the defaults. */
export type OptimizerOption = OptimizerName | OptimizerConfig;

/** The names of the optimizers. */
export type OptimizerName = OptimizerConfig['name'];

/** Where an optimizer works: the parameters, their gradients, its slots, all of one length, and its scalars. */
export interface OptimizerSpan {
  readonly w: Tensor;
  readonly gradient: Tensor;
  readonly slots: readonly Tensor[];
  readonly count: number;
  /** The float64 that holds the learning rate. */
  readonly learningRate: Addressed;
  /** The optimizer's own float64 scalars, which start as `scalars` says. */
  readonly scalars: Addressed;
}

/** A checked optimizer. */
export interface Optimizer {
  readonly config: Required<OptimizerConfig>;
  /** The arrays as long as the parameters that it keeps between steps, by name; they start at 0. */
  readonly slots: readonly string[];
  /** The first values of its own float64 scalars. */
  readonly scalars: readonly number[];
  /** Emits one update. */
  emit(builder: Builder, span: OptimizerSpan): void;
}

/** w −= α·g; with momentum v = β·v + g, w −= α·v (Sutskever et al. 2013, PyTorch's form). */
export function sgd(options: SgdOptions = {}): OptimizerConfig {
  return { ...options, name: 'sgd' };
}

/** Kingma & Ba 2015: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g², w −= α·m̂ / (√v̂ + ε). */
export function adam(options: AdamOptions = {}): OptimizerConfig {
  return { ...options, name: 'adam' };
}

const optimizers: { [C in OptimizerConfig as C['name']]: (config: C) => Optimizer } = {
  sgd(given) {
    knownOptions('optimizer sgd', given, ['name', 'learningRate', 'momentum', 'nesterov', 'averaged']);
    const learningRate = checkLearningRate('optimizer sgd', given.learningRate ?? 0.01);
    const momentum = below('optimizer sgd', 'momentum', given.momentum ?? 0, 0, 1);
    const nesterov = boolean('optimizer sgd', 'nesterov', given.nesterov ?? false);
    const averaged = boolean('optimizer sgd', 'averaged', given.averaged ?? false);
    if (momentum === 0 && (nesterov || averaged)) {
      throw rangeError(
        'INVALID_OPTION',
        `optimizer sgd: "${nesterov ? 'nesterov' : 'averaged'}" needs a momentum above 0`,
      );
    }
    return {
      config: { name: 'sgd', learningRate, momentum, nesterov, averaged },
      slots: momentum === 0 ? [] : ['velocity'],
      scalars: [],
      emit(builder, { w, gradient, slots: [velocity], count, learningRate: rate }) {
        const gradientWeight = averaged ? 1 - momentum : 1;
        builder.emit('Sgd', {
          w,
          gradient,
          velocity,
          count,
          learningRate: rate,
          nesterov: nesterov ? 1 : 0,
          momentum,
          gradientWeight,
        });
      },
    };
  },
  adam(given) {
    knownOptions('optimizer adam', given, ['name', 'learningRate', 'beta1', 'beta2', 'epsilon']);
    const learningRate = checkLearningRate('optimizer adam', given.learningRate ?? 0.001);
    const beta1 = below('optimizer adam', 'beta1', given.beta1 ?? 0.9, 0, 1);
    const beta2 = below('optimizer adam', 'beta2', given.beta2 ?? 0.999, 0, 1);
    const epsilon = positive('optimizer adam', 'epsilon', given.epsilon ?? 1e-8);
    return {
      config: { name: 'adam', learningRate, beta1, beta2, epsilon },
      slots: ['first', 'second'],
      scalars: [1, 1],
      emit(builder, { w, gradient, slots: [first, second], count, learningRate: rate, scalars: powers }) {
        builder.emit('AdamPowers', { powers, beta1, beta2 });
        builder.emit('Adam', { w, gradient, first, second, count, learningRate: rate, powers, beta1, beta2, epsilon });
      },
    };
  },
};

/** The names of the optimizers, for loops over all of them. */
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

/**
 * Checks an `optimizer` option.
 * @throws LayerwiseError
 */
export function optimizerFor(option: unknown): Optimizer {
  const given = typeof option === 'object' && option !== null ? (option as { name?: unknown }) : { name: option };
  const name = knownName('trainer', 'optimizer', given.name, optimizerNames);
  return (optimizers[name] as (config: OptimizerConfig) => Optimizer)(given as OptimizerConfig);
}
