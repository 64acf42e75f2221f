// How sure a metric is that was measured on some rows, and how sure that one model is better than another.
import { type MatrixLike, type MetricOption, metric } from '../index.ts';
import { type Matrix, toMatrix } from '../data/matrix.ts';
import { checkSeed } from '../data/split.ts';
import { rangeError } from '../errors.ts';
import { positiveInteger, within } from '../validate.ts';
import { type Statistics, statisticsOf } from './bootstrap.ts';
import {
  type Ends,
  type Scores,
  areaCorrelation,
  areaInterval,
  differenceOf,
  pairedProportions,
  wilson,
} from './proportions.ts';
import { Random } from './random.ts';
import { quantile } from './quantiles.ts';

/** A number measured on rows, with the interval that the number on all rows there could be is in. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How often such intervals hold the number, such as 0.95. */
  readonly level: number;
  readonly method: 'wilson' | 'bonettPrice' | 'newcombe' | 'bootstrap';
}

/** How intervals are made. */
export interface IntervalOptions {
  /** From 0.5 to 0.9999; default 0.95. */
  readonly level?: number;
  /** Of the bootstrap; default 1000. */
  readonly resamples?: number;
  /** Of the bootstrap; an integer of at least 0, default 0. */
  readonly seed?: number;
}

/**
 * A metric with its interval. Rows are taken to be independent, and not to have been used in making the model.
 *
 * Of `accuracy` it is Wilson's, of `auc` for two classes Newcombe's; of any other metric the bootstrap's: the middle
 * `level` of the metric on `resamples` times as many rows drawn with replacement, those left out on which it is NaN
 * (Efron, Tibshirani, "An introduction to the bootstrap", 1993, ch. 13). NaN where the metric is.
 * @param outputs what a model predicted for the rows, [rows × outputs]
 * @throws LayerwiseError INVALID_OPTION, and what the metric throws
 *
 * @example
 * metricInterval('accuracy', network.predict(x), y); // { value: 0.93, low: 0.87, high: 0.96, level: 0.95, … }
 */
export function metricInterval(
  option: MetricOption,
  outputs: MatrixLike,
  targets: MatrixLike,
  options: IntervalOptions = {},
): Interval {
  const { level, resamples, seed } = checked('metricInterval', options);
  const rows = new Measured(option, outputs, targets);
  const { value, count } = rows;
  const closed = rows.ends(level);
  if (closed !== undefined) return interval(value, closed, level, rows.isAccuracy ? 'wilson' : 'newcombe');
  const of = rows.statistics();
  return interval(value, bootstrap(count, level, resamples, seed, of), level, 'bootstrap');
}

/**
 * The difference of a metric of two models on the same rows, the first's minus the second's, with its interval: if it
 * holds 0, the rows do not show which is better.
 *
 * Of `accuracy` it is Bonett and Price's, of `auc` for two classes what follows from the widths of both
 * Newcombe intervals and DeLong's correlation; of any other metric the bootstrap's, both models on the same rows drawn.
 * @throws LayerwiseError as `metricInterval`; INVALID_SHAPE for outputs of other shapes
 */
export function differenceInterval(
  option: MetricOption,
  outputs: MatrixLike,
  others: MatrixLike,
  targets: MatrixLike,
  options: IntervalOptions = {},
): Interval {
  const { level, resamples, seed } = checked('differenceInterval', options);
  const [first, second] = [new Measured(option, outputs, targets), new Measured(option, others, targets)];
  if (first.outputs.columns !== second.outputs.columns) {
    const shape = ({ outputs: { rows, columns } }: Measured): string => `${rows} × ${columns}`;
    throw rangeError('INVALID_SHAPE', `differenceInterval: outputs of ${shape(first)} and of ${shape(second)}`);
  }
  const value = first.value - second.value;
  if (first.isAccuracy) {
    const [a, b] = [first.rowValues(), second.rowValues()];
    const only = (x: Float64Array, y: Float64Array): number =>
      x.reduce((sum, right, i) => sum + right * (1 - y[i]!), 0);
    return interval(value, pairedProportions(only(a, b), only(b, a), first.count, level), level, 'bonettPrice');
  }
  const [a, b] = [first.ends(level), second.ends(level)];
  if (a !== undefined && b !== undefined) {
    const correlation = areaCorrelation(first.scores(), second.scores());
    return interval(value, differenceOf(value, a, b, correlation), level, 'newcombe');
  }
  const [ofFirst, ofSecond] = [first.statistics(), second.statistics()];
  const of = (drawn: Uint32Array): number => ofFirst(drawn) - ofSecond(drawn);
  return interval(value, bootstrap(first.count, level, resamples, seed, of), level, 'bootstrap');
}

