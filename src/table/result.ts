// How well the models of a table predict, side by side.
import {
  type Assessment,
  type Interval,
  type IntervalOptions,
  differenceInterval,
  metricInterval,
} from '../assess/index.ts';
import { Matrix, type MetricName } from '../index.ts';
import type { Column } from './columns.ts';
import type { EncodedRows } from './data.ts';
import type { ModelKind } from './kind.ts';
import { IMBALANCE, type Prepared } from './prepare.ts';
import type { Note } from './notes.ts';
import type { FitTableOptions } from './options.ts';
import type { Target, Task } from './target.ts';
import type { TableHistory, TrainedLinear, TrainedNetwork } from './train.ts';

/** Metrics by name, with intervals of 95 %. */
export type Scores = Readonly<Partial<Record<MetricName, Interval>>>;

/** Rows held out and what was predicted for them, row by row; JSON. */
export interface HeldOut {
  /** The numbers of the rows among those given, from 0. */
  readonly rows: readonly number[];
  /** Class indices, or numbers. */
  readonly targets: readonly number[];
  /** The network's outputs: the probabilities of the classes, or a number. */
  readonly network: readonly (readonly number[])[];
  /** The linear model's. */
  readonly linear: readonly (readonly number[])[];
}

/** The options of `fitTable` that decide what the model becomes. */
export type TableSettings = Required<Omit<FitTableOptions, 'onPrepared' | 'onProgress' | 'signal' | 'task'>> &
  Pick<FitTableOptions, 'task'>;

/** All that is known of how a model came about and how good it is; JSON. */
export interface TableResult {
  readonly target: Target;
  readonly columns: readonly Column[];
  readonly notes: readonly Note[];
  /** Rows with a target, by what they were used for. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** How often each class occurs among them, in the order of `target.classes`. */
  readonly classCounts?: readonly number[];
  /** The options with their defaults: `fitTable(rows, result.settings)` makes the same model again, bit for bit. */
  readonly settings: TableSettings;
  /** Of the network. */
  readonly history: TableHistory;
  /** What the network's logits were divided by, so that its probabilities are what they say; 1 for a regression. */
  readonly temperature: number;
  /** The l2 penalty of the linear model. */
  readonly penalty: number;
  /** Of the test rows; the baseline predicts the classes' shares in the training rows, or their mean. */
  readonly scores: { readonly network: Scores; readonly linear: Scores; readonly baseline: Scores };
  /** The network against the others by one metric, on the same test rows: theirs is subtracted. */
  readonly comparison: {
    readonly metric: MetricName;
    readonly lessIsBetter: boolean;
    readonly linear: Interval;
    readonly baseline: Interval;
  };
  /** Which model to use: the network only if it is better than the linear one beyond chance. */
  readonly advice: { readonly use: 'network' | 'linear' | 'baseline'; readonly message: string };
  /** What the test rows say of each model beyond its scores. */
  readonly assessments: Readonly<Record<ModelKind, Assessment>>;
  /** In the file of a model these two are left out. */
  readonly test?: HeldOut;
  readonly validation?: HeldOut;
}

/** What is known of a table before the training; JSON. */
export type Preparation = Pick<TableResult, 'target' | 'columns' | 'notes' | 'rows' | 'classCounts'>;

/** The metrics of each task. */
const metricsOf: Readonly<Record<Task, readonly MetricName[]>> = {
  binary: ['accuracy', 'auc', 'logLoss', 'f1'],
  multiclass: ['accuracy', 'balancedAccuracy', 'logLoss'],
  regression: ['rmse', 'mae', 'r2'],
};

/**
 * The metric that decides: of imbalanced classes one that does not reward always saying the most frequent, if the test
 * rows define it.
 */
function decidingMetric({ task }: Target, counts: readonly number[] | undefined, scores: Scores): MetricName {
  if (task === 'regression') return 'rmse';
  const isImbalanced = counts !== undefined && Math.max(...counts) >= IMBALANCE * Math.min(...counts);
  if (!isImbalanced) return 'accuracy';
  if (task === 'multiclass') return 'balancedAccuracy';
  return scores.auc === undefined ? 'accuracy' : 'auc';
}

/** How intervals are made: of many rows by fewer resamples, which then differ less. */
function intervalOptions(rows: number, seed: number): IntervalOptions {
  return { resamples: Math.max(200, Math.min(1000, Math.floor(1048576 / rows))), seed };
}

