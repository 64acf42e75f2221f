// The metrics: a table. A new measure is an entry of it.
import { accuracy, balancedAccuracy, cohenKappa, f1, mcc, precision, recall, topK } from './classes.ts';
import { brier, logLoss } from './probabilities.ts';
import { auc, averagePrecision } from './ranks.ts';
import type { MeasureEntry } from './shapes.ts';
import { explainedVariance, mae, mape, maxError, medianAbsoluteError, mse, r2, rmse } from './values.ts';

/** By name. */
export const metrics = {
  /**
   * The share of rows whose predicted class is the target's. A single output is the probability of class 1, predicted
   * from 0.5 on; of several the largest is predicted, the first of equal ones. A row with a NaN counts as wrong.
   */
  accuracy: ['max', accuracy],
  /** The share of rows whose class is among the k largest outputs; k is 5. */
  topK: ['max', topK, ['k']],
  /** Of the rows predicted to be of a class, the share that is: TP / (TP + FP). 0 if there are none. */
  precision: ['max', precision, ['average']],
  /** Of the rows of a class, the share that is predicted to be: TP / (TP + FN). 0 if there are none. */
  recall: ['max', recall, ['average']],
  /** The harmonic mean of both: 2 TP / (2 TP + FP + FN). */
  f1: ['max', f1, ['average']],
  /** The mean recall of the classes that occur in the targets. */
  balancedAccuracy: ['max', balancedAccuracy],
  /** Matthews' correlation of predicted and actual classes; 0 if either is constant. */
  mcc: ['max', mcc],
  /** (p₀ − pₑ) / (1 − pₑ): how far the accuracy is above that of chance. */
  cohenKappa: ['max', cohenKappa],
  /**
   * The area under the ROC curve: the probability that a row of class 1 is given a larger output than one of class 0,
   * equal outputs counting half. Of several outputs the mean over the classes, each against the rest ('ovr'), or over
   * the pairs of classes ('ovo'). NaN if an output is NaN, or if all rows or none are of some class.
   */
  auc: ['max', auc, ['multiClass']],
  /** The area under the precision-recall curve, Σ (Rₙ − Rₙ₋₁) Pₙ; of several outputs the mean over the classes. */
  averagePrecision: ['max', averagePrecision],
  /** The mean of −log of the probability of the row's class, at least 2⁻⁵². */
  logLoss: ['min', logLoss],
  /** The mean over the rows of Σ (p − y)² over the outputs. */
  brier: ['min', brier],
  /** The mean squared error. */
  mse: ['min', mse],
  /** Its square root. */
  rmse: ['min', rmse],
  /** The mean absolute error. */
  mae: ['min', mae],
  /** The median absolute error. */
  medianAbsoluteError: ['min', medianAbsoluteError],
  /** The mean of |y − ŷ| / |y|, a share. */
  mape: ['min', mape],
  /** The largest absolute error. */
  maxError: ['min', maxError],
  /**
   * The coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)². Targets that are all equal give 1 if predicted exactly,
   * else 0, as in scikit-learn. NaN if an output is NaN or there are fewer than two rows.
   */
  r2: ['max', r2],
  /** 1 − Var(y − ŷ) / Var(y): R² but for a constant error. */
  explainedVariance: ['max', explainedVariance],
} as const satisfies Readonly<Record<string, MeasureEntry>>;
