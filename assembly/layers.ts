// The records that only training runs, and only of layers and losses that the kernels of `layerwise/core` lack.
import {
  ColumnStatistics,
  RunningStatistics,
  StandardizeBackward,
  LayerNormalizeBackward,
  EmbedGradient,
  GaussianNoise,
} from "./layer-records";
import { LogSoftmax, LogSoftmaxBackward, Op } from "./opcodes";
import { address, scalar, word } from "./fields";
import { columnStatistics, runningStatistics, standardizeBackward } from "./kernels/batch-normalization";
import { embedGradient } from "./kernels/columns";
import { layerNormalizeBackward } from "./kernels/layer-normalization";
import { gaussianNoise } from "./kernels/random";
import { logSoftmax, logSoftmaxBackward } from "./kernels/softmax";

/** Runs the record at `r` on m rows if it is one of these, and says whether it was. `offset` is base − 1. */
export function layerRecord<T>(r: usize, offset: usize, m: i32): bool {
  switch (load<i32>(r)) {
    case Op.ColumnStatistics: {
      const x = address(r, ColumnStatistics.x, offset);
      const mean = address(r, ColumnStatistics.mean, offset);
      const variance = address(r, ColumnStatistics.variance, offset);
      const sums = address(r, ColumnStatistics.sums, offset);
      columnStatistics<T>(x, mean, variance, sums, m, word(r, ColumnStatistics.n));
      return true;
    }
    case Op.RunningStatistics: {
      runningStatistics<T>(
        address(r, RunningStatistics.mean, offset),
        address(r, RunningStatistics.variance, offset),
        address(r, RunningStatistics.runningMean, offset),
        address(r, RunningStatistics.runningVariance, offset),
        m,
        word(r, RunningStatistics.n),
        scalar(r, RunningStatistics.momentum),
      );
      return true;
    }
    case Op.StandardizeBackward: {
      standardizeBackward<T>(
        address(r, StandardizeBackward.x, offset),
        address(r, StandardizeBackward.mean, offset),
        address(r, StandardizeBackward.variance, offset),
        address(r, StandardizeBackward.gamma, offset),
        address(r, StandardizeBackward.dy, offset),
        address(r, StandardizeBackward.dx, offset),
        address(r, StandardizeBackward.dgamma, offset),
        address(r, StandardizeBackward.dbeta, offset),
        address(r, StandardizeBackward.sums, offset),
        m,
        word(r, StandardizeBackward.n),
        scalar(r, StandardizeBackward.epsilon),
        word(r, StandardizeBackward.batch) != 0,
        word(r, StandardizeBackward.accumulate) != 0,
      );
      return true;
    }
    case Op.LayerNormalizeBackward: {
      layerNormalizeBackward<T>(
        address(r, LayerNormalizeBackward.x, offset),
        address(r, LayerNormalizeBackward.gamma, offset),
        address(r, LayerNormalizeBackward.dy, offset),
        address(r, LayerNormalizeBackward.dx, offset),
        address(r, LayerNormalizeBackward.dgamma, offset),
        address(r, LayerNormalizeBackward.dbeta, offset),
        address(r, LayerNormalizeBackward.scratch, offset),
        m,
        word(r, LayerNormalizeBackward.n),
        scalar(r, LayerNormalizeBackward.epsilon),
        word(r, LayerNormalizeBackward.accumulate) != 0,
      );
      return true;
    }
    case Op.EmbedGradient: {
      embedGradient<T>(
        address(r, EmbedGradient.x, offset),
        address(r, EmbedGradient.dy, offset),
        address(r, EmbedGradient.dw, offset),
        m * word(r, EmbedGradient.n),
        word(r, EmbedGradient.categories),
        word(r, EmbedGradient.dimensions),
        word(r, EmbedGradient.accumulate) != 0,
      );
      return true;
    }
    case Op.GaussianNoise: {
      gaussianNoise<T>(
        address(r, GaussianNoise.x, offset),
        address(r, GaussianNoise.y, offset),
        m,
        word(r, GaussianNoise.n),
        word(r, GaussianNoise.seedLow),
        word(r, GaussianNoise.seedHigh),
        word(r, GaussianNoise.layer),
        address(r, GaussianNoise.state, offset),
        scalar(r, GaussianNoise.deviation),
      );
      return true;
    }
    case Op.LogSoftmax: {
      logSoftmax<T>(m, word(r, LogSoftmax.n), address(r, LogSoftmax.z, offset), address(r, LogSoftmax.y, offset));
      return true;
    }
    case Op.LogSoftmaxBackward: {
      const dy = address(r, LogSoftmaxBackward.dy, offset);
      const y = address(r, LogSoftmaxBackward.y, offset);
      logSoftmaxBackward<T>(m, word(r, LogSoftmaxBackward.n), dy, y, address(r, LogSoftmaxBackward.dz, offset));
      return true;
    }
    default:
      return false;
  }
}
