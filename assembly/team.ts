// The block of memory that the threads of a network share; compiled by asc and by TypeScript alike.

/**
 * Byte offsets in the block that the threads of a network share: 32-bit words, but for the ticket, which is 64-bit. Its
 * lower half are the parts of the current record that nobody has taken, its upper half tells one record from another.
 */
export enum Team {
  ticket = 0,
  /** the current record, its base and rows, bytes of an element, parts */
  record = 64,
  base = 68,
  rows = 72,
  elementBytes = 76,
  parts = 80,
  /** whether a part found that its gradients are not finite */
  stopped = 84,
  /** whether the thread that shares out may sleep, rather than only spin */
  mayWait = 88,
  /** the parts made */
  done = 128,
  /** whether the thread that shares out sleeps until all parts are made */
  waiting = 132,
  /** the helpers that sleep until the ticket changes */
  sleepers = 136,
  /** set when the helpers are wanted elsewhere */
  leave = 140,
  /** bit i: helper i has the kernels */
  joined = 144,
}
/** Bytes of that block, and behind it of each thread, whose part of a record is a record there. */
export const TEAM_BYTES = 192;
export const THREAD_BYTES = 128;
/** The helpers are numbered from 1 to this. */
export const MOST_HELPERS = 31;
