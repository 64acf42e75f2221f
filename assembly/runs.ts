// Exports of the kernels that train, in the library and in `layerwise/core`.
import { run } from "./program";

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
