// A loss checked for an output: fused with its activation, or on the outputs.
import type { LossKind } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import { boolean, knownName, knownOptions, within } from '../validate.ts';
import { type CustomLoss, customLoss } from '#full/losses/custom-loss.ts';
import { CLASS_OPTIONS, classWeightsOf } from '#full/losses/class-weights.ts';
import { type LossEntry, type ReductionName, type TargetKind, reductionNames } from './loss-entry.ts';
import type { LossFormula, LossNumbers } from './loss-formulas.ts';
import { losses } from '#full/losses/table.ts';

export { type CustomLoss, type ReductionName, type TargetKind, reductionNames };

/** The names of the losses. */
export type LossName = keyof typeof losses;

/** The names of the losses, for loops over all of them. */
export const lossNames = Object.keys(losses) as readonly LossName[];

/** A loss with its options; JSON. */
export interface LossConfig {
  readonly name: LossName;
  /** Default 'mean'. */
  readonly reduction?: ReductionName;
  /** The last layer is linear and gives logits (of poisson: logarithms); the loss applies the activation. Default false. */
  readonly fromLogits?: boolean;
  /** Of cross-entropies: labels become (1 − s)·y + s/classes (of a binary one s/2). Default 0. */
  readonly labelSmoothing?: number;
  /** Of losses over classes: the weight of each class's part; default all 1. */
  readonly classWeights?: readonly number[];
  /** Of binaryCrossEntropy: the weight of the label 1's part; default 1. */
  readonly positiveWeight?: number;
  /** Of the focal losses: how fast what is learned loses its weight; default 2. */
  readonly gamma?: number;
  /** Of binaryFocalCrossEntropy: the weight of the label 1's part, that of 0 being 1 − α; default both 1. */
  readonly alpha?: number;
  /** Of huber: where it turns; default 1. */
  readonly delta?: number;
  /** Of quantile: which; default 0.5, the median. */
  readonly quantile?: number;
}

/** What a `loss` option takes. */
export type LossOption = LossName | LossConfig | CustomLoss;

/** A checked loss for a given output. */
export interface Loss {
  readonly config: LossConfig & { readonly reduction: ReductionName };
  readonly targets: TargetKind;
  /** The columns of the outputs. */
  readonly outputs: number;
  /** The loss takes Z of the last layer, whose gradient is then ∂J/∂Z. */
  readonly fused: boolean;
  /** What the outputs are computed with when the network gives logits. */
  readonly outputActivation: 'sigmoid' | 'softmax' | 'exponential' | undefined;
  readonly formula: LossFormula | undefined;
  /** The kernel that computes the same, if no option asks for more than it does. */
  readonly kernel: LossKind | undefined;
  readonly numbers: LossNumbers;
}

const COMMON = ['name', 'reduction', 'fromLogits'];

/**
 * Checks a `loss` option against the last layer.
 * @throws LayerwiseError for an unknown name or option, a cross-entropy on linear outputs without `fromLogits`, or
 * `fromLogits` on outputs that are not linear
 */
export function lossFor(
  option: unknown,
  last: { readonly activation: string; readonly outputs: number; readonly place: string },
): Loss {
  const given = typeof option === 'object' && option !== null ? (option as Record<string, unknown>) : { name: option };
  if ('formula' in given) return customLoss(given, last.outputs);
  const name = knownName('trainer', 'loss', given['name'], lossNames);
  const place = `loss ${name}`;
  const entry: LossEntry = losses[name];
  const { targets, fused, options = {} } = entry;
  const weighted = targets === 'classes' ? CLASS_OPTIONS : [];
  knownOptions('loss', given, [...COMMON, ...Object.keys(options), ...weighted]);
  const reduction = knownName(place, 'reduction', given['reduction'] ?? 'mean', reductionNames);
  const fromLogits = boolean(place, 'fromLogits', given['fromLogits'] ?? false);
  if (fromLogits && fused === undefined) {
    throw rangeError('INVALID_OPTION', `${place}: "fromLogits" is for cross-entropies and poisson only`);
  }
  if (fromLogits && last.activation !== 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `${place}: "fromLogits" needs linear outputs, but ${last.place} ends in ${last.activation}`,
    );
  }
  if (!fromLogits && fused !== undefined && last.activation === 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `${place} takes ${fused.always ? 'probabilities' : 'rates'}, but ${last.place} is linear: give it activation "${fused.activation}", or the loss "fromLogits: true"`,
    );
  }
  if (targets === 'classes' && last.outputs < 2) {
    throw rangeError(
      'INVALID_OPTION',
      `${place} needs at least 2 outputs, ${last.place} has ${last.outputs}: use binaryCrossEntropy for one`,
    );
  }
  const numbers: Record<string, number> = {};
  FULL: for (const [key, [standard, low, high]] of Object.entries(options)) {
    const value = given[key] ?? standard;
    if (value !== undefined) numbers[key] = within(place, key, value, low, high);
  }
  const changed = Object.fromEntries(Object.entries(numbers).filter(([key, value]) => options[key]![0] !== value));
  const classWeights = classWeightsOf(place, given['classWeights'], last.outputs);
  const isFused = fromLogits || (fused?.always === true && fused.activation === last.activation);
  const { formula, kernel } = isFused ? fused! : entry.onOutputs;
  const plain = classWeights === undefined && Object.keys(changed).length === 0;
  const activation = fused?.activation === 'softplus' ? 'exponential' : fused?.activation;
  return {
    config: { name, reduction, fromLogits, ...changed, ...(classWeights === undefined ? {} : { classWeights }) },
    targets,
    outputs: last.outputs,
    fused: isFused,
    outputActivation: fromLogits ? activation : undefined,
    formula,
    kernel: plain ? kernel : undefined,
    numbers,
  };
}

/** The columns of the targets in memory: class indices take one. */
export function targetColumns(loss: Loss, indices: boolean): number {
  return indices ? 1 : loss.outputs;
}
