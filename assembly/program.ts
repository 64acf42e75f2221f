// The loop that runs the records.
import {
  Op,
  RECORD_BYTES,
  ActivationBackward,
  SoftmaxBackward,
  Loss,
  MatmulWeightsGradient,
  MatmulInputGradient,
  ColumnSums,
  Dropout,
  Penalty,
  CheckFinite,
  Sgd,
  AdamPowers,
  Adam,
  Uniform,
  Normal,
} from "./opcodes";
import { Advance, Append, Batch, Gather, Shuffle } from "./batch-records";
import { address, scalar, word } from "./fields";
import { forwardRecord } from "./forward";
import { layerRecord } from "./layers";
import { Team } from "./team";
import { announce, beginPart, endPart, join, partsOf, rowsOfPart, take } from "./threads";
import { matmulInputGradient, matmulWeightsGradient } from "./kernels/matmul";
import { activationBackward } from "./kernels/activations";
import { advance, append, batchRows, gather } from "./kernels/batches";
import { dropout } from "./kernels/dropout";
import { loss } from "./kernels/losses";
import { adam, advancePowers, descend, descendWithMomentum } from "./kernels/optimizers";
import { penalty, penaltyGradient } from "./kernels/penalty";
import { normal, shuffle, uniform } from "./kernels/random";
import { allSquaresFinite, columnSums } from "./kernels/reduce";
import { softmaxBackward } from "./kernels/softmax";

