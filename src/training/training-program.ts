// The program of one training step: forward, loss, backward, penalties, check, update.
import { State } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import { overflows } from '../dtype.ts';
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { namedLayers } from '../layers/sequence.ts';
import { emitPenalties } from '../network/compile.ts';
import { Builder } from '../program/builder.ts';
import type { Program } from '../program/program.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import type { Rows } from './dataset.ts';
import type { StepTensors } from './memory.ts';
import { emitMicroBatches } from '#full/training/micro-batches.ts';
import { emitMixup } from '#full/training/mixup.ts';
import { type TrainingParts, emitChecks, emitPass, statisticsOf } from './pass.ts';
import { emitUpdate } from './update.ts';

/** A program that makes training steps. */
export interface TrainingProgram extends StepTensors {
  readonly program: Program;
  /** Where the batch is. */
  readonly batch: Rows;
  /**
   * Makes steps on batches of `rows` rows, the last of which may be the `rest` of an epoch.
   * @throws LayerwiseError NON_FINITE that says where the first value that overflowed stands, all parameters being as
   * they were before that step; what a layer of the user's own threw
   */
  run(rows: number, steps: number, base?: number, rest?: () => number): void;
}

/** Compiles the training step. */
export function compileTraining(parts: TrainingParts): TrainingProgram {
  const { core, memory, loss, capacity, mixup, microBatchSize: size = capacity } = parts;
  const { layers, parameters, engine } = core;
  const randomness = core.randomness(memory.state, parts.seed);
  const builder = new Builder(engine, { capacity, training: true, base: parameters.base, randomness });
  const batch = builder.range('batch', () => parts.begin(builder));
  let mixed = batch;
  FULL: if (mixup !== undefined) mixed = builder.range('mixup', () => emitMixup(builder, mixup, loss, batch));
  const result = memory.field(State.dataLoss, 'dataLoss');
  const gradient = (parameter: Parameter): Tensor | undefined => parameters.gradientIn(memory.gradients, parameter);
  let divided: ReturnType<typeof emitMicroBatches> | undefined;
  FULL: if (size < capacity) divided = emitMicroBatches(builder, parts, mixed, size, result);
  const outputs = divided?.outputs ?? emitPass(builder, parts, mixed, result);
  parts.keepOutputs?.(builder, outputs);
  emitPenalties(builder, layers, memory.field(State.penalty, 'penalty'), gradient);
  let ofBatch: readonly Layer[] = [];
  FULL: if (divided === undefined) ofBatch = core.tracked;
  FULL: builder.range('check statistics', () => emitChecks(builder, statisticsOf(builder, ofBatch)));
  builder.range('update', () => {
    emitUpdate(builder, parts);
    builder.emit('Advance', { state: memory.state });
  });
  FULL: builder.range('statistics', () => {
    for (const layer of ofBatch) layer.track!(builder);
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
  const program = builder.finish();
  /** The error of a step that ended early. */
  const overflow = (rows: number, base: number): Error => {
    const step = memory.get(State.step, base);
    const before = memory.get(State.micro, base);
    for (const { place, what, tensor, wrong } of [...forward, ...backward]) {
      const values = engine.view(tensor.address, elements(tensor, Math.min(rows - before, size)));
      const at = values.findIndex(wrong);
      if (at < 0) continue;
      const row = Math.floor(at / tensor.columns) + (tensor.rows === 'm' ? before : 0);
      return rangeError(
        'NON_FINITE',
        `step ${step}: ${place}: ${what} is ${values[at]} in row ${row}, column ${at % tensor.columns}. The parameters are those before the step; scale the inputs or lower the learning rate`,
      );
    }
    return rangeError('INVALID_STATE', `step ${step}: the run ended and nothing overflowed`);
  };
  return {
    program,
    batch,
    outputs,
    microBatchSize: size,
    kept: (layer) => builder.kept<Kept>(layer),
    gradient,
    run(rows, steps, base = parameters.base, rest = () => rows) {
      try {
        if (program.run(rows, steps, base) < steps) throw overflow(Math.min(rows, rest()), base);
      } catch (error) {
        const statistics = divided?.statistics;
        FULL: if (statistics !== undefined)
          parameters.view(parameters.statistics, base).set(engine.view(statistics.address, statistics.columns));
        FULL: memory.set(State.micro, 0, base);
        throw error;
      }
    },
  };
}
