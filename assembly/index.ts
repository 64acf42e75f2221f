// The exports of kernels.wasm, and nothing else: a module's exports cost heap and time at every instantiation.
import { makeParts, run } from "./program";
import { Team } from "./team";
import { enlist, idle } from "./threads";

/**
 * Runs a program on float64.
 * @param records its first record
 * @param count how many
 * @param base what relative addresses are relative to
 * @param rows m, until a Batch record sets it
 * @param steps how often to run it
 * @returns the steps completed: less than `steps` when CheckFinite ended the run
 */
export function runF64(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  return run<f64>(records, count, base, rows, steps);
}

/** The same on float32. */
export function runF32(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  return run<f32>(records, count, base, rows, steps);
}

/** The first byte after the constants. */
export function heapBase(): usize {
  return __heap_base;
}

/**
 * Thread 0 makes this instance's runs shared by the team of a block; it returns at once. Any other thread helps with
 * them until the team lets it go.
 */
export function serve(block: usize, thread: i32): void {
  enlist(block, thread);
  if (thread == 0) return;
  do {
    const ticket = makeParts(block);
    if (atomic.load<i32>(block, Team.leave)) return;
    idle(block, ticket);
  } while (true);
}
