// The records of layers beyond dense ones: a part of the table of operations, which opcodes.ts explains.

/** mean[n] and variance[n] (over m) of the columns of x[m×n], in float64, rows in order. `sums`: n float64. */
export enum ColumnStatistics {
  x = 4,
  mean = 8,
  variance = 12,
  n = 16,
  sums = 20,
}

/** running = (1 − momentum)·running + momentum·batch for mean[n] and variance[n], the batch's variance over m − 1. */
export enum RunningStatistics {
  mean = 4,
  variance = 8,
  runningMean = 12,
  runningVariance = 16,
  n = 20,
  momentum = 64,
}

/** y[m×n] = (x − mean[n])·gamma[n] / √(variance[n] + epsilon) + beta[n]; y may be x. `scale`: n of T. */
export enum Standardize {
  x = 4,
  mean = 8,
  variance = 12,
  gamma = 16,
  beta = 20,
  y = 24,
  n = 28,
  scale = 32,
  epsilon = 64,
}

/**
 * dx[m×n], dgamma[n] and dbeta[n] of Standardize; dx may be dy; dx, or dgamma and dbeta, may be 0. `batch`: 1 when mean
 * and variance are those of x, so that the gradient goes through them too. `sums`: 3n float64. With `accumulate`,
 * dgamma and dbeta are added to what is there.
 */
export enum StandardizeBackward {
  x = 4,
  mean = 8,
  variance = 12,
  gamma = 16,
  dy = 20,
  dx = 24,
  dgamma = 28,
  dbeta = 32,
  n = 36,
  sums = 40,
  batch = 44,
  accumulate = 48,
  epsilon = 64,
}

/** y[m×n] = (x − mean)·gamma[n] / √(variance + epsilon) + beta[n] with the mean and variance of each row; y may be x. */
export enum LayerNormalize {
  x = 4,
  gamma = 8,
  beta = 12,
  y = 16,
  n = 20,
  epsilon = 64,
}

/**
 * dx[m×n], dgamma[n] and dbeta[n] of LayerNormalize; dx may be dy; dgamma and dbeta may be 0, or with `accumulate` go on
 * from what is there. `scratch`: n of T.
 */
export enum LayerNormalizeBackward {
  x = 4,
  gamma = 8,
  dy = 12,
  dx = 16,
  dgamma = 20,
  dbeta = 24,
  n = 28,
  scratch = 32,
  accumulate = 36,
  epsilon = 64,
}

/** y = x, or x + added[m×n], for n columns whose rows begin xStride and yStride elements apart; y may be x or `added`. */
export enum Columns {
  x = 4,
  added = 8,
  y = 12,
  n = 16,
  xStride = 20,
  yStride = 24,
}

/** y[m][n×dimensions] = the rows of w[categories×dimensions] that the numbers x[m×n] stand for. */
export enum Embed {
  x = 4,
  w = 8,
  y = 12,
  n = 16,
  categories = 20,
  dimensions = 24,
}

/** dw[categories×dimensions] (+)= for each category the sum of the rows of dy[m×n][dimensions] that it stands for, in order. */
export enum EmbedGradient {
  x = 4,
  dy = 8,
  dw = 12,
  n = 16,
  categories = 20,
  dimensions = 24,
  accumulate = 28,
}

/** y[m×n] = x + deviation·Φ⁻¹(u), u drawn from (seed, state.step, layer, element) as for Dropout; y may be x. */
export enum GaussianNoise {
  x = 4,
  y = 8,
  n = 12,
  seedLow = 16,
  seedHigh = 20,
  layer = 24,
  state = 28,
  deviation = 64,
}
