// Trains on all parts of the data but one, evaluates on that one, for each part in turn.
import { kFold, stratifiedKFold } from '../data/folds.ts';
import { type LabelledRows, labelledRows, rowsAt } from '../data/split.ts';
import type { DType } from '../dtype.ts';
import { rangeError, typeError } from '../errors.ts';
import type { MetricOption } from './metrics/metrics.ts';
import type { FitOptions, TrainingData } from './options.ts';
import { type Evaluation, Trainer } from './trainer.ts';
import { aFunction, anObject, shown } from '../validate.ts';

/** What is cross-validated and how; the rest are the options of `fit`. */
export interface CrossValidationOptions<D extends DType, M extends MetricOption> extends Omit<
  FitOptions,
  'validationData' | 'resume' | 'card'
> {
  /**
   * A new trainer with a new network for each fold.
   * @param train the rows that it will be trained on: a scaler must know no others
   */
  make(train: LabelledRows, fold: number): Trainer<D, M>;
  readonly data: TrainingData;
  /** Default 5. */
  readonly folds?: number;
  /** Whether each class is in every fold as often as in any other; default false. */
  readonly stratify?: boolean;
  /** Of the division into folds; default 0. */
  readonly seed?: number;
}

/** The loss and the metrics on the rows held out. */
export interface CrossValidation<M extends MetricOption = MetricOption> {
  /** By fold. */
  readonly folds: readonly Evaluation<M>[];
  readonly mean: Evaluation<M>;
  /** The folds' standard deviation, √(Σ (v − v̄)² / (k − 1)). */
  readonly deviation: Evaluation<M>;
}

/**
 * k-fold cross-validation: each row is held out once.
 * @throws (rejects with) LayerwiseError as `kFold` and `fit`; INVALID_STATE if `make` returns a trainer that has made
 * steps
 *
 * @example
 * const { mean, deviation } = await crossValidate({ make: () => new Trainer(…), data: { x, y }, epochs: 50 });
 */
export async function crossValidate<D extends DType, const M extends MetricOption>(
  options: CrossValidationOptions<D, M>,
): Promise<CrossValidation<M>> {
  const place = 'crossValidate';
  anObject(place, options);
  const { make, data, folds: count = 5, stratify = false, seed = 0, ...fit } = options;
  aFunction(place, 'make', make);
  const rows = labelledRows(place, data);
  const division = { folds: count, seed };
  const folds: Evaluation<M>[] = [];
  for (const { train, test } of stratify ? stratifiedKFold(rows.y, division) : kFold(rows.x.rows, division)) {
    const part = rowsAt(rows, train);
    const trainer = make(part, folds.length);
    if (!(trainer instanceof Trainer))
      throw typeError('INVALID_OPTION', `${place}: "make" must return a Trainer, got ${shown(trainer)}`);
    if (trainer.steps > 0) throw rangeError('INVALID_STATE', `${place}: "make" must return a new trainer`);
    await trainer.fit(part, fit);
    folds.push(trainer.evaluate(rowsAt(rows, test)));
  }
  const over = (measure: (values: readonly number[]) => number): Evaluation<M> => {
    const names = Object.keys(folds[0]!) as (keyof Evaluation<M>)[];
    return Object.fromEntries(
      names.map((name) => [name, measure(folds.map((fold) => fold[name] as number))]),
    ) as Evaluation<M>;
  };
  return { folds, mean: over(meanOf), deviation: over(deviationOf) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1));
}
