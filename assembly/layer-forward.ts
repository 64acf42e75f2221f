// The records of the layers' forward that the kernels of `layerwise/core` lack.
import { Formula, Op } from "./opcodes";
import { address, scalar, word } from "./fields";
import { formula } from "./kernels/formula";
import { Columns, Embed, LayerNormalize, Standardize } from "./layer-records";
import { standardize } from "./kernels/batch-normalization";
import { copyColumns, embed } from "./kernels/columns";
import { layerNormalize } from "./kernels/layer-normalization";

/** Runs the record at `r` on m rows if it is one of these, and says whether it was. `offset` is base − 1. */
export function layerForward<T>(r: usize, offset: usize, m: i32): bool {
  switch (load<i32>(r)) {
    case Op.Formula:
      if (!isDefined(FORWARD_ONLY) && sizeof<T>() == 4 && word(r, Formula.wide)) formula<T, f64>(r, offset, m);
      else formula<T, T>(r, offset, m);
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
