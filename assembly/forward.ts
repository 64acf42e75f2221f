// The records that a prediction is made of: those of the layers' forward.
import { BiasActivation, Matmul, Normalize, Op, RECORD_BYTES, Softmax } from "./opcodes";
import { address, scalar, word } from "./fields";
import { biasActivation } from "./kernels/activations";
import { formula } from "./kernels/formula";
import { Columns, Embed, LayerNormalize, Standardize } from "./layer-records";
import { standardize } from "./kernels/batch-normalization";
import { copyColumns, embed } from "./kernels/columns";
import { layerNormalize } from "./kernels/layer-normalization";
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
    case Op.Formula:
      formula<T, T>(r, offset, m);
      return true;
    case Op.Standardize:
      standardize<T>(
        address(r, Standardize.x, offset),
        address(r, Standardize.mean, offset),
        address(r, Standardize.variance, offset),
        address(r, Standardize.gamma, offset),
        address(r, Standardize.beta, offset),
        address(r, Standardize.y, offset),
        address(r, Standardize.scale, offset),
        m,
        word(r, Standardize.n),
        scalar(r, Standardize.epsilon),
      );
      return true;
    case Op.LayerNormalize:
      layerNormalize<T>(
        address(r, LayerNormalize.x, offset),
        address(r, LayerNormalize.gamma, offset),
        address(r, LayerNormalize.beta, offset),
        address(r, LayerNormalize.y, offset),
        m,
        word(r, LayerNormalize.n),
        scalar(r, LayerNormalize.epsilon),
      );
      return true;
    case Op.Columns:
      copyColumns<T>(
        address(r, Columns.x, offset),
        address(r, Columns.added, offset),
        address(r, Columns.y, offset),
        m,
        word(r, Columns.n),
        word(r, Columns.xStride),
        word(r, Columns.yStride),
      );
      return true;
    case Op.Embed:
      embed<T>(
        address(r, Embed.x, offset),
        address(r, Embed.w, offset),
        address(r, Embed.y, offset),
        m * word(r, Embed.n),
        word(r, Embed.categories),
        word(r, Embed.dimensions),
      );
      return true;
    default:
      return false;
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
