// What an optimizer is: options, slots, scalars, and the update that it emits.
import type { Builder } from '../../program/builder.ts';
import type { Addressed } from '../../program/records.ts';
import type { Tensor } from '../../program/tensor.ts';
import { type OptionChecks, checkedOptions, fraction, learningRate, positive } from '../../validate.ts';
import { groupOptions } from '#full/training/parameter-groups.ts';

/** The options that every optimizer takes. */
export interface CommonOptions {
  /** α; the default is the optimizer's own. */
  readonly learningRate?: number;
  /**
   * λ, default 0. As in PyTorch λ·w is added to the gradient, or, by adamw and lion, which decouple the decay from the
   * update, α·λ·w (never more than w itself) is taken from w before.
   */
  readonly weightDecay?: number;
  /**
   * What does not decay: parameters by name (`biases`, `layers.0.weights`) or all of a layer (`layers.0`). Default
   * nothing, as in PyTorch.
   */
  readonly excludeFromDecay?: readonly string[];
  /** Factors of the learning rate of some parameters, named in the same way; of those that match the last counts. */
  readonly learningRateScales?: Readonly<Record<string, number>>;
}

/** The options of optimizers with two running averages. */
export interface MomentsOptions extends CommonOptions {
  /** β₁; default 0.9. */
  readonly beta1?: number;
  /** β₂; default 0.999. */
  readonly beta2?: number;
  /** ε, added outside the root; default 1e-8. */
  readonly epsilon?: number;
}

/** Those of their own, checked. */
export type Moments = Required<Pick<MomentsOptions, 'beta1' | 'beta2' | 'epsilon'>>;

/** The checks of MomentsOptions but for the common ones. */
export const moments = { beta1: [0.9, fraction], beta2: [0.999, fraction], epsilon: [1e-8, positive] } as const;

/** Consecutive parameters that are updated alike. */
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

/** What an optimizer keeps and emits. */
export interface Method {
  /** The arrays as long as the parameters that it keeps between steps, by name; they start at 0. */
  readonly slots: readonly string[];
  /** The first values of its own float64 scalars. */
  readonly scalars: readonly number[];
  /** Emits what brings the scalars forward, once a step. */
  emitScalars(builder: Builder, scalars: Addressed): void;
  /** Emits the update of one span. */
  emit(builder: Builder, span: OptimizerSpan): void;
}

/** A checked optimizer. */
export interface Optimizer extends Method {
  readonly config: { readonly name: string; readonly learningRate: number } & CommonOptions;
  /** Whether its weight decay is decoupled. */
  readonly decoupled: boolean;
}

/**
 * Checks the options of an optimizer and builds it.
 * @param rate its default learning rate
 * @param decay its default weight decay, when that is decoupled
 */
export function buildOptimizer<O extends CommonOptions>(
  given: O & { readonly name: string },
  rate: number,
  checks: OptionChecks<Omit<O, keyof CommonOptions>>,
  method: (options: Required<O>) => Method,
  decay?: number,
): Optimizer {
  const common: OptionChecks<CommonOptions> = {
    learningRate: [rate, (place, _, value) => learningRate(place, value)],
    ...groupOptions(decay ?? 0),
  };
  const { name } = given;
  const options = checkedOptions<O>(`optimizer ${name}`, given, { ...common, ...checks } as OptionChecks<O>);
  return {
    ...method(options),
    config: { name, ...options } as unknown as Optimizer['config'],
    decoupled: decay !== undefined,
  };
}
