// What an optimizer is: options, slots, scalars, and the update that it emits.
import type { Builder } from '../../program/builder.ts';
import { type Expression, type Operand, add, load, multiply, scalar, subtract } from '../../program/expression.ts';
import { emitFormula } from '../../program/formula.ts';
import type { Addressed } from '../../program/records.ts';
import type { Tensor } from '../../program/tensor.ts';
import {
  type OptionChecks,
  checkedOptions,
  fraction,
  learningRate,
  notNegative,
  optional,
  positive,
} from '../../validate.ts';
import { learningRateScales, parameterNames } from '../parameter-groups.ts';

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

/** The values of the formulas of an optimizer. */
export interface Update {
  /** What the learning rate is multiplied by and w is lessened by. */
  readonly step: Expression;
  /** The new slots. */
  readonly slots: readonly Expression[];
}

/** An optimizer's update as formulas. */
export interface UpdateFormulas {
  readonly slots?: readonly string[];
  /** The first values of the scalars. */
  readonly scalars?: readonly number[];
  /** The scalars of this step from those of the last. */
  readonly nextScalars?: (scalars: readonly Expression[]) => readonly Expression[];
  /** From the gradient, the slots of the last step and the scalars of this one. */
  readonly update: (g: Expression, slots: readonly Expression[], scalars: readonly Expression[]) => Update;
}

const placesOf = ({ address }: Addressed, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `scalars[${i}]`, address: address + 8 * i, owned: true }));

/** w −= α·step, from formulas: no kernel is needed. */
export function byFormulas({ slots: names = [], scalars: first = [], nextScalars, update }: UpdateFormulas): Method {
  return {
    slots: names,
    scalars: first,
    emitScalars(builder, scalars) {
      if (nextScalars === undefined) return;
      const places = placesOf(scalars, first.length);
      const values = nextScalars(places.map(scalar));
      const results = values.map((value, i) => ({ to: places[i]!, value, as: 'storeScalar' as const }));
      emitFormula(builder, results, { count: 1 }, true);
    },
    emit(builder, { w, gradient, slots, count, learningRate: rate, scalars }) {
      const { step, slots: kept } = update(
        load(gradient),
        slots.map(load),
        placesOf(scalars, first.length).map(scalar),
      );
      const results = kept.map((value, i) => ({ to: slots[i]!, value }));
      emitFormula(builder, [{ to: w, value: subtract(load(w), multiply(scalar(rate), step)) }, ...results], { count });
    },
  };
}

/** β·average + (1 − β)·x */
export const average = (beta: number, before: Expression, x: Operand): Expression =>
  add(multiply(before, beta), multiply(x, 1 - beta));

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
    weightDecay: [decay ?? 0, notNegative],
    excludeFromDecay: [undefined, optional(parameterNames)],
    learningRateScales: [undefined, optional(learningRateScales)],
  };
  const { name } = given;
  const options = checkedOptions<O>(`optimizer ${name}`, given, { ...common, ...checks } as OptionChecks<O>);
  return {
    ...method(options),
    config: { name, ...options } as unknown as Optimizer['config'],
    decoupled: decay !== undefined,
  };
}