/** A model's outputs under one metric. */
class Measured {
  readonly outputs: Matrix;
  readonly value: number;
  readonly isAccuracy: boolean;
  readonly #targets: Matrix;
  readonly #option: MetricOption;
  readonly #measure: (outputs: MatrixLike, targets: MatrixLike) => number;

  constructor(option: MetricOption, outputs: MatrixLike, targets: MatrixLike) {
    this.outputs = toMatrix(outputs, { name: 'outputs', finite: false });
    this.#targets = toMatrix(targets, { name: 'targets', finite: false });
    this.#option = option;
    this.#measure = metric(option);
    this.value = this.#measure(this.outputs, this.#targets);
    this.isAccuracy = this.#name === 'accuracy';
  }

  get count(): number {
    return this.outputs.rows;
  }

  get #name(): string | undefined {
    const option = this.#option;
    if (typeof option === 'string') return option;
    return 'compute' in option ? undefined : option.name;
  }

  /** The metric of each row by itself. */
  rowValues(): Float64Array {
    return Float64Array.from({ length: this.count }, (_, row) =>
      this.#measure([this.outputs.row(row)], [this.#targets.row(row)]),
    );
  }

  /** The interval of a metric that has a closed form; undefined of others. */
  ends(level: number): Ends | undefined {
    if (this.isAccuracy) return wilson(Math.round(this.value * this.count), this.count, level);
    if (this.#name !== 'auc' || this.outputs.columns > 2) return undefined;
    if (Number.isNaN(this.value)) return [NaN, NaN];
    const { positive, negative } = this.scores();
    return areaInterval(this.value, positive.length, negative.length, level);
  }

  /** The outputs for class 1, of the rows of two classes. */
  scores(): Scores {
    const { data, columns } = this.outputs;
    const [positive, negative]: [number[], number[]] = [[], []];
    for (let row = 0; row < this.count; row++) {
      const target = this.#targets.row(row);
      const list = target[target.length - 1]! >= 0.5 ? positive : negative;
      list.push(data[row * columns + columns - 1]!);
    }
    return { positive, negative };
  }

  /** The metric as a function of the rows that are drawn. */
  statistics(): Statistics {
    return statisticsOf(this.#name, this.#measure, this.outputs, this.#targets);
  }
}

/** The middle `level` of what a function makes of rows drawn with replacement. */
function bootstrap(rows: number, level: number, resamples: number, seed: number, of: Statistics): Ends {
  const random = new Random(seed);
  const drawn = new Uint32Array(rows);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    for (let i = 0; i < rows; i++) drawn[i] = random.below(rows);
    const value = of(drawn);
    if (!Number.isNaN(value)) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  return [quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2)];
}

function interval(value: number, [low, high]: Ends, level: number, method: Interval['method']): Interval {
  return Number.isNaN(value) ? { value, low: NaN, high: NaN, level, method } : { value, low, high, level, method };
}

function checked(
  place: string,
  { level = 0.95, resamples = 1000, seed = 0 }: IntervalOptions,
): Required<IntervalOptions> {
  within(place, 'level', level, 0.5, 0.9999);
  positiveInteger(place, 'resamples', resamples);
  checkSeed(place, seed);
  return { level, resamples, seed };
}