/** See index.ts. T is the element type of every tensor. */
export function run<T>(records: usize, count: i32, base: usize, rows: i32, steps: i32): i32 {
  const offset = base - 1;
  const end = records + <usize>count * RECORD_BYTES;
  for (let step = 0; step < steps; step++) {
    let m = rows;
    for (let r = records; r < end; r += RECORD_BYTES) {
      if (ASC_FEATURE_THREADS) {
        const parts = partsOf(r, m);
        if (parts > 1) {
          const outcome = runShared<T>(r, base, m, parts);
          if (outcome > 0) continue;
          return outcome < 0 ? outcome : step;
        }
      }
      switch (load<i32>(r)) {
        case Op.ActivationBackward:
          activationBackward<T>(
            m,
            word(r, ActivationBackward.n),
            address(r, ActivationBackward.da, offset),
            address(r, ActivationBackward.z, offset),
            address(r, ActivationBackward.a, offset),
            address(r, ActivationBackward.dz, offset),
            word(r, ActivationBackward.activation),
            scalar(r, ActivationBackward.parameter),
          );
          break;
        case Op.SoftmaxBackward:
          softmaxBackward<T>(
            m,
            word(r, SoftmaxBackward.n),
            address(r, SoftmaxBackward.da, offset),
            address(r, SoftmaxBackward.a, offset),
            address(r, SoftmaxBackward.dz, offset),
          );
          break;
        case Op.Loss:
          loss<T>(
            m,
            word(r, Loss.n),
            address(r, Loss.prediction, offset),
            address(r, Loss.output, offset),
            address(r, Loss.target, offset),
            address(r, Loss.gradient, offset),
            word(r, Loss.targetColumns),
            word(r, Loss.loss),
            word(r, Loss.reduction),
            address(r, Loss.result, offset),
            address(r, Loss.rows, offset),
          );
          break;
        case Op.MatmulWeightsGradient:
          matmulWeightsGradient<T>(
            m,
            word(r, MatmulWeightsGradient.k),
            word(r, MatmulWeightsGradient.n),
            address(r, MatmulWeightsGradient.x, offset),
            address(r, MatmulWeightsGradient.dz, offset),
            address(r, MatmulWeightsGradient.dw, offset),
            word(r, MatmulWeightsGradient.accumulate) != 0,
            address(r, MatmulWeightsGradient.scratch, offset),
          );
          break;
        case Op.MatmulInputGradient:
          matmulInputGradient<T>(
            m,
            word(r, MatmulInputGradient.k),
            word(r, MatmulInputGradient.n),
            address(r, MatmulInputGradient.dz, offset),
            address(r, MatmulInputGradient.w, offset),
            address(r, MatmulInputGradient.dx, offset),
            address(r, MatmulInputGradient.scratch, offset),
          );
          break;
        case Op.ColumnSums: {
          const x = address(r, ColumnSums.x, offset);
          const sums = address(r, ColumnSums.sums, offset);
          const fixed = word(r, ColumnSums.rows);
          columnSums<T>(x, sums, fixed ? fixed : m, word(r, ColumnSums.n), word(r, ColumnSums.accumulate) != 0);
          break;
        }
        case Op.Dropout: {
          dropout<T>(
            address(r, Dropout.x, offset),
            address(r, Dropout.y, offset),
            m,
            word(r, Dropout.n),
            word(r, Dropout.seedLow),
            word(r, Dropout.seedHigh),
            word(r, Dropout.layer),
            address(r, Dropout.state, offset),
            scalar(r, Dropout.rate),
          );
          break;
        }
        case Op.Penalty: {
          const w = address(r, Penalty.w, offset);
          const gradient = address(r, Penalty.gradient, offset);
          const result = address(r, Penalty.result, offset);
          const count = word(r, Penalty.count);
          let lambda = scalar(r, Penalty.coefficient);
          if (word(r, Penalty.perSample)) lambda /= <f64>(2 * m);
          const before: f64 = word(r, Penalty.accumulate) ? load<f64>(result) : 0;
          store<f64>(result, before + penalty<T>(w, count, lambda));
          if (gradient) penaltyGradient<T>(w, gradient, count, lambda);
          break;
        }
        case Op.CheckFinite: {
          if (!allSquaresFinite<T>(address(r, CheckFinite.x, offset), word(r, CheckFinite.count))) return step;
          break;
        }
        case Op.Sgd: {
          const w = address(r, Sgd.w, offset);
          const gradient = address(r, Sgd.gradient, offset);
          const velocity = address(r, Sgd.velocity, offset);
          const count = word(r, Sgd.count);
          const rate = load<f64>(address(r, Sgd.learningRate, offset));
          if (velocity) {
            const momentum = scalar(r, Sgd.momentum);
            const weight = scalar(r, Sgd.gradientWeight);
            const nesterov = word(r, Sgd.nesterov) != 0;
            descendWithMomentum<T>(w, gradient, velocity, count, rate, momentum, weight, nesterov);
          } else descend<T>(w, gradient, count, rate);
          break;
        }
        case Op.AdamPowers: {
          advancePowers(
            address(r, AdamPowers.powers, offset),
            scalar(r, AdamPowers.beta1),
            scalar(r, AdamPowers.beta2),
          );
          break;
        }
        case Op.Adam: {
          adam<T>(
            address(r, Adam.w, offset),
            address(r, Adam.gradient, offset),
            address(r, Adam.first, offset),
            address(r, Adam.second, offset),
            word(r, Adam.count),
            load<f64>(address(r, Adam.learningRate, offset)),
            address(r, Adam.powers, offset),
            scalar(r, Adam.beta1),
            scalar(r, Adam.beta2),
            scalar(r, Adam.epsilon),
          );
          break;
        }
        case Op.Batch: {
          m = batchRows(address(r, Batch.state, offset), word(r, Batch.size), word(r, Batch.total));
          break;
        }
        case Op.Gather: {
          const x = address(r, Gather.x, offset);
          const indices = address(r, Gather.indices, offset);
          const y = address(r, Gather.y, offset);
          gather<T>(x, indices, y, m, word(r, Gather.n), address(r, Gather.first, offset));
          break;
        }
        case Op.Append: {
          const x = address(r, Append.x, offset);
          const y = address(r, Append.y, offset);
          append<T>(x, y, m, word(r, Append.n), address(r, Append.first, offset));
          break;
        }
        case Op.Advance: {
          advance(address(r, Advance.state, offset), m);
          break;
        }
        case Op.Uniform: {
          uniform<T>(
            address(r, Uniform.x, offset),
            word(r, Uniform.count),
            word(r, Uniform.seedLow),
            word(r, Uniform.seedHigh),
            word(r, Uniform.stream),
            scalar(r, Uniform.low),
            scalar(r, Uniform.high),
          );
          break;
        }
        case Op.Normal: {
          normal<T>(
            address(r, Normal.x, offset),
            word(r, Normal.count),
            word(r, Normal.seedLow),
            word(r, Normal.seedHigh),
            word(r, Normal.stream),
            scalar(r, Normal.mean),
            scalar(r, Normal.deviation),
          );
          break;
        }
        case Op.Shuffle: {
          const count = word(r, Shuffle.count);
          shuffle(
            address(r, Shuffle.indices, offset),
            count ? count : m,
            word(r, Shuffle.seedLow),
            word(r, Shuffle.seedHigh),
            word(r, Shuffle.stream),
            address(r, Shuffle.state, offset),
          );
          break;
        }
        default: {
          const known = forwardRecord<T>(r, offset, m) || (!isDefined(CORE_ONLY) && layerRecord<T>(r, offset, m));
          assert(known, "unknown record");
        }
      }
    }
  }
  return steps;
}

/** Runs one record with the team's other threads: 1 when it is done, 0 when it ends the run, -1 when a thread is lost. */
function runShared<T>(record: usize, base: usize, m: i32, parts: i32): i32 {
  const block = announce(record, base, m, <i32>sizeof<T>(), parts);
  makeParts(block);
  return join(block, parts);
}

/** Makes parts of a team's current record until all are taken; returns the ticket then. */
export function makeParts(block: usize): i64 {
  let ticket = atomic.load<i64>(block, Team.ticket);
  while (<i32>ticket != 0) {
    if (take(block, ticket)) {
      const record = beginPart(block, <i32>ticket - 1);
      const base = <usize>load<u32>(block, Team.base);
      const m = rowsOfPart(block, record);
      const wide = load<i32>(block, Team.elementBytes) == 8;
      endPart(block, wide ? run<f64>(record, 1, base, m, 1) : run<f32>(record, 1, base, m, 1));
    }
    ticket = atomic.load<i64>(block, Team.ticket);
  }
  return ticket;
}
