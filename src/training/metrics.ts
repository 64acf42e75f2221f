// Measures of predictions against targets. A new one is an entry of the table.
import { Matrix } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';

/**
 * A measure of predictions.
 * @param outputs what the network predicted, [rows × outputs]: probabilities for the measures of classification
 * @param targets [rows × outputs], or [rows × 1] class indices where outputs are classes
 */
export type Metric = (outputs: Matrix, targets: Matrix) => number;

const metrics = { accuracy, auc, r2 } satisfies Readonly<Record<string, Metric>>;

/** The name of a built-in metric. */
export type MetricName = keyof typeof metrics;

/** The names of the built-in metrics. */
export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** The built-in metric of a name. */
export function metricOf(name: MetricName): Metric {
  return metrics[name];
}

/**
 * The share of rows whose predicted class is the target's. A single output is the probability of class 1, predicted
 * from 0.5 on; of several the largest is predicted, the first of equal ones. A row with a NaN counts as wrong.
 */
export function accuracy(outputs: Matrix, targets: Matrix): number {
  checkShapes(outputs, targets);
  let right = 0;
  for (let row = 0; row < outputs.rows; row++) {
    if (predictedClass(outputs, row) === targetClass(outputs, targets, row)) right++;
  }
  return right / outputs.rows;
}

/**
 * The area under the ROC curve: the probability that a row of class 1 is given a larger output than one of class 0,
 * equal outputs counting half. Of several outputs, the mean over the classes of the area of each class against the
 * rest, every class weighing the same. NaN if an output is NaN, or if all rows or none are of some class, since no
 * curve exists then.
 */
export function auc(outputs: Matrix, targets: Matrix): number {
  checkShapes(outputs, targets);
  const classes = Array.from({ length: outputs.rows }, (_, row) => targetClass(outputs, targets, row));
  if (outputs.columns === 1) return areaOf(outputs, 0, (row) => classes[row] === 1);
  let sum = 0;
  for (let column = 0; column < outputs.columns; column++)
    sum += areaOf(outputs, column, (row) => classes[row] === column);
  return sum / outputs.columns;
}

/**
 * The coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)², the mean over the outputs. An output whose targets are
 * all equal gives 1 if predicted exactly, else 0, as in scikit-learn. NaN if an output is NaN or there are fewer than
 * two rows.
 */
export function r2(outputs: Matrix, targets: Matrix): number {
  const { rows, columns } = outputs;
  if (targets.rows !== rows || targets.columns !== columns) throw wrongShape(outputs, targets);
  if (rows < 2) return NaN;
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    let total = 0;
    for (let row = 0; row < rows; row++) total += targets.data[row * columns + column]!;
    const mean = total / rows;
    let [residual, spread] = [0, 0];
    let constant = true;
    for (let i = column; i < outputs.data.length; i += columns) {
      const error = targets.data[i]! - outputs.data[i]!;
      const distance = targets.data[i]! - mean;
      residual += error * error;
      spread += distance * distance;
      constant &&= targets.data[i] === targets.data[column];
    }
    if (Number.isNaN(residual)) return NaN;
    sum += constant ? Number(residual === 0) : 1 - residual / spread;
  }
  return sum / columns;
}

/**
 * How many rows of each class were predicted as each: [classes × classes], rows the targets' classes, columns the
 * predicted ones as in `accuracy`. A single output has the classes 0 and 1.
 * @throws LayerwiseError NON_FINITE for a row with a NaN, which is of no class
 */
export function confusionMatrix(outputs: Matrix, targets: Matrix): Matrix<'float64'> {
  checkShapes(outputs, targets);
  const classes = Math.max(2, outputs.columns);
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < outputs.rows; row++) {
    const predicted = predictedClass(outputs, row);
    if (predicted < 0) throw rangeError('NON_FINITE', `outputs: row ${row} has a NaN`);
    counts[targetClass(outputs, targets, row) * classes + predicted]!++;
  }
  return new Matrix<'float64'>(counts, classes, classes);
}

/** The class that the row's outputs predict, −1 if one is NaN. */
function predictedClass({ data, columns }: Matrix, row: number): number {
  if (columns > 1) return largest(data, row * columns, columns);
  const output = data[row]!;
  return Number.isNaN(output) ? -1 : Number(output >= 0.5);
}

/** The row's class, from a probability, a class index or a row of probabilities. */
function targetClass(outputs: Matrix, targets: Matrix, row: number): number {
  if (outputs.columns === 1) return Number(targets.data[row]! >= 0.5);
  if (targets.columns > 1) return largest(targets.data, row * targets.columns, targets.columns);
  const index = targets.data[row]!;
  if (!Number.isInteger(index) || index < 0 || index >= outputs.columns) {
    throw rangeError('INVALID_VALUE', `targets: row ${row} is ${index}, the classes are 0 to ${outputs.columns - 1}`);
  }
  return index;
}

/** Where the first of the largest of data[start … start + count) is, counted from start; −1 if one is NaN. */
function largest(data: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 0; i < count; i++) {
    const value = data[start + i]!;
    if (Number.isNaN(value)) return -1;
    if (value > data[start + best]!) best = i;
  }
  return best;
}

/** From the sum of the positive rows' ranks by output, equal outputs sharing their mean rank: (R − p(p + 1)/2) / (p·n). */
function areaOf({ data, rows, columns }: Matrix, column: number, isPositive: (row: number) => boolean): number {
  const scoreOf = (row: number): number => data[row * columns + column]!;
  const order = Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) =>
    scoreOf(a) < scoreOf(b) ? -1 : Number(scoreOf(a) > scoreOf(b)),
  );
  let [positives, ranks] = [0, 0];
  for (let first = 0, end = 0; first < rows; first = end) {
    const score = scoreOf(order[first]!);
    if (Number.isNaN(score)) return NaN;
    let tied = 0;
    for (end = first; end < rows && scoreOf(order[end]!) === score; end++) if (isPositive(order[end]!)) tied++;
    positives += tied;
    ranks += (tied * (first + 1 + end)) / 2;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (rows - positives));
}

function checkShapes(outputs: Matrix, targets: Matrix): void {
  if (targets.rows !== outputs.rows || (targets.columns !== 1 && targets.columns !== outputs.columns))
    throw wrongShape(outputs, targets);
}

function wrongShape(outputs: Matrix, targets: Matrix): Error {
  return rangeError(
    'INVALID_SHAPE',
    `outputs are ${outputs.rows} × ${outputs.columns}, targets ${targets.rows} × ${targets.columns}`,
  );
}
