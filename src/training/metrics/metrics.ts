// Measures of predictions against targets.
import { type Matrix, type MatrixLike, toMatrix } from '../../data/matrix.ts';
import { knownName, knownOptions, positiveInteger } from '../../validate.ts';
import { customMeasure } from '#full/training/metrics/custom-metric.ts';
import { type MeasureEntry, type MeasureOptions, type Mode, nameOf } from './shapes.ts';
import { metrics } from '#full/training/metrics/table.ts';

/** The name of a built-in metric. */
export type MetricName = keyof typeof metrics;

/** The names of the built-in metrics. */
export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** A built-in metric with its options. */
export type MetricConfig = (
  | { readonly name: 'topK'; /** Default 5. */ readonly k?: number }
  | {
      readonly name: 'precision' | 'recall' | 'f1';
      /**
       * 'binary': of class 1, the default for two classes. Of several classes 'macro', the default: the mean over the
       * classes that occur; 'weighted': weighted by the rows of each; 'micro': all classes' counts together.
       */
      readonly average?: 'binary' | 'macro' | 'micro' | 'weighted';
    }
  | { readonly name: 'auc'; /** Default 'ovr'. */ readonly multiClass?: 'ovr' | 'ovo' }
  | { readonly name: Exclude<MetricName, 'topK' | 'precision' | 'recall' | 'f1' | 'auc'> }
) & {
  /** Its name in the history; default `name`. */
  readonly as?: string;
};

/** A metric of the user's own. */
export interface CustomMetric {
  /** Its name in the history. */
  readonly name: string;
  /** Whether less or more is better; default 'max'. */
  readonly mode?: Mode;
  /**
   * @param outputs what the network predicted, [rows × outputs]; for the length of the call
   * @param targets [rows × outputs], or [rows × 1] class indices where outputs are classes
   */
  compute(outputs: Matrix, targets: Matrix): number;
}

/** What `metrics` takes. */
export type MetricOption = MetricName | MetricConfig | CustomMetric;

/** The name that a metric has in the history; none of metrics that could be any. */
export type MetricKey<M extends MetricOption> = [MetricOption] extends [M] ? never : KeyOf<M>;

type KeyOf<M extends MetricOption> = M extends string
  ? M
  : M extends { readonly as: infer A extends string }
    ? Literal<A>
    : M extends { readonly name: infer N extends string }
      ? Literal<N>
      : never;

/** A name that is not known when types are checked is no key. */
type Literal<N extends string> = string extends N ? never : N;

/** A running measure. */
export interface MetricStream {
  /** All that it has seen. */
  readonly sums: Float64Array<ArrayBuffer>;
  add(outputs: Matrix, targets: Matrix): void;
  value(): number;
}

/** A checked metric. */
export interface Measure {
  /** In the history. */
  readonly name: string;
  readonly mode: Mode;
  /** What makes it again; as JSON, a custom metric is an object with a name alone. */
  readonly config: MetricOption;
  compute(outputs: Matrix, targets: Matrix): number;
  /** Takes rows part by part; none if the measure needs all of them at once. */
  readonly stream: ((columns: number) => MetricStream) | undefined;
}

/**
 * Checks an entry of `metrics`.
 * @throws LayerwiseError that names the metric and its option
 */
export function measureFor(place: string, option: unknown): Measure {
  const given = (typeof option === 'object' && option !== null ? option : { name: option }) as Record<string, unknown>;
  if ('compute' in given) return customMeasure(place, given);
  const name = knownName(place, 'metric', given['name'], metricNames);
  const [mode, measure, taken = []]: MeasureEntry = metrics[name];
  const where = `metric ${name}`;
  knownOptions(where, given, ['name', 'as', ...taken]);
  const choice = <N extends string>(key: string, names: readonly N[]): N | undefined =>
    given[key] === undefined ? undefined : knownName(where, key, given[key], names);
  const options: MeasureOptions = {
    k: positiveInteger(where, 'k', given['k'] ?? 5),
    average: choice('average', ['binary', 'macro', 'micro', 'weighted']),
    multiClass: choice('multiClass', ['ovr', 'ovo']),
  };
  const stream = !('add' in measure)
    ? undefined
    : (columns: number): MetricStream => {
        const sums = new Float64Array(measure.size(columns));
        return {
          sums,
          add: (outputs, targets) => measure.add(sums, outputs, targets, options),
          value: () => measure.value(sums, options),
        };
      };
  return {
    name: nameOf(where, given['as'] ?? name),
    mode,
    config: Object.keys(given).length === 1 ? name : ({ ...given } as unknown as MetricConfig),
    stream,
    compute(outputs, targets) {
      if ('compute' in measure) return measure.compute(outputs, targets, options);
      const whole = stream!(outputs.columns);
      whole.add(outputs, targets);
      return whole.value();
    },
  };
}

/**
 * A metric as a function of outputs and targets: `metric('accuracy')(network.predict(x), y)`.
 * @throws LayerwiseError UNKNOWN_NAME or INVALID_OPTION; the function INVALID_SHAPE or INVALID_VALUE
 */
export function metric(option: MetricOption): (outputs: MatrixLike, targets: MatrixLike) => number {
  const measure = measureFor('metric', option);
  return (outputs, targets) =>
    measure.compute(
      toMatrix(outputs, { name: 'outputs', finite: false }),
      toMatrix(targets, { name: 'targets', finite: false }),
    );
}
