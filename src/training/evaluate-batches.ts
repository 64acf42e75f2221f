// Evaluation on rows that come in batches, of which two are held at a time: data of any size in constant memory.
import type { DType } from '../dtype.ts';
import { rangeError } from '../errors.ts';
import { CHUNK_ROWS } from '../network/predictor.ts';
import { type Batches, inTurn, streamsOf, valuesOf } from './batches.ts';
import { checkData } from './data.ts';
import { Evaluator } from './evaluator.ts';
import type { MetricOption } from './metrics/metrics.ts';
import { pauses } from './slices.ts';
import { type Evaluation, type Trainer, setupOf } from './trainer.ts';

/**
 * The loss (penalties included) and the metrics on batches as they come, in inference mode; of any numbers of rows, but
 * all with the same columns, and all or none with weights. The loss is that of `trainer.evaluate` on all rows, but for
 * the rounding of its sum, which runs over the batches.
 * @throws (rejects with) LayerwiseError for bad data, the batch's number in the message, from 0; INVALID_OPTION for a
 * metric that needs all rows at once; INVALID_STATE if there are no batches; what the batches throw
 *
 * @example
 * const { loss, accuracy } = await evaluateBatches(trainer, readBatches('test.bin'));
 */
export async function evaluateBatches<D extends DType, M extends MetricOption>(
  trainer: Trainer<D, M>,
  batches: Batches,
): Promise<Evaluation<M>> {
  const streams = streamsOf('evaluate', setupOf(trainer));
  let evaluator: Evaluator<D> | undefined;
  let form = '';
  let index = 0;
  try {
    for await (const batch of inTurn('evaluate', batches, pauses())) {
      const setup = setupOf(trainer);
      const place = `evaluate: batch ${index++}`;
      const data = checkData(setup, place, batch);
      const own = `${data.y.columns} columns of targets${data.weights === undefined ? '' : ' and weights'}`;
      evaluator ??= setup.core.engine.arena.atomically(() => new Evaluator(setup.core, setup.loss, data, CHUNK_ROWS));
      form ||= own;
      if (own !== form) throw rangeError('INVALID_SHAPE', `${place} has ${own}, those before have ${form}`);
      const outputs = evaluator.add(data);
      for (const stream of streams) stream.add(outputs, data.y);
    }
    if (evaluator === undefined) throw rangeError('INVALID_STATE', 'evaluate: there are no batches');
    return { loss: evaluator.take(), ...valuesOf(streams) } as Evaluation<M>;
  } finally {
    evaluator?.release();
  }
}
