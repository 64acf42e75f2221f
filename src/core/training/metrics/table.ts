// The metrics of the core.
import { accuracy } from '../../../training/metrics/classes.ts';
import { auc } from '../../../training/metrics/ranks.ts';
import type { MeasureEntry } from '../../../training/metrics/shapes.ts';
import { r2OfAll as r2 } from '../../../training/metrics/values.ts';

/** By name. */
export const metrics = {
  /** The share of rows whose predicted class is the target's. */
  accuracy: ['max', accuracy],
  /** The area under the ROC curve. */
  auc: ['max', auc, ['multiClass']],
  /** The coefficient of determination. */
  r2: ['max', r2],
} as const satisfies Readonly<Record<string, MeasureEntry>>;
