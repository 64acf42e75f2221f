// Whether predicted probabilities are what they say, and the one number that makes them so.
import { type MatrixLike, Matrix } from '../index.ts';
import { toMatrix } from '../data/matrix.ts';
import { rangeError } from '../errors.ts';
import { exp, log } from '../exact.ts';
import { knownName, positiveInteger } from '../validate.ts';
import { classOf } from './classes.ts';
import { wilson } from './proportions.ts';
import { quantile } from './quantiles.ts';

/** The rows whose probability is within a bin. */
export interface ReliabilityBin {
  /** The bin's ends; a probability equal to `to` is in the next bin, but for the last. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** The mean of the probabilities. */
  readonly predicted: number;
  /** The share of the rows for which what was predicted came true. */
  readonly actual: number;
  /** The 95 % Wilson interval of `actual`. */
  readonly low: number;
  readonly high: number;
}

/** The reliability curve. */
export interface Reliability {
  /** Those that have rows, in order. */
  readonly bins: readonly ReliabilityBin[];
  /** The expected calibration error: Σ over the bins of rows/n · |actual − predicted|. */
  readonly expectedError: number;
  /** The largest |actual − predicted|. */
  readonly maximumError: number;
}

/** How rows are put into bins. */
export interface ReliabilityOptions {
  /** Default 10. */
  readonly bins?: number;
  /** 'width': of equal width, the default; 'mass': of equally many rows. */
  readonly by?: 'width' | 'mass';
}

/**
 * How often what is predicted with a probability comes true. Of a single output it is the probability of class 1; of
 * several the largest, and what may come true is that the row is of its class. The expected calibration error depends on
 * the bins, and is above 0 for a calibrated model too, since rows are few.
 * Source: Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", 2017; bins as scikit-learn's
 * `calibration_curve`, 'uniform' and 'quantile'.
 * @param outputs probabilities, [rows × outputs]
 * @param targets class indices or one-hot rows
 * @throws LayerwiseError INVALID_OPTION, INVALID_SHAPE, INVALID_VALUE for what is no probability or class
 */
export function reliability(outputs: MatrixLike, targets: MatrixLike, options: ReliabilityOptions = {}): Reliability {
  const { bins: count = 10, by = 'width' } = options;
  positiveInteger('reliability', 'bins', count);
  knownName('reliability', 'by', by, ['width', 'mass']);
  const { probabilities, comeTrue } = confidences(outputs, targets);
  const sorted = Float64Array.from(probabilities).sort();
  const edges = Array.from({ length: count + 1 }, (_, i) => (by === 'width' ? i / count : quantile(sorted, i / count)));
  const sums = edges.slice(1).map(() => ({ rows: 0, predicted: 0, actual: 0 }));
  probabilities.forEach((probability, row) => {
    let bin = 0;
    while (bin < count - 1 && edges[bin + 1]! <= probability) bin++;
    sums[bin]!.rows++;
    sums[bin]!.predicted += probability;
    sums[bin]!.actual += comeTrue[row]!;
  });
  const bins = sums.flatMap(({ rows, predicted, actual }, i): ReliabilityBin[] => {
    if (rows === 0) return [];
    const [low, high] = wilson(actual, rows);
    const means = { predicted: predicted / rows, actual: actual / rows };
    return [{ from: edges[i]!, to: edges[i + 1]!, rows, ...means, low, high }];
  });
  const errors = bins.map(({ predicted, actual }) => Math.abs(actual - predicted));
  return {
    bins,
    expectedError: bins.reduce((sum, { rows }, i) => sum + rows * errors[i]!, 0) / probabilities.length,
    maximumError: Math.max(...errors),
  };
}

/** By row the probability of what is predicted, and 1 if it came true, else 0. */
function confidences(given: MatrixLike, targets: MatrixLike): { probabilities: Float64Array; comeTrue: Float64Array } {
  const { outputs, classes } = classified('reliability', given, targets);
  const probabilities = new Float64Array(outputs.rows);
  const comeTrue = new Float64Array(outputs.rows);
  for (let row = 0; row < outputs.rows; row++) {
    const values = outputs.row(row);
    const largest = values.length === 1 ? values[0]! : Math.max(...values);
    probabilities[row] = largest;
    comeTrue[row] = Number(classes[row] === (values.length === 1 ? 1 : values.indexOf(largest)));
  }
  return { probabilities, comeTrue };
}

/** Probabilities are kept so far from 0 and 1: 2⁻⁵². */
const LEAST = 2.220446049250313e-16;

/** What the temperature is kept within. */
const COLDEST = 0.05;

