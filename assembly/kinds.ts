// What the fields of records choose among, and a trainer's state; compiled by asc and by TypeScript alike.

/** Byte offsets in a trainer's state: float64 each. */
export enum State {
  /** updates made */
  step = 0,
  /** rows of this epoch already used */
  cursor = 8,
  learningRate = 16,
  /** of the last step, before its update */
  dataLoss = 24,
  penalty = 32,
  /** Σ over this epoch's steps of (data + penalty)·rows */
  epochLoss = 40,
  /** epochs finished, in all runs */
  epoch = 48,
  /** rows of this step's batch before the current micro-batch */
  micro = 56,
}
/** Bytes of a trainer's state. */
export const STATE_BYTES = 64;

/** The element-wise activations. */
export enum Activation {
  linear = 0,
  relu,
  leakyRelu,
  sigmoid,
  tanh,
}

/** The losses; those on logits take z, the others the outputs. */
export enum LossKind {
  sigmoidCrossEntropy = 0,
  softmaxCrossEntropy,
  binaryCrossEntropy,
  categoricalCrossEntropy,
  squaredError,
  halfSquaredError,
}

/**
 * How a batch's losses become one number, where every element of m×n has one (a cross-entropy over classes has one
 * a row: there `mean` divides by m and the other two by 1 and m).
 */
export enum Reduction {
  /** divide by m·n */
  mean = 0,
  /** divide by 1 */
  sum,
  /** divide by m */
  sumOverOutputs,
}
