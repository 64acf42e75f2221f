// The losses: a table of the kernels each uses, fused with the output's activation or on the outputs.
import { Activation, LossKind, Reduction } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { boolean, knownName, knownOptions } from '../validate.ts';

/** What the targets of a loss may be. */
export type TargetKind = 'values' | 'probabilities' | 'classes';

interface LossEntry {
  readonly targets: TargetKind;
  /** The kernel on the outputs. */
  readonly onOutputs: LossKind;
  /** The kernel on the logits, and the output activation that it is fused with. */
  readonly fused?: { readonly activation: 'sigmoid' | 'softmax'; readonly kind: LossKind };
}

const losses = {
  /** −(y·log a + (1 − y)·log(1 − a)) for each output; labels within 0..1. */
  binaryCrossEntropy: {
    targets: 'probabilities',
    onOutputs: LossKind.binaryCrossEntropy,
    fused: { activation: 'sigmoid', kind: LossKind.sigmoidCrossEntropy },
  },
  /** −Σⱼ yⱼ·log aⱼ for each row; class indices, one-hot rows or soft rows that sum to 1. */
  categoricalCrossEntropy: {
    targets: 'classes',
    onOutputs: LossKind.categoricalCrossEntropy,
    fused: { activation: 'softmax', kind: LossKind.softmaxCrossEntropy },
  },
  /** (a − y)² for each output. */
  meanSquaredError: { targets: 'values', onOutputs: LossKind.squaredError },
  /** ½(a − y)² for each output. */
  halfSquaredError: { targets: 'values', onOutputs: LossKind.halfSquaredError },
} as const satisfies Record<string, LossEntry>;

/** The names of the losses. */
export type LossName = keyof typeof losses;

/** The names of the losses, for loops over all of them. */
export const lossNames = Object.keys(losses) as readonly LossName[];

/**
 * How a batch's losses become one number. For losses with a value for each of m×n outputs: 'mean' divides their sum
 * by m·n (PyTorch, Keras), 'sumOverOutputs' by m (the course, scikit-learn), 'sum' by 1. The categorical
 * cross-entropy has one value a row: there 'mean' and 'sumOverOutputs' both divide by m.
 */
export type ReductionName = keyof typeof Reduction;

/** The names of the reductions, for loops over all of them. */
export const reductionNames = Object.keys(Reduction).filter((key) => Number.isNaN(Number(key))) as ReductionName[];

/** A loss with its options; JSON. */
export interface LossConfig {
  readonly name: LossName;
  /** Default 'mean'. */
  readonly reduction?: ReductionName;
  /** The last layer is linear and gives logits; the loss applies sigmoid or softmax. Default false. */
  readonly fromLogits?: boolean;
}

/** What a `loss` option takes. */
export type LossOption = LossName | LossConfig;

/** A checked loss for a given output. */
export interface Loss {
  readonly config: Required<LossConfig>;
  readonly targets: TargetKind;
  /** The columns of the outputs. */
  readonly outputs: number;
  /** The loss takes Z of the last layer, whose gradient is then ∂J/∂Z. */
  readonly fused: boolean;
}

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
  knownOptions('loss', given, ['name', 'reduction', 'fromLogits']);
  const name = knownName('trainer', 'loss', given['name'], lossNames);
  const reduction = knownName(`loss ${name}`, 'reduction', given['reduction'] ?? 'mean', reductionNames);
  const fromLogits = boolean(`loss ${name}`, 'fromLogits', given['fromLogits'] ?? false);
  const { targets, fused }: LossEntry = losses[name];
  if (fromLogits && fused === undefined)
    throw rangeError('INVALID_OPTION', `loss ${name}: "fromLogits" is for cross-entropies only`);
  if (fromLogits && last.activation !== 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `loss ${name}: "fromLogits" needs linear outputs, but ${last.place} ends in ${last.activation}`,
    );
  }
  if (!fromLogits && fused !== undefined && last.activation === 'linear') {
    throw rangeError(
      'INVALID_OPTION',
      `loss ${name} takes probabilities, but ${last.place} is linear: give it activation "${fused.activation}", or the loss "fromLogits: true"`,
    );
  }
  if (name === 'categoricalCrossEntropy' && last.outputs < 2) {
    throw rangeError(
      'INVALID_OPTION',
      `loss ${name} needs at least 2 outputs, ${last.place} has ${last.outputs}: use binaryCrossEntropy for one`,
    );
  }
  return {
    config: { name, reduction, fromLogits },
    targets,
    outputs: last.outputs,
    fused: fromLogits || fused?.activation === last.activation,
  };
}

/** The columns of the targets in memory: class indices take one. */
export function targetColumns(loss: Loss, indices: boolean): number {
  return indices ? 1 : loss.outputs;
}

/**
 * Emits the loss of the batch, and its gradient; returns the outputs as probabilities when the loss is from logits,
 * else A.
 * @param z the last layer's Z, `a` its A
 * @param gradient where ∂J/∂Z (fused) or ∂J/∂A goes; none for the value alone
 * @param result the float64 that the value is stored to
 */
export function emitLoss(
  builder: Builder,
  loss: Loss,
  operands: {
    readonly z: Tensor;
    readonly a: Tensor;
    readonly y: Tensor;
    readonly gradient?: Tensor | undefined;
    readonly result: Addressed;
  },
): Tensor {
  const { z, a, y, gradient, result } = operands;
  const { name, reduction, fromLogits } = loss.config;
  const entry: LossEntry = losses[name];
  const n = loss.outputs;
  let output = a;
  if (fromLogits) {
    output = builder.tensor('probabilities', n);
    if (entry.fused?.activation === 'softmax') builder.emit('Softmax', { z, a: output, n });
    else builder.emit('BiasActivation', { z, a: output, n, activation: Activation.sigmoid });
  }
  builder.emit('Loss', {
    prediction: loss.fused ? z : a,
    output,
    target: y,
    gradient,
    n,
    targetColumns: y.columns,
    loss: loss.fused ? entry.fused?.kind : entry.onOutputs,
    reduction: Reduction[reduction],
    result,
  });
  return output;
}
