// The losses of the core: those that kernels compute.
import { LossKind } from '../../../assembly/kinds.ts';
import type { LossEntry } from '../../losses/loss-entry.ts';

/** By name. */
export const losses = {
  /** −(y·log a + (1 − y)·log(1 − a)) for each output; labels within 0..1. */
  binaryCrossEntropy: {
    targets: 'probabilities',
    onOutputs: { kernel: LossKind.binaryCrossEntropy },
    fused: { activation: 'sigmoid', always: true, kernel: LossKind.sigmoidCrossEntropy },
  },
  /** −Σⱼ yⱼ·log aⱼ for each row; class indices, one-hot rows or soft rows that sum to 1. */
  categoricalCrossEntropy: {
    targets: 'classes',
    onOutputs: { kernel: LossKind.categoricalCrossEntropy },
    fused: { activation: 'softmax', always: true, kernel: LossKind.softmaxCrossEntropy },
  },
  /** (a − y)² for each output. */
  meanSquaredError: { targets: 'values', onOutputs: { kernel: LossKind.squaredError } },
  /** ½(a − y)² for each output. */
  halfSquaredError: { targets: 'values', onOutputs: { kernel: LossKind.halfSquaredError } },
} as const satisfies Record<string, LossEntry>;
