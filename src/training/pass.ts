// What one pass over some rows emits: forward, loss, backward.
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { emitBackward, emitForward } from '../layers/sequence.ts';
import { type WholeBatch, emitLoss } from '../losses/emit.ts';
import type { Loss } from '../losses/losses.ts';
import { lastOf } from '../network/compile.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import type { Rows } from './dataset.ts';
import type { MixupOptions } from '#full/training/mixup.ts';
import type { UpdateParts } from './update.ts';

/** What a training program is made of. */
export interface TrainingParts extends UpdateParts {
  readonly loss: Loss;
  readonly seed: number;
  readonly microBatchSize: number | undefined;
  readonly mixup: MixupOptions | undefined;
  /** The most rows of a batch. */
  readonly capacity: number;
  /** Emits what brings the batch, and says where it is. */
  readonly begin: (builder: Builder) => Rows;
  /** Emits what happens to the batch's outputs, before the update. */
  readonly keepOutputs?: (builder: Builder, outputs: Tensor) => void;
}

/** Emits the forward, the loss and the backward for some rows. */
export function emitPass(
  builder: Builder,
  { core, memory, loss }: TrainingParts,
  { x, y, weights }: Rows,
  result: Addressed,
  whole?: WholeBatch,
): Tensor {
  const { layers, parameters } = core;
  const keepZ = (index: number): boolean => loss.fused && index === layers.length - 1;
  emitForward(builder, layers, x, keepZ);
  const { z, a } = lastOf(builder, layers);
  const dy = builder.tensor(loss.fused ? 'dZ' : 'dA', core.outputs);
  const { outputs } = builder.range('loss', () =>
    emitLoss(builder, loss, { z, a, y, weights, gradient: dy, result, whole }),
  );
  const gradient = (parameter: Parameter): Tensor | undefined => parameters.gradientIn(memory.gradients, parameter);
  emitBackward(builder, layers, dy, { fused: loss.fused, inputGradient: false, gradient });
  return outputs;
}

/** The statistics that the forward kept of the rows that it ran on, which must be finite. */
export const statisticsOf = (builder: Builder, layers: readonly Layer[]): Tensor[] =>
  layers.flatMap((layer) => builder.kept<Kept>(layer).statistics!);

/** Emits what ends a step unless they are finite. */
export function emitChecks(builder: Builder, tensors: readonly Tensor[]): void {
  for (const x of tensors) builder.emit('CheckFinite', { x, count: x.columns });
}
