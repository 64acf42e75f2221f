// The one table of operations, compiled by asc and by TypeScript alike, so the two sides cannot drift. In the shipped
// bundles the enums lead from names to numbers only.
//
// A program is an array of records of RECORD_BYTES. The first word of a record is its Op; the other fields stand
// at the byte offsets that the enum of the same name gives. An offset below SCALARS_AT holds a 32-bit word (a
// count, a flag, a kind, an address); from SCALARS_AT on it holds a float64.
//
// An address with bit 0 set is relative to the base that `run` is given (parameters, a trainer's state, its slots:
// whatever belongs to one network); any other is absolute (activations, gradients, data, scratch). 0 means "none".
// `m`, the number of rows of the batch, is not a field: `run` carries it, so one program serves every batch size.
//
// T is the network's element type, float64 or float32. Matrices are row-major and dense.

/** Bytes of one record. */
export const RECORD_BYTES = 96;
/** Fields from this byte on are float64, those before it 32-bit words. */
export const SCALARS_AT = 64;
/**
 * Of a record that threads share: the bytes of an element or row; which words are addresses that are that much apart
 * for the next one, bit i for word i, and from bit 16 on the offset of the elements' count, 0 where they are the rows
 * of the batch; and the nanoseconds that a row takes, or, below 0, all elements.
 */
export const STRIDE_AT = 52;
export const MOVES_AT = 56;
export const COST_AT = 60;

/** The operations. */
export enum Op {
  Matmul = 1,
  MatmulWeightsGradient,
  MatmulInputGradient,
  BiasActivation,
  ActivationBackward,
  Softmax,
  SoftmaxBackward,
  ColumnSums,
  Dropout,
  Normalize,
  Loss,
  Penalty,
  CheckFinite,
  Sgd,
  AdamPowers,
  Adam,
  Batch,
  Gather,
  Append,
  Advance,
  Uniform,
  Normal,
  Shuffle,
  Formula,
  LogSoftmax,
  LogSoftmaxBackward,
  ColumnStatistics,
  RunningStatistics,
  Standardize,
  StandardizeBackward,
  LayerNormalize,
  LayerNormalizeBackward,
  Columns,
  Embed,
  EmbedGradient,
  GaussianNoise,
}

/** z[m×n] = x[m×k] · w[k×n], adding in k order. `scratch`: matmulScratchBytes. */
export enum Matmul {
  x = 4,
  w = 8,
  z = 12,
  k = 16,
  n = 20,
  scratch = 24,
}

/** dw[k×n] (+)= x[m×k]ᵀ · dz[m×n], adding in row order. */
export enum MatmulWeightsGradient {
  x = 4,
  dz = 8,
  dw = 12,
  k = 16,
  n = 20,
  scratch = 24,
  accumulate = 28,
}

/** dx[m×k] = dz[m×n] · w[k×n]ᵀ, adding in n order. */
export enum MatmulInputGradient {
  dz = 4,
  w = 8,
  dx = 12,
  k = 16,
  n = 20,
  scratch = 24,
}

/** z[m×n] += bias[n] (when there is one), then a[m×n] = g(z); a may be z. `parameter`: the activation's own, if any. */
export enum BiasActivation {
  z = 4,
  bias = 8,
  a = 12,
  n = 16,
  activation = 20,
  parameter = 64,
}

/** dz[m×n] = da[m×n] ∘ g′, from z or from a as the activation needs; dz may be da. */
export enum ActivationBackward {
  da = 4,
  z = 8,
  a = 12,
  dz = 16,
  n = 20,
  activation = 24,
  parameter = 64,
}

/** a[m×n] = softmax of each row of z; a may be z. */
export enum Softmax {
  z = 4,
  a = 8,
  n = 12,
}

/** dz = a ∘ (da − Σⱼ daⱼ aⱼ) for each row; dz may be da. */
export enum SoftmaxBackward {
  da = 4,
  a = 8,
  dz = 12,
  n = 16,
}

/** sums[n] (+)= Σ over the rows of x[m×n], in row order; with `rows`, of so many rows whatever the batch. */
export enum ColumnSums {
  x = 4,
  sums = 8,
  n = 12,
  accumulate = 16,
  rows = 20,
}

/**
 * y[m×n] = x ∘ mask / (1 − rate); y may be x. The mask is a function of (seed, state.step, layer, element), so the
 * backward pass is the same record on dy and no mask is stored. Elements are counted from the batch's first on: those of
 * a micro-batch are the state.micro·n-th and so on.
 */
export enum Dropout {
  x = 4,
  y = 8,
  n = 12,
  seedLow = 16,
  seedHigh = 20,
  layer = 24,
  state = 28,
  rate = 64,
}

