// The program of one training step: forward, loss, backward, penalties, check, update.
import { State } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import { overflows } from '../dtype.ts';
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { emitBackward, emitForward, namedLayers } from '../layers/sequence.ts';
import { emitLoss } from '../losses/emit.ts';
import type { Loss } from '../losses/losses.ts';
import { emitPenalties, lastOf } from '../network/compile.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import type { Rows } from './dataset.ts';
import type { StepTensors } from './memory.ts';
import { type UpdateParts, emitUpdate } from './update.ts';

/** What a training program is made of. */
export interface TrainingParts extends UpdateParts {
  readonly loss: Loss;
  readonly seed: number;
  /** The most rows of a batch. */
  readonly capacity: number;
  /** Emits what brings the batch, and says where it is. */
  readonly begin: (builder: Builder) => Rows;
  /** Emits what happens to the batch's outputs, before the update. */
  readonly keepOutputs?: (builder: Builder, outputs: Tensor) => void;
}

/** A program that makes training steps. */
export interface TrainingProgram extends StepTensors {
  readonly program: Program;
  /** Where the batch is. */
  readonly batch: Rows;
  /** Throws the error that says where the first value that overflowed stands, after a run that ended early. */
  throwNonFinite(rows: number, step: number): never;
}

/** Compiles the training step. */
export function compileTraining(parts: TrainingParts): TrainingProgram {
  const { core, memory, loss, capacity } = parts;
  const { layers, parameters, engine } = core;
  const randomness = core.randomness(memory.state, parts.seed);
  const builder = new Builder(engine, { capacity, training: true, base: parameters.base, randomness });
  const batch = builder.range('batch', () => parts.begin(builder));
  const { x, y, weights } = batch;
  const keepZ = (index: number): boolean => loss.fused && index === layers.length - 1;
  emitForward(builder, layers, x, keepZ);
  const { z, a } = lastOf(builder, layers);
  const dy = builder.tensor(loss.fused ? 'dZ' : 'dA', core.outputs);
  const outputs = builder.range('loss', () => {
    const { outputs } = emitLoss(builder, loss, {
      z,
      a,
      y,
      weights,
      gradient: dy,
      result: memory.field(State.dataLoss, 'dataLoss'),
    });
    parts.keepOutputs?.(builder, outputs);
    return outputs;
  });
  const gradient = (parameter: Parameter): Tensor | undefined => parameters.gradientIn(memory.gradients, parameter);
  emitBackward(builder, layers, dy, { fused: loss.fused, inputGradient: false, gradient });
  emitPenalties(builder, layers, memory.field(State.penalty, 'penalty'), gradient);
  let tracked: { readonly layer: Layer; readonly kept: readonly Tensor[] }[] = [];
  FULL: tracked = core.tracked.map((layer) => ({ layer, kept: builder.kept<Kept>(layer).statistics! }));
  FULL: builder.range('check statistics', () => {
    for (const x of tracked.flatMap(({ kept }) => kept)) builder.emit('CheckFinite', { x, count: x.columns });
  });
  builder.range('update', () => {
    emitUpdate(builder, parts);
    builder.emit('Advance', { state: memory.state });
  });
  FULL: builder.range('statistics', () => {
    for (const { layer } of tracked) layer.track!(builder);
  });
  const notFinite = (value: number): boolean => !Number.isFinite(value);
  const overflowing = (value: number): boolean => overflows(engine.dtype, value);
  const forward = namedLayers(layers).flatMap(({ layer }) => {
    const { z, a, statistics = [] } = builder.kept<Kept>(layer);
    const { place } = layer;
    return [
      ...statistics.map((tensor) => ({ place, what: 'a statistic', tensor, wrong: overflowing })),
      { place, what: 'Z', tensor: z, wrong: notFinite },
      { place, what: 'A', tensor: a, wrong: notFinite },
    ];
  });
  const backward = parameters.all
    .filter(({ parameter }) => parameter.trainable)
    .map(({ parameter, layer }) => ({
      place: layer.place,
      what: `the gradient of "${parameter.name}"`,
      tensor: gradient(parameter)!,
      wrong: overflowing,
    }))
    .reverse();
  return {
    program: builder.finish(),
    batch,
    outputs,
    kept: (layer) => builder.kept<Kept>(layer),
    gradient,
    throwNonFinite(rows, step) {
      for (const { place, what, tensor, wrong } of [...forward, ...backward]) {
        const values = engine.view(tensor.address, elements(tensor, rows));
        const at = values.findIndex(wrong);
        if (at < 0) continue;
        const where = `row ${Math.floor(at / tensor.columns)}, column ${at % tensor.columns}`;
        throw rangeError(
          'NON_FINITE',
          `step ${step}: ${place}: ${what} is ${values[at]} in ${where}. The parameters are those before the step; scale the inputs or lower the learning rate`,
        );
      }
      throw rangeError('INVALID_STATE', `step ${step}: the run ended and nothing overflowed`);
    },
  };
}
