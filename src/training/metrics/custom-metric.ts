// Metrics of the user's own.
import { rangeError, typeError } from '../../errors.ts';
import { aFunction, knownName, knownOptions, shown } from '../../validate.ts';
import type { CustomMetric, Measure, MetricOption } from './metrics.ts';
import { nameOf } from './shapes.ts';

/** Checks one. */
export function customMeasure(place: string, given: Record<string, unknown>): Measure {
  const name = nameOf(place, given['name']);
  const where = `metric ${name}`;
  knownOptions(where, given, ['name', 'mode', 'compute']);
  const mode = knownName(where, 'mode', given['mode'] ?? 'max', ['min', 'max']);
  const { compute } = given as unknown as CustomMetric;
  aFunction(where, 'compute', compute);
  return {
    name,
    mode,
    config: given as unknown as CustomMetric,
    stream: undefined,
    compute(outputs, targets) {
      const value: unknown = compute.call(given, outputs, targets);
      if (typeof value === 'number') return value;
      throw typeError('INVALID_VALUE', `${where}: "compute" must return a number, got ${shown(value)}`);
    },
  };
}

/**
 * The metrics of a saved trainer, the custom ones, of which the file has the names alone, taken from those given.
 * @throws LayerwiseError INVALID_OPTION for one that is not given
 */
export function withCustomMetrics(
  metrics: readonly MetricOption[] = [],
  given: readonly CustomMetric[] = [],
): readonly MetricOption[] {
  return metrics.map((metric) => {
    if (typeof metric === 'string' || Object.keys(metric).length > 1) return metric;
    const found = given.find(({ name }) => name === metric.name);
    if (found !== undefined) {
      aFunction(`metric ${found.name}`, 'compute', found.compute);
      return found;
    }
    throw rangeError(
      'INVALID_OPTION',
      `load: the trainer has a metric of its own, give it in "metrics": ${metric.name}`,
    );
  });
}
