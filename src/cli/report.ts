// What a model is worth on some rows, and how its training went, in print.
import { blue, plot, yellow } from 'asciichart';
import { type History, type Matrix, accuracy, auc, confusionMatrix, r2 } from '../index.ts';
import { aligned, hasColors, labelled, printable, short } from './terminal.ts';

/** The columns and the rows of a chart. */
const CHART = { width: 60, height: 10 };

/** The losses by epoch as a chart, if there is a line to draw. The validation loss needs colours to be told apart. */
export function lossChart({ loss, valLoss }: Pick<History, 'loss' | 'valLoss'>): string | undefined {
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

/**
 * The measures of a prediction, one line each, and for classes the confusion matrix.
 * @param rows what the rows are called, such as `held out`
 */
export function evaluation(rows: string, outputs: Matrix, y: Matrix, classes: readonly string[] | undefined): string {
  const count = `on ${y.rows} ${y.rows === 1 ? 'row' : 'rows'} ${rows}`;
  if (classes === undefined) {
    const squares = Array.from(y.data, (target, i) => (target - outputs.data[i]!) * (target - outputs.data[i]!));
    const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / y.rows);
    return [labelled('r2', `${short(r2(outputs, y))} ${count}`), labelled('rmse', short(rmse))].join('\n');
  }
  const area = auc(outputs, y);
  const lines = [labelled('accuracy', `${short(accuracy(outputs, y))} ${count}`)];
  // There is no curve when some class is not among the rows.
  if (!Number.isNaN(area)) lines.push(labelled('auc', short(area)));
  return [...lines, '', confusion(outputs, y, classes)].join('\n');
}

function confusion(outputs: Matrix, y: Matrix, classes: readonly string[]): string {
  const counts = confusionMatrix(outputs, y).toArray();
  const names = classes.map((name) => printable(name.length > 16 ? `${name.slice(0, 15)}…` : name));
  return aligned([
    ['actual ↓  predicted →', ...names],
    ...counts.map((row, index) => [names[index]!, ...row.map(String)]),
  ]);
}
