// The losses: a table of what each takes and how it is computed, fused with the output's activation or on the outputs.
import { LossKind } from '../../assembly/kinds.ts';
import type { LossEntry } from './loss-entry.ts';
import * as formulas from './loss-formulas.ts';

const smoothing = { labelSmoothing: [0, 0, 1] } as const;
const focusing = { gamma: [2, 0, Infinity] } as const;

/** By name. */
export const losses = {
  /** −(y·log a + (1 − y)·log(1 − a)) for each output; labels within 0..1. `positiveWeight` is PyTorch's pos_weight. */
  binaryCrossEntropy: {
    targets: 'probabilities',
    options: { ...smoothing, positiveWeight: [1, 0, Infinity] },
    onOutputs: { formula: formulas.binaryCrossEntropy, kernel: LossKind.binaryCrossEntropy },
    fused: {
      activation: 'sigmoid',
      always: true,
      formula: formulas.binaryCrossEntropyOfLogits,
      kernel: LossKind.sigmoidCrossEntropy,
    },
  },
  /** −Σⱼ yⱼ·log aⱼ for each row; class indices, one-hot rows or soft rows that sum to 1. */
  categoricalCrossEntropy: {
    targets: 'classes',
    options: smoothing,
    onOutputs: { formula: formulas.crossEntropy, kernel: LossKind.categoricalCrossEntropy },
    fused: {
      activation: 'softmax',
      always: true,
      formula: formulas.crossEntropy,
      kernel: LossKind.softmaxCrossEntropy,
    },
  },
  /** The cross-entropy less what is learned already: each label's part times (1 − p)^γ, Lin et al. 2017. */
  binaryFocalCrossEntropy: {
    targets: 'probabilities',
    options: { ...smoothing, ...focusing, alpha: [undefined, 0, 1] },
    onOutputs: { formula: formulas.binaryFocal },
    fused: { activation: 'sigmoid', always: true, formula: formulas.binaryFocalOfLogits },
  },
  /** The same over classes. */
  categoricalFocalCrossEntropy: {
    targets: 'classes',
    options: { ...smoothing, ...focusing },
    onOutputs: { formula: formulas.categoricalFocal },
    fused: { activation: 'softmax', always: true, formula: formulas.categoricalFocal },
  },
  /** Kullback and Leibler's divergence Σⱼ yⱼ·(log yⱼ − log aⱼ) for each row. */
  klDivergence: {
    targets: 'classes',
    onOutputs: { formula: formulas.divergence },
    fused: { activation: 'softmax', always: true, formula: formulas.divergence },
  },
  /** (a − y)² for each output. */
  meanSquaredError: {
    targets: 'values',
    onOutputs: { formula: formulas.squaredError, kernel: LossKind.squaredError },
  },
  /** ½(a − y)² for each output. */
  halfSquaredError: {
    targets: 'values',
    onOutputs: { formula: formulas.halfSquaredError, kernel: LossKind.halfSquaredError },
  },
  /** |a − y| for each output. */
  meanAbsoluteError: { targets: 'values', onOutputs: { formula: formulas.absoluteError } },
  /** Squared near 0, absolute beyond δ, for each output. */
  huber: { targets: 'values', options: { delta: [1, 0, Infinity] }, onOutputs: { formula: formulas.huber } },
  /** log cosh(a − y) for each output. */
  logCosh: { targets: 'values', onOutputs: { formula: formulas.logCosh } },
  /** The pinball loss, which the quantile minimises, for each output. */
  quantile: { targets: 'values', options: { quantile: [0.5, 0, 1] }, onOutputs: { formula: formulas.quantile } },
  /** a − y·log a for each output, a rate; with `fromLogits` of its logarithm, PyTorch's log_input. */
  poisson: {
    targets: 'values',
    onOutputs: { formula: formulas.poisson },
    fused: { activation: 'softplus', always: false, formula: formulas.poissonOfLog },
  },
  /** max(0, 1 − s·a) for each output, s = −1 for the label 0 and 1 for 1. */
  hinge: { targets: 'probabilities', onOutputs: { formula: formulas.hinge } },
  /** The square of it. */
  squaredHinge: { targets: 'probabilities', onOutputs: { formula: formulas.squaredHinge } },
} as const satisfies Record<string, LossEntry>;
