// Gradient accumulation: a step computed some rows at a time.
import { State } from '../../assembly/kinds.ts';
import { emitClassWeights } from '../losses/emit-by-formula.ts';
import type { Builder } from '../program/builder.ts';
import { add, constant, load, rows, scalar } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { Addressed } from '../program/records.ts';
import { positiveInteger } from '../validate.ts';
import { type Rows, mapRows } from './dataset.ts';
import { type TrainingParts, emitChecks, emitPass, statisticsOf } from './pass.ts';

/** Checks a `microBatchSize` option. */
export const microBatchSizeOption = (value: unknown): number => positiveInteger('trainer', 'microBatchSize', value);

/**
 * Emits a pass for one micro-batch after the other: gradients and losses are added up, in the order of the rows, and a
 * step ends at the first of them that overflows.
 * @returns the outputs of all rows, and where the running statistics are kept as they were
 */
export function emitMicroBatches(builder: Builder, parts: TrainingParts, batch: Rows, size: number, result: Addressed) {
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
