// Metrics of rows drawn with replacement, without a copy of the rows where sums over them are enough.
import { type Matrix, type MatrixLike, selectRows } from '../index.ts';

/** A number that follows from the rows drawn, by index. */
export type Statistics = (drawn: Uint32Array) => number;

/** Metrics that are the mean of those of the rows by themselves, and what is done to that mean. */
const means: Readonly<Record<string, (mean: number) => number>> = {
  logLoss: (mean) => mean,
  brier: (mean) => mean,
  mse: (mean) => mean,
  mae: (mean) => mean,
  mape: (mean) => mean,
  rmse: Math.sqrt,
};

/** The metric of any rows drawn. */
export function statisticsOf(
  name: string | undefined,
  measure: (outputs: MatrixLike, targets: MatrixLike) => number,
  outputs: Matrix,
  targets: Matrix,
): Statistics {
  const finish = name === undefined ? undefined : Object.hasOwn(means, name) ? means[name] : undefined;
  if (finish !== undefined && (name !== 'rmse' || outputs.columns === 1)) {
    const mean = meanOf(
      Float64Array.from({ length: outputs.rows }, (_, row) => {
        const value = measure([outputs.row(row)], [targets.row(row)]);
        return name === 'rmse' ? value * value : value;
      }),
    );
    return (drawn) => finish(mean(drawn));
  }
  if (name === 'r2' && outputs.columns === 1) return determination(outputs.data, targets.data);
  return (drawn) => measure(selectRows(outputs, drawn), selectRows(targets, drawn));
}

const meanOf =
  (values: Float64Array): Statistics =>
  (drawn) => {
    let sum = 0;
    for (let i = 0; i < drawn.length; i++) sum += values[drawn[i]!]!;
    return sum / drawn.length;
  };

/** 1 − Σe² / (Σc² − (Σc)²/n) with c the targets less their mean on all rows. */
function determination(outputs: ArrayLike<number>, targets: ArrayLike<number>): Statistics {
  const all = Float64Array.from(targets);
  const mean = all.reduce((sum, y) => sum + y, 0) / all.length;
  const centred = all.map((y) => y - mean);
  const errors = meanOf(all.map((y, row) => (y - outputs[row]!) * (y - outputs[row]!)));
  const squares = meanOf(centred.map((y) => y * y));
  const first = meanOf(centred);
  return (drawn) => {
    const spread = squares(drawn) - first(drawn) * first(drawn);
    return spread > 0 ? 1 - errors(drawn) / spread : NaN;
  };
}