/** The metrics of outputs against targets, with intervals. */
export function scoresOf({ task }: Target, outputs: Matrix, y: Matrix, seed: number): Scores {
  const options = intervalOptions(y.rows, seed);
  const scores = metricsOf[task].map((name) => [name, metricInterval(name, outputs, y, options)] as const);
  // A metric that these rows do not define, as the AUC where all are of one class, or R² of one number, is left out.
  return Object.fromEntries(scores.filter(([, { value, low, high }]) => !Number.isNaN(value + low + high)));
}

/** What the baseline predicts for so many rows: the shares of the classes, or the mean of the targets. */
function baselineOutputs({ classes }: Target, train: Matrix, rows: number): Matrix {
  const columns = classes?.length ?? 1;
  const answer = new Float64Array(columns);
  for (const value of train.data) {
    const at = classes === undefined ? 0 : value;
    answer[at] = answer[at]! + (classes === undefined ? value : 1) / train.rows;
  }
  const data = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) data.set(answer, row * columns);
  return new Matrix<'float64'>(data, rows, columns);
}

/** What is compared, and what follows from it. */
function comparison(
  target: Target,
  metric: MetricName,
  outputs: { readonly network: Matrix; readonly linear: Matrix; readonly baseline: Matrix },
  y: Matrix,
  seed: number,
): Pick<TableResult, 'comparison' | 'advice'> {
  const options = intervalOptions(y.rows, seed);
  const compare = (one: Matrix, other: Matrix): Interval => differenceInterval(metric, one, other, y, options);
  const lessIsBetter = target.task === 'regression';
  const linear = compare(outputs.network, outputs.linear);
  const baseline = compare(outputs.network, outputs.baseline);
  const wins = ({ low, high }: Interval): boolean => (lessIsBetter ? high < 0 : low > 0);
  const linearAgainstBaseline = compare(outputs.linear, outputs.baseline);
  const shown = ({ value, low, high }: Interval): string =>
    `${digits(value)} (95 % interval ${digits(low)} to ${digits(high)})`;
  const difference = `the difference in ${metric} on ${y.rows} test rows is ${shown(linear)}`;
  const advice: TableResult['advice'] = wins(linear)
    ? { use: 'network', message: `The network is better than the linear model: ${difference}.` }
    : wins(baseline) || wins(linearAgainstBaseline)
      ? {
          use: 'linear',
          message: `The network is not shown to be better than the linear model: ${difference}. Prefer the simpler one, model.linear.`,
        }
      : {
          use: 'baseline',
          message: `Neither model is shown to be better than ${target.task === 'regression' ? 'the mean' : 'the most frequent class'}: these columns may say nothing of ${JSON.stringify(target.name)}, or there are too few rows.`,
        };
  return { comparison: { metric, lessIsBetter, linear, baseline }, advice };
}

/** Three significant digits. */
function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Rows held out with both models' outputs. */
function heldOut({ y, indices }: EncodedRows, network: Matrix, linear: Matrix): HeldOut {
  return { rows: indices, targets: [...y.data], network: network.toArray(), linear: linear.toArray() };
}

/** What is known before the training. */
export function preparationOf(prepared: Prepared, notes: readonly Note[]): Preparation {
  const { target, columns, classCounts, trainRows, validation, test } = prepared;
  return {
    target,
    columns,
    notes,
    rows: { train: trainRows, validation: validation.x.rows, test: test.x.rows },
    ...(classCounts === undefined ? {} : { classCounts }),
  };
}

/** What a result is made of. */
interface Trained {
  readonly prepared: Prepared;
  readonly notes: readonly Note[];
  readonly settings: TableSettings;
  readonly linear: TrainedLinear;
  readonly network: TrainedNetwork;
  readonly assessments: TableResult['assessments'];
}

/** Measures the models on the test rows. */
export function resultOf({ prepared, notes, settings, linear, network, assessments }: Trained): TableResult {
  const { seed } = settings;
  const { target, classCounts, train, validation, test } = prepared;
  const [ours, plain] = [network.recipe.network, linear.recipe.network];
  const outputs = {
    network: ours.predict(test.x),
    linear: plain.predict(test.x),
    baseline: baselineOutputs(target, train.y, test.y.rows),
  };
  const scores = {
    network: scoresOf(target, outputs.network, test.y, seed),
    linear: scoresOf(target, outputs.linear, test.y, seed),
    baseline: scoresOf(target, outputs.baseline, test.y, seed),
  };
  return {
    ...preparationOf(prepared, notes),
    settings,
    history: network.history,
    temperature: network.temperature,
    penalty: linear.penalty,
    scores,
    ...comparison(target, decidingMetric(target, classCounts, scores.network), outputs, test.y, seed),
    assessments,
    test: heldOut(test, outputs.network, outputs.linear),
    validation: heldOut(validation, network.validationOutputs, linear.validationOutputs),
  };
}
