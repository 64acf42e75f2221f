// Measures of predicted classes, from three counts a class.
import { Matrix, type MatrixLike, toMatrix } from '../../data/matrix.ts';
import { rangeError } from '../../errors.ts';
import { type MeasureOptions, type Streamed, checkShapes, predictedClass, targetClass } from './shapes.ts';

/** By class: the rows predicted rightly, those predicted to be of it, those that are of it. */
type Counts = readonly [right: Float64Array, predicted: Float64Array, actual: Float64Array];

/** The two classes of a single output, or a class an output. */
const classesOf = (columns: number): number => Math.max(2, columns);

const quotient = (a: number, b: number): number => (b === 0 ? 0 : a / b);

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

const dot = (a: Float64Array, b: Float64Array): number => sum(a.map((value, i) => value * b[i]!));

function counted(value: (counts: Counts, options: MeasureOptions) => number): Streamed {
  const parts = (sums: Float64Array): Counts => {
    const classes = sums.length / 3;
    return [sums.subarray(0, classes), sums.subarray(classes, 2 * classes), sums.subarray(2 * classes)];
  };
  return {
    size: (columns) => 3 * classesOf(columns),
    add(sums, outputs, targets) {
      checkShapes(outputs, targets, true);
      const [rights, predictions, actuals] = parts(sums);
      for (let row = 0; row < outputs.rows; row++) {
        const predicted = predictedClass(outputs, row);
        const actual = targetClass(outputs, targets, row);
        if (predicted === actual) rights[actual]!++;
        if (predicted >= 0) predictions[predicted]!++;
        actuals[actual]!++;
      }
    },
    value: (sums, options) => value(parts(sums), options),
  };
}

/** The ratio of class 1, of all classes' counts together, or its mean over the classes, each with a weight. */
function averaged(
  ratio: (right: number, predicted: number, actual: number) => number,
  weightOf?: (actual: number) => number,
): Streamed {
  return counted(([right, predicted, actual], options) => {
    const { average = weightOf === undefined && right.length === 2 ? 'binary' : 'macro' } = options;
    if (average === 'binary') return ratio(right[1]!, predicted[1]!, actual[1]!);
    if (average === 'micro') return ratio(sum(right), sum(predicted), sum(actual));
    const weights = actual.map((rows, i) =>
      average === 'weighted' ? rows : (weightOf?.(rows) ?? Number(rows + predicted[i]! > 0)),
    );
    const ratios = right.map((rows, i) => ratio(rows, predicted[i]!, actual[i]!));
    return quotient(dot(weights, ratios), sum(weights));
  });
}

/** From s²·(the accuracy, that of chance, 1, and the shares of the predicted and of the actual classes, squared). */
function agreement(of: (right: number, chance: number, all: number, pp: number, tt: number) => number): Streamed {
  return counted(([right, predicted, actual]) => {
    const rows = sum(actual);
    return of(sum(right) * rows, dot(predicted, actual), rows * rows, dot(predicted, predicted), dot(actual, actual));
  });
}

export const accuracy = /* @__PURE__ */ counted(([right, , actual]) => sum(right) / sum(actual));
export const precision = /* @__PURE__ */ averaged((right, predicted) => quotient(right, predicted));
export const recall = /* @__PURE__ */ averaged((right, _, actual) => quotient(right, actual));
export const f1 = /* @__PURE__ */ averaged((right, predicted, actual) => quotient(2 * right, predicted + actual));
export const balancedAccuracy = /* @__PURE__ */ averaged(
  (right, _, actual) => quotient(right, actual),
  (actual) => Number(actual > 0),
);
export const mcc = /* @__PURE__ */ agreement((right, chance, all, pp, tt) =>
  quotient(right - chance, Math.sqrt((all - pp) * (all - tt))),
);
export const cohenKappa = /* @__PURE__ */ agreement((right, chance, all) => quotient(right - chance, all - chance));

/** The rows whose class is among the k largest outputs, and all rows. */
export const topK: Streamed = {
  size: () => 2,
  add(sums, outputs, targets, { k }) {
    checkShapes(outputs, targets, true);
    for (let row = 0; row < outputs.rows; row++) {
      const actual = targetClass(outputs, targets, row);
      const predicted = predictedClass(outputs, row);
      const values = outputs.row(row);
      // A single output is the probability of one class of two.
      let before = Number(values.length === 1 && predicted !== actual);
      values.forEach((value, i) => {
        if (value > values[actual]! || (value === values[actual] && i < actual)) before++;
      });
      if (predicted >= 0 && before < k) sums[0]!++;
      sums[1]!++;
    }
  },
  value: ([hits, rows]) => hits! / rows!,
};

/**
 * How many rows of each class were predicted as each: [classes × classes], rows the targets' classes, columns the
 * predicted ones as in `accuracy`. A single output has the classes 0 and 1.
 * @throws LayerwiseError NON_FINITE for a row with a NaN, which is of no class
 */
export function confusionMatrix(predictions: MatrixLike, actual: MatrixLike): Matrix<'float64'> {
  const outputs = toMatrix(predictions, { name: 'outputs', finite: false });
  const targets = toMatrix(actual, { name: 'targets' });
  checkShapes(outputs, targets, true);
  const classes = classesOf(outputs.columns);
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < outputs.rows; row++) {
    const predicted = predictedClass(outputs, row);
    if (predicted < 0) throw rangeError('NON_FINITE', `outputs: row ${row} has a NaN`);
    counts[targetClass(outputs, targets, row) * classes + predicted]!++;
  }
  return new Matrix<'float64'>(counts, classes, classes);
}
