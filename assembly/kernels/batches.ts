// Which rows a step uses, moving them, and counting the step.
import { State } from "../kinds";

/** Rows of at most these bytes are copied by vectors: a call of memory.copy costs more than it moves. */
const SHORT_ROW: usize = 256;

/** m = min(size, total − state.cursor). */
export function batchRows(state: usize, size: i32, total: i32): i32 {
  return min(size, total - <i32>load<f64>(state, State.cursor));
}

/** The number that `first` points to, or 0. */
// @ts-ignore: decorator
@inline
function placeAt(first: usize): usize {
  return first ? <usize>load<f64>(first) : 0;
}

/** y[i][n] = x[indices[f + i]][n] for m rows, f being what `first` points to; rows f + i when `indices` is 0. y apart from x. */
export function gather<T>(x: usize, indices: usize, y: usize, m: i32, n: i32, first: usize): void {
  const stride = (<usize>n) << alignof<T>();
  const start = placeAt(first);
  if (!indices) {
    memory.copy(y, x + start * stride, stride * <usize>m);
    return;
  }
  indices += start << 2;
  const end = indices + ((<usize>m) << 2);
  for (; indices < end; indices += 4) {
    const row = x + <usize>load<u32>(indices) * stride;
    if (stride > SHORT_ROW) memory.copy(y, row, stride);
    else copyShort<T>(y, row, stride);
    y += stride;
  }
}

// @ts-ignore: decorator
@inline
function copyShort<T>(to: usize, from: usize, bytes: usize): void {
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) v128.store(to + o, v128.load(from + o));
  for (; o < bytes; o += sizeof<T>()) store<T>(to + o, load<T>(from + o));
}

/** y[f + i][n] = x[i][n] for m rows, f being what `first` points to. */
export function append<T>(x: usize, y: usize, m: i32, n: i32, first: usize): void {
  const stride = (<usize>n) << alignof<T>();
  memory.copy(y + placeAt(first) * stride, x, stride * <usize>m);
}

/** epochLoss += (data + penalty)·m, cursor += m, step += 1. */
export function advance(state: usize, m: i32): void {
  const loss = load<f64>(state, State.dataLoss) + load<f64>(state, State.penalty);
  store<f64>(state, load<f64>(state, State.epochLoss) + loss * <f64>m, State.epochLoss);
  store<f64>(state, load<f64>(state, State.cursor) + <f64>m, State.cursor);
  store<f64>(state, load<f64>(state, State.step) + 1, State.step);
}