/** y[m×n] = (x − mean[n]) / deviation[n]; without a mean y = x / deviation (the backward pass). y may be x. */
export enum Normalize {
  x = 4,
  mean = 8,
  deviation = 12,
  y = 16,
  n = 20,
}

/**
 * The batch's data loss, stored to the float64 at `result`, and its gradient (when `gradient` is not 0).
 * prediction[m×n] are logits or outputs as the loss kind says; `output` are the activated outputs of the kinds on
 * logits, whose gradient is (output − target)·scale. target is [m×n], or [m×1] class indices when targetColumns is
 * 1 and n is not. gradient may be prediction or output. `rows` points to a float64: what stands for m in the divisor,
 * when these are not all rows of the batch.
 */
export enum Loss {
  prediction = 4,
  output = 8,
  target = 12,
  gradient = 16,
  n = 20,
  targetColumns = 24,
  loss = 28,
  reduction = 32,
  result = 36,
  rows = 40,
}

/**
 * An L2 penalty on w[count]: result (+)= λ Σw², gradient += 2 λ w (when gradient is not 0), where λ is
 * `coefficient`, or coefficient / (2m) when perSample is 1. Its sum runs in float64 over the fixed chunks.
 */
export enum Penalty {
  w = 4,
  gradient = 8,
  count = 12,
  perSample = 16,
  result = 20,
  accumulate = 24,
  coefficient = 64,
}

/**
 * Ends the run, before this step's update, unless the squares of all of x[count] are finite: of a larger gradient (from
 * 2⁵¹² on, in float32 2⁶⁴) the product with the learning rate could overflow too, and the parameters with it.
 */
export enum CheckFinite {
  x = 4,
  count = 8,
}

/**
 * Stochastic gradient descent in place over a span, PyTorch's semantics: v = momentum·v + gradientWeight·g;
 * w −= rate·v, or with nesterov rate·(gradientWeight·g + momentum·v). Without a velocity: w −= rate·g.
 * learningRate points to a float64.
 */
export enum Sgd {
  w = 4,
  gradient = 8,
  velocity = 12,
  count = 16,
  learningRate = 20,
  nesterov = 24,
  momentum = 64,
  gradientWeight = 72,
}

/** powers[0] *= beta1, powers[1] *= beta2: the running βᵗ of Adam, two float64. */
export enum AdamPowers {
  powers = 4,
  beta1 = 64,
  beta2 = 72,
}

/** Adam in place over a span (PyTorch's order): m, v, then w −= rate/(1−β₁ᵗ) · m / (√v / √(1−β₂ᵗ) + ε). */
export enum Adam {
  w = 4,
  gradient = 8,
  first = 12,
  second = 16,
  count = 20,
  learningRate = 24,
  powers = 28,
  beta1 = 64,
  beta2 = 72,
  epsilon = 80,
}

/** x[count] = low + (high − low)·u, u uniform in [0, 1) with 53 bits from (seed, stream, element). */
export enum Uniform {
  x = 4,
  count = 8,
  seedLow = 12,
  seedHigh = 16,
  stream = 20,
  low = 64,
  high = 72,
}

/** x[count] = mean + deviation·Φ⁻¹(u), drawn in float64 and rounded to T, so both types start alike. */
export enum Normal {
  x = 4,
  count = 8,
  seedLow = 12,
  seedHigh = 16,
  stream = 20,
  mean = 64,
  deviation = 72,
}

/**
 * Evaluates expressions for `count` elements, or for m×n when count is 0: `length` steps of STEP_BYTES at `steps`, the
 * first `prologue` of them once, the others for each register full of elements; steps.ts says what they are. Registers
 * stand in `scratch`, of which each thread has `threadBytes`, or 0 when elements depend on each other. `operands` are the
 * addresses that steps refer to by their index. In float64 when `wide` is 1, else in T.
 */
export enum Formula {
  steps = 4,
  prologue = 8,
  length = 12,
  operands = 16,
  n = 20,
  count = 24,
  scratch = 28,
  wide = 32,
  threadBytes = 36,
}

/** y = z − log Σⱼ exp zⱼ for each row of z[m×n]; y may be z. */
export enum LogSoftmax {
  z = 4,
  y = 8,
  n = 12,
}

/** dz = dy − exp(y)·Σⱼ dyⱼ for each row of [m×n]; dz may be dy. */
export enum LogSoftmaxBackward {
  dy = 4,
  y = 8,
  dz = 12,
  n = 16,
}

/** Blocking of the matrix products, in rows of A, steps of k and columns of B; see kernels/matmul.ts. */
export const BLOCK_M = 128;
export const BLOCK_K = 256;
export const BLOCK_N = 1024;
/** Rows of a register tile of the matrix products. */
export const TILE_ROWS = 4;
/** Bytes of a tile's row: two vectors, 4 float64 or 8 float32. */
export const TILE_WIDTH = 32;
