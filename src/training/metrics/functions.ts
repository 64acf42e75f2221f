// The commonest measures under names of their own; `metric` gives any.
import type { MatrixLike } from '../../data/matrix.ts';
import { metric } from './metrics.ts';

/** The share of rows whose predicted class is the target's. */
export function accuracy(outputs: MatrixLike, targets: MatrixLike): number {
  return metric('accuracy')(outputs, targets);
}

/** The area under the ROC curve. */
export function auc(outputs: MatrixLike, targets: MatrixLike): number {
  return metric('auc')(outputs, targets);
}

/** The coefficient of determination. */
export function r2(outputs: MatrixLike, targets: MatrixLike): number {
  return metric('r2')(outputs, targets);
}