/**
 * The temperature T for which softmax(log p / T) has the least log loss on the rows, from 0.05 to 20: above 1 the
 * probabilities were too sure of themselves, below 1 not sure enough. Found by Newton's method in 1/T, in which the loss
 * is convex. Of n rows the class of each counts (n + 1)/(n + 2) and the others share the rest (Platt 1999), so that a few
 * rows that are all predicted rightly do not make a model certain. The rows must not be those that it was trained on.
 * Source: Guo, Pleiss, Sun, Weinberger 2017; Platt, "Probabilistic outputs for support vector machines", 1999.
 * @param outputs probabilities, [rows × classes], or of class 1 alone
 * @param targets class indices or one-hot rows
 * @throws LayerwiseError INVALID_SHAPE, INVALID_VALUE for what is no probability or class
 */
export function temperatureOf(outputs: MatrixLike, targets: MatrixLike): number {
  const { outputs: given, classes } = classified('temperatureOf', outputs, targets);
  const logits = logitsOf(given);
  let [low, high] = [COLDEST, 1 / COLDEST];
  let inverse = 1;
  for (let i = 0; i < 100; i++) {
    const [slope, curvature] = derivatives(logits, classes, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - inverse) <= 1e-14 * inverse) break;
    inverse = next;
  }
  return 1 / inverse;
}

/**
 * The probabilities softmax(log p / T) as a new matrix. The order of the classes stays.
 * @throws LayerwiseError INVALID_SHAPE, INVALID_VALUE for what is no probability
 */
export function withTemperature(outputs: MatrixLike, temperature: number): Matrix<'float64'> {
  const given = probabilityRows('withTemperature', outputs);
  const logits = logitsOf(given);
  const scaled = new Float64Array(given.data.length);
  for (let row = 0; row < given.rows; row++) {
    const shares = softmax(logits.row(row), 1 / temperature);
    scaled.set(given.columns === 1 ? shares.subarray(1) : shares, row * given.columns);
  }
  return new Matrix<'float64'>(scaled, given.rows, given.columns);
}

/** The logs of the probabilities of all classes, two for a single output. */
function logitsOf({ data, rows, columns }: Matrix): Matrix {
  const clamped = (p: number): number => log(Math.min(Math.max(p, LEAST), 1 - LEAST));
  const logits =
    columns > 1
      ? Float64Array.from(data, clamped)
      : Float64Array.from({ length: 2 * rows }, (_, i) => clamped(i % 2 === 1 ? data[i >> 1]! : 1 - data[i >> 1]!));
  return new Matrix(logits, rows, Math.max(columns, 2));
}

/** softmax(z·inverse), of which the largest is never 0 / 0. */
function softmax(logits: ArrayLike<number>, inverse: number): Float64Array {
  const values = Float64Array.from(logits);
  const largest = Math.max(...values);
  const powers = values.map((z) => exp((z - largest) * inverse));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Of the mean log loss by 1/T: the mean of E[z] less that of the targets, and of the variance of z. */
function derivatives(logits: Matrix, classes: ArrayLike<number>, inverse: number): [slope: number, curvature: number] {
  let [slope, curvature] = [0, 0];
  const rest = 1 / (logits.rows + 2) / (logits.columns - 1);
  for (let row = 0; row < logits.rows; row++) {
    const z = logits.row(row);
    const shares = softmax(z, inverse);
    const mean = shares.reduce((sum, share, i) => sum + share * z[i]!, 0);
    const own = z[classes[row]!]!;
    const target = Array.from(z).reduce((sum, each) => sum + rest * each, (1 - rest * logits.columns) * own);
    slope += mean - target;
    curvature += shares.reduce((sum, share, i) => sum + share * (z[i]! - mean) * (z[i]! - mean), 0);
  }
  return [slope / logits.rows, curvature / logits.rows];
}

/** The probabilities, checked, and the class of each row. */
function classified(place: string, given: MatrixLike, targets: MatrixLike) {
  const outputs = probabilityRows(place, given);
  return { outputs, classes: classOf(place, outputs, targets) };
}

function probabilityRows(place: string, given: MatrixLike): Matrix {
  const outputs = toMatrix(given, { name: `${place}: outputs` });
  const wrong = outputs.data.findIndex((p) => p < 0 || p > 1 + 1e-6);
  if (wrong < 0) return outputs;
  const row = Math.floor(wrong / outputs.columns);
  const what = `${place}: outputs: row ${row}, column ${wrong % outputs.columns} is ${outputs.data[wrong]}`;
  throw rangeError('INVALID_VALUE', `${what}, not a probability`);
}
