// Rows that come in batches: what they may be, and the metrics that can be computed as they come.
import { rangeError, typeError } from '../errors.ts';
import { shown } from '../validate.ts';
import type { MetricStream } from './metrics/metrics.ts';
import type { TrainingData } from './options.ts';
import type { Setup } from './setup.ts';

/** The batches of an epoch, in the order in which they are used. */
export type Batches = Iterable<TrainingData> | AsyncIterable<TrainingData>;

/**
 * The batches in turn, each asked for while the one before it is used, so that two are held; closed at the end.
 * @param pause called after each: gives the host its turn when it is due
 */
export async function* inTurn(
  place: string,
  batches: Batches,
  pause: () => Promise<void> | undefined,
): AsyncGenerator<TrainingData, void> {
  const given = Object(batches) as Partial<AsyncIterable<TrainingData> & Iterable<TrainingData>>;
  const iterator = given[Symbol.asyncIterator]?.() ?? given[Symbol.iterator]?.();
  if (iterator === undefined)
    throw typeError('INVALID_OPTION', `${place}: batches must be iterable, got ${shown(batches)}`);
  const fetch = async (): Promise<IteratorResult<TrainingData>> => iterator.next();
  let exhausted = false;
  try {
    for (let pending = fetch(); ;) {
      const { done, value } = await pending;
      exhausted = done === true;
      if (exhausted) return;
      pending = fetch();
      // What fails while a batch is used is thrown when its turn comes.
      pending.catch(() => {});
      yield value as TrainingData;
      await pause();
    }
  } finally {
    if (!exhausted) await iterator.return?.();
  }
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
