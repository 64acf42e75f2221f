// The records that a prediction is made of: those of the layers' forward.
import { BiasActivation, Matmul, Normalize, Op, RECORD_BYTES, Softmax } from "./opcodes";
import { address, scalar, word } from "./fields";
import { layerForward } from "./layer-forward";
import { biasActivation } from "./kernels/activations";
import { matmul } from "./kernels/matmul";
import { normalize } from "./kernels/normalize";
import { softmax } from "./kernels/softmax";

/** Runs the record at `r` on m rows if it is one of the forward's, and says whether it was. `offset` is base − 1. */
// @ts-ignore: decorator
@inline
export function forwardRecord<T>(r: usize, offset: usize, m: i32): bool {
  switch (load<i32>(r)) {
    case Op.Matmul:
      matmul<T>(
        m,
        word(r, Matmul.k),
        word(r, Matmul.n),
        address(r, Matmul.x, offset),
        address(r, Matmul.w, offset),
        address(r, Matmul.z, offset),
        address(r, Matmul.scratch, offset),
      );
      return true;
    case Op.BiasActivation:
      biasActivation<T>(
        m,
        word(r, BiasActivation.n),
        address(r, BiasActivation.z, offset),
        address(r, BiasActivation.bias, offset),
        address(r, BiasActivation.a, offset),
        word(r, BiasActivation.activation),
        scalar(r, BiasActivation.parameter),
      );
      return true;
    case Op.Softmax:
      softmax<T>(m, word(r, Softmax.n), address(r, Softmax.z, offset), address(r, Softmax.a, offset));
      return true;
    case Op.Normalize:
      normalize<T>(
        address(r, Normalize.x, offset),
        address(r, Normalize.mean, offset),
        address(r, Normalize.deviation, offset),
        address(r, Normalize.y, offset),
        m,
        word(r, Normalize.n),
      );
      return true;
    default:
      return isDefined(CORE_ONLY) ? false : layerForward<T>(r, offset, m);
  }
}

/** Runs a program of such records once. T is the element type of every tensor. */
export function predict<T>(records: usize, count: i32, base: usize, m: i32): void {
  const end = records + <usize>count * RECORD_BYTES;
  for (let r = records; r < end; r += RECORD_BYTES) {
    const known = forwardRecord<T>(r, base - 1, m);
    assert(known, "a record that predict-only kernels do not have");
  }
}
