// Rows that come in batches: what they may be, and the metrics that can be computed as they come.
import { rangeError, typeError } from '../errors.ts';
import { shown } from '../validate.ts';
import type { MetricStream } from './metrics/metrics.ts';
import type { TrainingData } from './options.ts';
import type { Setup } from './setup.ts';

/** The batches of an epoch, in the order in which they are used. */
export type Batches = Iterable<TrainingData> | AsyncIterable<TrainingData>;

/** Goes through batches, of which those that come at once need not be waited for. */
export function iteratorOf(place: string, batches: Batches): AsyncIterator<TrainingData> | Iterator<TrainingData> {
  const given = Object(batches) as Partial<AsyncIterable<TrainingData> & Iterable<TrainingData>>;
  const iterator = given[Symbol.asyncIterator]?.() ?? given[Symbol.iterator]?.();
  if (iterator !== undefined) return iterator;
  throw typeError('INVALID_OPTION', `${place}: batches must be iterable, got ${shown(batches)}`);
}

/**
 * The trainer's metrics, running.
 * @throws LayerwiseError INVALID_OPTION for one that needs all rows at once
 */
export function streamsOf(place: string, { core, metrics }: Setup): (MetricStream & { readonly name: string })[] {
  return metrics.map(({ name, stream }) => {
    if (stream !== undefined) return { ...stream(core.outputs), name };
    throw rangeError('INVALID_OPTION', `${place}: the metric "${name}" needs all rows at once, not batches`);
  });
}

/** The values of running metrics by name. */
export function valuesOf(streams: ReturnType<typeof streamsOf>): Record<string, number> {
  return Object.fromEntries(streams.map((stream) => [stream.name, stream.value()]));
}
