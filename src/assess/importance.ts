// Which columns a model needs.
import { type MatrixLike, type MetricOption, metric } from '../index.ts';
import { checkSeed } from '../data/split.ts';
import { positiveInteger } from '../validate.ts';
import { Random } from './random.ts';

/** What a column is worth to a model. */
export interface Importance {
  readonly column: string;
  /** How much worse the metric is without what the column says, in the metric's units; the mean of the repeats. */
  readonly mean: number;
  /** The standard deviation of the repeats, √(Σ(v − v̄)²/(r − 1)); 0 of a single one. */
  readonly deviation: number;
}

/** What `permutationImportance` needs. */
export interface ImportanceOptions<Row> {
  /** That the model was not trained on: on those it was it seems to need what it learnt by heart. */
  readonly rows: readonly Row[];
  readonly targets: MatrixLike;
  /** The columns to try; several at once are permuted together. */
  readonly columns: readonly { readonly name: string; readonly keys: readonly (string | number)[] }[];
  /** The outputs for rows, [rows × outputs]. */
  readonly predict: (rows: readonly Row[]) => MatrixLike;
  readonly metric: MetricOption;
  /** Whether less of the metric is better. */
  readonly lessIsBetter: boolean;
  /** Default 5. */
  readonly repeats?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * How much worse a metric gets when one column's values are dealt to other rows at random, which keeps the column's
 * distribution and breaks what it says of the target. In the order of the columns given, all with the same permutations. It is the model's need, not the
 * world's: of two columns that say the same either may seem to be worth nothing, for the other stands in.
 * Source: Breiman, "Random forests", 2001; Fisher, Rudin, Dominici, "All models are wrong, but many are useful", 2019.
 * @throws LayerwiseError INVALID_OPTION, and what `predict` and the metric throw
 */
export function permutationImportance<Row extends ArrayLike<unknown> | Readonly<Record<string, unknown>>>(
  options: ImportanceOptions<Row>,
): Importance[] {
  const { rows, targets, columns, predict, lessIsBetter, repeats = 5, seed = 0 } = options;
  positiveInteger('permutationImportance', 'repeats', repeats);
  checkSeed('permutationImportance', seed);
  const measure = metric(options.metric);
  const sign = lessIsBetter ? -1 : 1;
  const whole = measure(predict(rows), targets);
  return columns.map(({ name, keys }) => {
    const random = new Random(seed);
    const losses = Array.from({ length: repeats }, () => {
      const order = random.permutation(rows.length);
      const permuted = rows.map((row, i) => withValuesOf(row, rows[order[i]!]!, keys));
      return sign * (whole - measure(predict(permuted), targets));
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const squares = losses.reduce((sum, loss) => sum + (loss - mean) * (loss - mean), 0);
    return { column: name, mean, deviation: repeats === 1 ? 0 : Math.sqrt(squares / (repeats - 1)) };
  });
}

/** A copy of a row with another's values of some columns. */
function withValuesOf<Row extends ArrayLike<unknown> | Readonly<Record<string, unknown>>>(
  row: Row,
  other: Row,
  keys: readonly (string | number)[],
): Row {
  const isList = Array.isArray(row) || ArrayBuffer.isView(row);
  const copy = (isList ? Array.from(row as unknown as ArrayLike<unknown>) : { ...row }) as Record<string, unknown>;
  for (const key of keys) {
    // A key called __proto__ is a column like any other.
    const value = Object.hasOwn(other, key) ? (other as Record<string, unknown>)[key] : undefined;
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy as unknown as Row;
}
