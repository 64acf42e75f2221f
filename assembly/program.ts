// The loop that runs the records.
import {
  Op,
  RECORD_BYTES,
  Matmul,
  MatmulWeightsGradient,
  MatmulInputGradient,
  BiasActivation,
  ActivationBackward,
  ColumnSums,
  Loss,
  CheckFinite,
  Sgd,
  Batch,
  Gather,
  Append,
  Advance,
  State,
} from "./opcodes";
import { matmul, matmulInputGradient, matmulWeightsGradient } from "./kernels/matmul";

/** The value of a 32-bit field. */
// @ts-ignore: decorator
@inline
function word(record: usize, field: usize): i32 {
  return load<i32>(record + field);
}

/** The address in a field: relative to base when bit 0 is set. */
// @ts-ignore: decorator
@inline
function address(record: usize, field: usize, base: usize): usize {
  const at = <usize>load<u32>(record + field);
  return (at & ~1) + (base & (0 - (at & 1)));
}

/** See index.ts. T is the element type of every tensor. */
export function run<T>(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  const end = records + <usize>count * RECORD_BYTES;
  for (let step = 0; step < steps; step++) {
    let m = rows;
    for (let r = records; r < end; r += RECORD_BYTES) {
      switch (load<i32>(r)) {
        case Op.Matmul:
          matmul<T>(
            m,
            word(r, Matmul.k),
            word(r, Matmul.n),
            address(r, Matmul.x, base),
            address(r, Matmul.w, base),
            address(r, Matmul.z, base),
            address(r, Matmul.scratch, base),
          );
          break;
        case Op.MatmulWeightsGradient:
          matmulWeightsGradient<T>(
            m,
            word(r, MatmulWeightsGradient.k),
            word(r, MatmulWeightsGradient.n),
            address(r, MatmulWeightsGradient.x, base),
            address(r, MatmulWeightsGradient.dz, base),
            address(r, MatmulWeightsGradient.dw, base),
            word(r, MatmulWeightsGradient.accumulate) != 0,
            address(r, MatmulWeightsGradient.scratch, base),
          );
          break;
        case Op.MatmulInputGradient:
          matmulInputGradient<T>(
            m,
            word(r, MatmulInputGradient.k),
            word(r, MatmulInputGradient.n),
            address(r, MatmulInputGradient.dz, base),
            address(r, MatmulInputGradient.w, base),
            address(r, MatmulInputGradient.dx, base),
            address(r, MatmulInputGradient.scratch, base),
          );
          break;
        case Op.Advance: {
          const state = address(r, Advance.state, base);
          const loss = load<f64>(state, State.dataLoss) + load<f64>(state, State.penalty);
          store<f64>(state, load<f64>(state, State.epochLoss) + loss * <f64>m, State.epochLoss);
          store<f64>(state, load<f64>(state, State.cursor) + <f64>m, State.cursor);
          store<f64>(state, load<f64>(state, State.step) + 1, State.step);
          break;
        }
        default:
          assert(false, "unknown record");
      }
    }
  }
  return steps;
}
