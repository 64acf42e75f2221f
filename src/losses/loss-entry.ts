// What a loss is to the table of them.
import { type LossKind, Reduction } from '../../assembly/kinds.ts';
import type { LossFormula } from './loss-formulas.ts';

/** What the targets of a loss may be. */
export type TargetKind = 'values' | 'probabilities' | 'classes';

/** How a loss is computed from its prediction: by a formula, or, with no options, by a kernel, which is faster. */
export interface Computation {
  readonly formula?: LossFormula;
  readonly kernel?: LossKind;
}

/** A loss. */
export interface LossEntry {
  readonly targets: TargetKind;
  /** The options that are numbers: what each is unless given, and the least and the largest that it may be. */
  readonly options?: Readonly<Record<string, readonly [standard: number | undefined, low: number, high: number]>>;
  /** On the outputs; none for a loss that takes only what it is fused with. */
  readonly onOutputs: Computation;
  /** On what an activation of the output is computed from, whose gradient is then better: on logits, or log-softmax. */
  readonly fused?: Computation & {
    readonly activation: 'sigmoid' | 'softmax' | 'softplus';
    /** Whether an output with that activation is itself taken from its logits. */
    readonly always: boolean;
  };
}

/**
 * How a batch's losses become one number. For losses with a value for each of m×n outputs: 'mean' divides their sum
 * by m·n (PyTorch, Keras), 'sumOverOutputs' by m (the course, scikit-learn), 'sum' by 1. Those over classes have one
 * value a row: there 'mean' and 'sumOverOutputs' both divide by m, or, with class weights, by the weights' sum (PyTorch).
 */
export type ReductionName = keyof typeof Reduction;

/** The names of the reductions, for loops over all of them. */
export const reductionNames = Object.keys(Reduction).filter((key) => Number.isNaN(Number(key))) as ReductionName[];
