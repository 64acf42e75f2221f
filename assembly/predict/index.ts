// The exports of the predict-only kernels: those of ../index.ts, for programs of forward records.
import { predict } from "../forward";

/** Runs a program on float64, once, whatever `steps`; the parameters and the result are those of ../index.ts. */
export function runF64(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  predict<f64>(records, count, base, rows);
  return steps;
}

/** The same on float32. */
export function runF32(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  predict<f32>(records, count, base, rows);
  return steps;
}

/** The first byte after the constants. */
export function heapBase(): usize {
  return __heap_base;
}
