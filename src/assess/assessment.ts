// All that can be said of a model from what it predicted for rows held out.
import { type Matrix, confusionMatrix, metric } from '../index.ts';
import { type Reliability, reliability } from './calibration.ts';
import { classOf } from './classes.ts';
import { type Conformal, type Coverage, conformalClasses, conformalNumbers, crossCoverage } from './conformal.ts';
import { type Histogram, type ResidualSummary, curvePoints, histogram, residualSummary } from './curves.ts';
import type { Importance } from './importance.ts';
import { Random } from './random.ts';

/** One class against the others. */
export interface ClassCurve {
  /** Its index. */
  readonly index: number;
  /** The share of the rows that are of it: the precision of guessing. */
  readonly share: number;
  readonly auc: number;
  readonly averagePrecision: number;
  /** From the highest threshold down: the rates of false and of true positives, and the precision. */
  readonly points: readonly (readonly [falsePositiveRate: number, truePositiveRate: number, precision: number])[];
}

/** What is said of a model of classes. */
export interface ClassAssessment {
  /** [classes × classes], rows the actual ones; left out of more than 20 classes. */
  readonly confusion?: readonly (readonly number[])[];
  /** Of class 1, or of each of several classes that occurs; none of more than 20 classes. */
  readonly curves: readonly ClassCurve[];
  readonly reliability: Reliability;
}

/** What is said of a model of numbers. */
export interface NumberAssessment {
  readonly residuals: ResidualSummary;
  readonly histogram: Histogram;
  /** What was predicted and what was true, of at most 1000 rows. */
  readonly points: readonly (readonly [predicted: number, actual: number])[];
}

/** What is said of a model; JSON. */
export interface Assessment {
  readonly classes?: ClassAssessment;
  readonly numbers?: NumberAssessment;
  readonly conformal: Conformal;
  /** At 0.8, 0.9 and 0.95; those for which there are too few rows are left out. */
  readonly coverage: readonly Coverage[];
  /** Left out where it would take longer than a part of the training did. */
  readonly importance?: readonly Importance[];
}

const MOST_CLASSES = 20;
const MOST_POINTS = 200;
const MOST_ROWS = 1000;
const COVERAGES = [0.8, 0.9, 0.95];

/**
 * The assessment of a model, but for what needs the model itself.
 * @param outputs what it predicted for rows held out: a column of probabilities a class, or one of numbers
 * @param targets class indices or numbers, [rows × 1]
 */
export function assess(task: Conformal['task'], outputs: Matrix, targets: Matrix, seed: number): Assessment {
  const parts = Math.min(10, outputs.rows);
  const coverage =
    parts < 2 ? [] : COVERAGES.map((wanted) => crossCoverage(task, outputs, targets, wanted, { parts, seed }));
  const rows = coverage.filter(({ wanted }) => isWithin(wanted, outputs.rows, parts));
  return task === 'classes'
    ? { classes: classesOf(outputs, targets), conformal: conformalClasses(outputs, targets), coverage: rows }
    : { numbers: numbersOf(outputs, targets, seed), conformal: conformalNumbers(outputs, targets), coverage: rows };
}

/** Whether the rows of all parts but one are enough for a coverage. */
function isWithin(coverage: number, rows: number, parts: number): boolean {
  const others = rows - Math.ceil(rows / parts);
  return Math.ceil((others + 1) * coverage) <= others;
}

function classesOf(outputs: Matrix, targets: Matrix): ClassAssessment {
  const { columns } = outputs;
  // Of two classes the curve of one is that of the other, seen from the other side.
  const binary = columns > 2 ? undefined : column(outputs, columns - 1);
  const calibration = reliability(binary ?? outputs, targets);
  if (columns > MOST_CLASSES) return { curves: [], reliability: calibration };
  const classes = classOf('assess', outputs, targets);
  const indices = binary === undefined ? Array.from({ length: columns }, (_, index) => index) : [1];
  return {
    confusion: confusionMatrix(outputs, targets).toArray(),
    curves: indices.flatMap((index) => curveOf(index, binary ?? column(outputs, index), classes)),
    reliability: calibration,
  };
}

/** None of a class that no row is of, or every. */
function curveOf(index: number, scores: Float64Array, classes: Uint32Array): ClassCurve[] {
  const positive = Array.from(classes, (each) => each === index);
  const count = positive.filter(Boolean).length;
  if (count === 0 || count === positive.length) return [];
  const labels = positive.map(Number);
  const points = curvePoints(scores, positive).map(
    (point) => [point.falsePositiveRate, point.truePositiveRate, point.precision] as const,
  );
  return [
    {
      index,
      share: count / positive.length,
      auc: metric('auc')(scores, labels),
      averagePrecision: metric('averagePrecision')(scores, labels),
      points: spread(points, MOST_POINTS),
    },
  ];
}

function numbersOf(outputs: Matrix, targets: Matrix, seed: number): NumberAssessment {
  const errors = Float64Array.from(targets.data, (y, row) => y - outputs.data[row]!);
  const order = new Random(seed).permutation(outputs.rows).subarray(0, MOST_ROWS);
  return {
    residuals: residualSummary(outputs, targets),
    histogram: histogram(errors, Math.min(30, Math.max(5, Math.ceil(Math.sqrt(outputs.rows))))),
    points: Array.from(order, (row) => [outputs.data[row]!, targets.data[row]!] as const),
  };
}

function column({ data, rows, columns }: Matrix, at: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + at]!);
}

/** At most so many of the points, evenly spread, the first and the last among them. */
function spread<P>(points: readonly P[], most: number): readonly P[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]!);
}
