// What a run reports: a number a name and epoch.
import type { MetricKey, MetricOption } from './metrics/metrics.ts';

/** The metrics' names, and with validation data the same after `val`. */
type Keys<N extends string> = N | `val${Capitalize<N>}`;

/** The course of a run, one entry an epoch. */
export type History<M extends MetricOption = MetricOption> = {
  /** The epochs made. */
  epochs: number;
  /** The mean over the epoch's rows of the loss before each step, penalties included. */
  readonly loss: number[];
  /** The loss on the validation data after the epoch. Empty without validation data. */
  readonly valLoss: number[];
  /** The learning rate of the epoch's last step, as the schedule made it. */
  readonly learningRate: number[];
  /** Whether early stopping or a callback ended the run. */
  stopped: boolean;
  /** The epoch, from 0, whose weights early stopping found best; −1 without early stopping. */
  bestEpoch: number;
} & { readonly [K in Keys<MetricKey<M>>]: number[] };

/** `valAccuracy` for `accuracy`. */
export function validationName(metric: string): string {
  return `val${metric[0]!.toUpperCase()}${metric.slice(1)}`;
}
