// The records of a batch and its order: a part of the table of operations, which opcodes.ts explains.

/** m = min(size, total − state.cursor): the rows of this step. */
export enum Batch {
  state = 4,
  size = 8,
  total = 12,
}

/**
 * y[i][n] = x[indices[f + i]][n] for the m rows of the batch; without indices, rows f + i. `first` points to the float64
 * f, such as state.cursor; without one it is 0.
 */
export enum Gather {
  x = 4,
  indices = 8,
  y = 12,
  n = 16,
  first = 20,
}

/** y[f + i][n] = x[i][n] for the m rows of the batch, f being the float64 at `first`. */
export enum Append {
  x = 4,
  y = 8,
  n = 12,
  first = 16,
}

/** After a step: epochLoss += (data + penalty)·m, cursor += m, step += 1. */
export enum Advance {
  state = 4,
}

/**
 * indices[count] = a uniformly random permutation of 0 … count−1, a function of (seed, stream), or with a state of
 * (seed, state.step). 32-bit indices; count 0 stands for m.
 */
export enum Shuffle {
  indices = 4,
  count = 8,
  seedLow = 12,
  seedHigh = 16,
  stream = 20,
  state = 24,
}
