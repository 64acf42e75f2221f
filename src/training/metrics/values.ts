// Measures of predicted values, from running sums a column. Of several outputs each is the mean over the outputs.
import { type Streamed, type Whole, checkShapes } from './shapes.ts';

/** The running sums of one column, with e = y − ŷ: rows, Σe², Σ|e|, Σ|e / y|, max |e|, Σ(y − ȳ)², Σ(e − ē)², ȳ, ē. */
type Sums = readonly [
  rows: number,
  squares: number,
  absolute: number,
  relative: number,
  largest: number,
  spread: number,
  errorSpread: number,
  mean: number,
  meanError: number,
];

/** How many they are. */
const SUMS = 9;

/** What stands for a target of 0 in a quotient: 2⁻⁵², as in scikit-learn. */
const LEAST = 2.220446049250313e-16;

function measured(of: (sums: Sums) => number): Streamed {
  return {
    size: (columns) => SUMS * columns,
    add(state, outputs, targets) {
      checkShapes(outputs, targets, false);
      outputs.data.forEach((output, i) => {
        const column = i % outputs.columns;
        addTo(state.subarray(column * SUMS), targets.data[i]!, targets.data[i]! - output);
      });
    },
    value: (state) => {
      const columns = state.length / SUMS;
      let sum = 0;
      for (let i = 0; i < columns; i++) sum += of(state.subarray(i * SUMS) as unknown as Sums);
      return sum / columns;
    },
  };
}

/** Means and squared distances are Welford's, exact for what is constant. */
function addTo(state: Float64Array, y: number, error: number): void {
  const [rows, squares, absolute, relative, largest, spread, errorSpread, mean, meanError] = state as unknown as Sums;
  const size = Math.abs(error);
  const [distance, errorDistance] = [y - mean, error - meanError];
  const [newMean, newMeanError] = [mean + distance / (rows + 1), meanError + errorDistance / (rows + 1)];
  state.set([
    rows + 1,
    squares + error * error,
    absolute + size,
    relative + size / Math.max(Math.abs(y), LEAST),
    Math.max(largest, size),
    spread + distance * (y - newMean),
    errorSpread + errorDistance * (error - newMeanError),
    newMean,
    newMeanError,
  ]);
}

/** 1 − residual / spread; of targets that are all equal 1 if predicted exactly, else 0. NaN with fewer than two rows. */
function explained(rows: number, residual: number, spread: number): number {
  if (rows < 2 || Number.isNaN(residual)) return NaN;
  return spread === 0 ? Number(residual === 0) : 1 - residual / spread;
}

export const mse = /* @__PURE__ */ measured(([rows, squares]) => squares / rows);
export const rmse = /* @__PURE__ */ measured(([rows, squares]) => Math.sqrt(squares / rows));
export const mae = /* @__PURE__ */ measured(([rows, , absolute]) => absolute / rows);
export const mape = /* @__PURE__ */ measured(([rows, , , relative]) => relative / rows);
export const maxError = /* @__PURE__ */ measured(([, , , , largest]) => largest);
export const explainedVariance = /* @__PURE__ */ measured(([rows, , , , , spread, errorSpread]) =>
  explained(rows, errorSpread, spread),
);

/** R² of all rows in two passes, the mean first. */
export const r2OfAll: Whole = {
  compute(outputs, targets) {
    checkShapes(outputs, targets, false);
    const { rows, columns } = outputs;
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
      sum += explained(rows, residual, constant ? 0 : spread);
    }
    return sum / columns;
  },
};

export const r2: Streamed & Whole = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ measured(([rows, squares, , , , spread]) => explained(rows, squares, spread)),
  r2OfAll,
);

export const medianAbsoluteError: Whole = {
  compute(outputs, targets) {
    checkShapes(outputs, targets, false);
    const { rows, columns } = outputs;
    const errors = Float64Array.from(targets.data, (y, i) => Math.abs(y - outputs.data[i]!));
    let sum = 0;
    for (let column = 0; column < columns; column++) {
      // Typed arrays are sorted by value, NaN last.
      const sorted = errors.filter((_, i) => i % columns === column).sort();
      sum += Number.isNaN(sorted[rows - 1]) ? NaN : (sorted[(rows - 1) >> 1]! + sorted[rows >> 1]!) / 2;
    }
    return sum / columns;
  },
};
