// The exports of the kernels of `layerwise/core`: those of ../index.ts without threads, for programs without the records
// of assembly/layers.ts.
import { run } from "../program";

/** Runs a program on float64; the parameters and the result are those of ../index.ts. */
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
