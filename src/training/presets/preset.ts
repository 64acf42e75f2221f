// What a preset is.
import type { NetworkOptions } from '../../network/core.ts';
import type { MetricName } from '../metrics/metrics.ts';
import type { RunOptions, TrainerOptions } from '../options.ts';

/** The options of a network, of its trainer and of a fit; plain data, to be used as they are or changed. */
export interface Preset {
  readonly network: NetworkOptions<'float64'>;
  readonly trainer: TrainerOptions<MetricName>;
  readonly fit: RunOptions;
}
