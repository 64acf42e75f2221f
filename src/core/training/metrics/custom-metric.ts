// The core has no metrics of the user's own.
import type * as full from '../../../training/metrics/custom-metric.ts';
import { lacking } from '../../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const customMeasure: typeof full.customMeasure = () => {
  throw lacking('metrics of your own');
};

/** Those of the file. */
export const withCustomMetrics: typeof full.withCustomMetrics = (metrics = []) => metrics;
