// What a model is worth on some rows, and how its training went, in print.
import { blue, plot, yellow } from 'asciichart';
import { type Matrix, accuracy, auc, confusionMatrix, metric, r2 } from '../index.ts';
import type { Interval, Scores } from '../table/index.ts';
import { aligned, hasColors, labelled, printable, short } from './terminal.ts';

/** The columns and the rows of a chart. */
const CHART = { width: 60, height: 10 };

/** The losses by epoch. */
interface Losses {
  readonly loss: readonly number[];
  readonly valLoss: readonly number[];
}

/** The losses by epoch as a chart, if there is a line to draw. The validation loss needs colours to be told apart. */
export function lossChart({ loss, valLoss }: Losses): string | undefined {
  if (loss.length < 2 || ![...loss, ...valLoss].every(Number.isFinite)) return undefined;
  const colors = hasColors();
  const both = colors && valLoss.length > 0;
  const series = both ? [valLoss, loss] : [loss];
  const chart = plot(
    series.map((values) => stretched(values, CHART.width)),
    {
      height: CHART.height,
      colors: colors ? (both ? [yellow, blue] : [blue]) : [],
      format: (value) => short(Math.max(0, value)).padStart(10),
    },
  );
  const title = both ? 'blue: training, yellow: validation, ' : '';
  return `${labelled('loss', `${title}epoch 1 to ${loss.length}`)}\n${chart}`;
}

/** The values as a line of so many points. */
function stretched(values: readonly number[], points: number): number[] {
  return Array.from({ length: points }, (_, i) => {
    const place = (i * (values.length - 1)) / (points - 1);
    const before = values[Math.floor(place)]!;
    const after = values[Math.ceil(place)]!;
    return before + (after - before) * (place % 1);
  });
}

/** How well a network predicts some rows; JSON. */
export interface Measures {
  readonly rows: number;
  readonly accuracy?: number;
  /** Left out when some class is not among the rows: there is no curve then. */
  readonly auc?: number;
  /** [classes × classes], rows the actual ones. */
  readonly confusion?: readonly (readonly number[])[];
  readonly r2?: number;
  readonly rmse?: number;
}

/** Measures outputs against the targets of rows. */
export function measuresOf(outputs: Matrix, y: Matrix, classes: readonly string[] | undefined): Measures {
  const { rows } = y;
  if (classes === undefined) return { rows, r2: r2(outputs, y), rmse: metric('rmse')(outputs, y) };
  const area = auc(outputs, y);
  return {
    rows,
    accuracy: accuracy(outputs, y),
    ...(Number.isNaN(area) ? {} : { auc: area }),
    confusion: confusionMatrix(outputs, y).toArray(),
  };
}

/**
 * The measures of a prediction, one line each, and for classes the confusion matrix.
 * @param what the rows are called, such as `held out`
 */
export function evaluation(what: string, measures: Measures, classes: readonly string[] | undefined): string {
  const { rows, confusion, ...numbers } = measures;
  const lines = Object.entries(numbers).map(([name, value]) => labelled(name, short(value)));
  lines[0] += ` on ${rows} ${rows === 1 ? 'row' : 'rows'} ${what}`;
  return confusion === undefined ? lines.join('\n') : [...lines, '', confusionTable(confusion, classes!)].join('\n');
}

/** How often which class was taken for which. */
export function confusionTable(counts: readonly (readonly number[])[], classes: readonly string[]): string {
  const names = classes.map((name) => printable(name.length > 16 ? `${name.slice(0, 15)}…` : name));
  return aligned([
    ['actual ↓  predicted →', ...names],
    ...counts.map((row, index) => [names[index]!, ...row.map(String)]),
  ]);
}

/** The metrics of models side by side, with their intervals of 95 %. */
export function scoreTable(models: Readonly<Record<string, Scores>>): string {
  const names = Object.keys(Object.values(models)[0]!) as (keyof Scores)[];
  return aligned([
    ['', ...Object.keys(models)],
    ...names.map((name) => [name, ...Object.values(models).map((scores) => intervalText(scores[name]))]),
  ]);
}

function intervalText(interval: Interval | undefined): string {
  if (interval === undefined) return '–';
  return `${short(interval.value)} (${short(interval.low)} to ${short(interval.high)})`;
}
