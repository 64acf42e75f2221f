// The program of one training step: forward, loss, backward, penalties, check, update.
import { State } from '../../assembly/kinds.ts';
import { rangeError } from '../errors.ts';
import { overflows } from '../dtype.ts';
import type { Kept, Layer, Parameter } from '../layers/layer.ts';
import { emitBackward, emitForward, namedLayers } from '../layers/sequence.ts';
import { type WholeBatch, emitClassWeights, emitLoss } from '../losses/emit.ts';
import type { Loss } from '../losses/losses.ts';
import { emitPenalties, lastOf } from '../network/compile.ts';
import { Builder } from '../program/builder.ts';
import { add, constant, load, rows, scalar } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Program } from '../program/program.ts';
import type { Addressed } from '../program/records.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { type Rows, mapRows } from './dataset.ts';
import type { StepTensors } from './memory.ts';
import { type MixupOptions, emitMixup } from './mixup.ts';
import { type UpdateParts, emitUpdate } from './update.ts';

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

/** Emits the forward, the loss and the backward for some rows. */
function emitPass(
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
const statisticsOf = (builder: Builder, layers: readonly Layer[]): Tensor[] =>
  layers.flatMap((layer) => builder.kept<Kept>(layer).statistics!);

function emitChecks(builder: Builder, tensors: readonly Tensor[]): void {
  for (const x of tensors) builder.emit('CheckFinite', { x, count: x.columns });
}

/**
 * Emits a pass for one micro-batch after the other: gradients and losses are added up, in the order of the rows, and a
 * step ends at the first of them that overflows.
 * @returns the outputs of all rows, and where the running statistics are kept as they were
 */
function emitMicroBatches(builder: Builder, parts: TrainingParts, batch: Rows, size: number, result: Addressed) {
  const { core, memory, loss } = parts;
  const { tracked, parameters } = core;
  const count = parameters.trainableCount;
  const first = memory.field(State.micro, 'micro');
  const place = builder.numbers('rows', 1);
  const begin = [
    { to: place, value: rows, as: 'storeScalar' },
    { to: result, value: constant(0), as: 'storeScalar' },
  ] as const;
  emitFormula(builder, begin, { count: 1 }, true);
  emitFormula(builder, [{ to: memory.gradients, value: constant(0) }], { count });
  const whole = { rows: place, weights: emitClassWeights(builder, loss, batch.y) };
  const statistics = tracked.length > 0 ? builder.vector('statistics', parameters.learnedCount - count) : undefined;
  if (statistics !== undefined) {
    const value = load(parameters.statistics);
    emitFormula(builder, [{ to: statistics, value }], { count: statistics.columns });
  }
  const outputs = builder.tensor('outputs', core.outputs);
  const part = builder.numbers('loss', 1);
  builder.repeat(size, first, () => {
    const slice = builder.range('micro-batch', () =>
      mapRows(batch, (x) => {
        const y = builder.tensor(x.name, x.columns);
        builder.emit('Gather', { x, y, n: x.columns, first });
        return y;
      }),
    );
    const own = emitPass(builder, parts, slice, part, whole);
    builder.emit('Append', { x: own, y: outputs, n: own.columns, first });
    const sum = add(scalar(result), scalar(part));
    emitFormula(builder, [{ to: result, value: sum, as: 'storeScalar' }], { count: 1 }, true);
    emitChecks(builder, [...statisticsOf(builder, tracked), memory.gradients]);
    for (const layer of tracked) layer.track!(builder);
  });
  return { outputs, statistics };
}

/** Compiles the training step. */
export function compileTraining(parts: TrainingParts): TrainingProgram {
  const { core, memory, loss, capacity, mixup, microBatchSize: size = capacity } = parts;
  const { layers, parameters, engine } = core;
  const randomness = core.randomness(memory.state, parts.seed);
  const builder = new Builder(engine, { capacity, training: true, base: parameters.base, randomness });
  const batch = builder.range('batch', () => parts.begin(builder));
  const mixed = mixup === undefined ? batch : builder.range('mixup', () => emitMixup(builder, mixup, loss, batch));
  const result = memory.field(State.dataLoss, 'dataLoss');
  const gradient = (parameter: Parameter): Tensor | undefined => parameters.gradientIn(memory.gradients, parameter);
  const divided = size < capacity;
  const { outputs, statistics } = divided
    ? emitMicroBatches(builder, parts, mixed, size, result)
    : { outputs: emitPass(builder, parts, mixed, result), statistics: undefined };
  parts.keepOutputs?.(builder, outputs);
  emitPenalties(builder, layers, memory.field(State.penalty, 'penalty'), gradient);
  const ofBatch = divided ? [] : core.tracked;
  builder.range('check statistics', () => emitChecks(builder, statisticsOf(builder, ofBatch)));
  builder.range('update', () => {
    emitUpdate(builder, parts);
    builder.emit('Advance', { state: memory.state });
  });
  builder.range('statistics', () => {
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
        if (statistics !== undefined)
          parameters.view(parameters.statistics, base).set(engine.view(statistics.address, statistics.columns));
        memory.set(State.micro, 0, base);
        throw error;
      }
    },
  };
}
