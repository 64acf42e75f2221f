// Lowers the learning rate when what it monitors no longer improves.
import { maximum, multiply } from '../../program/expression.ts';
import { fraction, integer, knownName, named, notNegative, optional, text } from '../../validate.ts';
import { modeOf } from '../early-stopping.ts';
import type { Mode } from '../metrics/shapes.ts';
import { type CommonScheduleOptions, type Schedule, buildSchedule, checks } from './schedule.ts';
import type { ScheduleConfig } from './schedules.ts';

/** The options of `reduceOnPlateau`; defaults are PyTorch's. */
export interface PlateauOptions {
  /** A name in the history; default 'valLoss' with validation data, else 'loss'. */
  readonly monitor?: string;
  /** Whether less or more is better; default what the metric says of itself. */
  readonly mode?: Mode;
  /** What the rate is multiplied by; default 0.1. */
  readonly factor?: number;
  /** Epochs without improvement that are let pass; default 10. */
  readonly patience?: number;
  /** The relative change that counts as an improvement; default 0.0001. */
  readonly threshold?: number;
  /** Epochs after a reduction in which none are counted; default 0. */
  readonly cooldown?: number;
  /** Default 0. */
  readonly minLearningRate?: number;
}

/** α·factorⁿ after n times more than `patience` epochs in a row without improvement; PyTorch's ReduceLROnPlateau. */
export function reduceOnPlateau(options: PlateauOptions = {}): ScheduleConfig {
  return named('reduceOnPlateau', options);
}

const count = (place: string, option: string, value: unknown): number =>
  integer(place, option, value, 0, 'an integer from 0 on');

/** Checks and builds. */
export const buildReduceOnPlateau = (
  given: PlateauOptions & CommonScheduleOptions & { readonly name: string },
): Schedule =>
  buildSchedule<PlateauOptions & CommonScheduleOptions>(
    given,
    {
      monitor: [undefined, optional(text)],
      mode: [undefined, optional((place, option, value) => knownName(place, `"${option}"`, value, ['min', 'max']))],
      factor: [0.1, fraction],
      patience: [10, count],
      threshold: [1e-4, notNegative],
      cooldown: [0, count],
      minLearningRate: checks.minLearningRate,
    },
    ({ monitor, mode, factor, patience, threshold, cooldown, minLearningRate }) => ({
      // The factor so far, the best value with the sign that makes less better, the epochs since, those left to cool down.
      scalars: [1, Infinity, 0, 0],
      rate: (base, _, [reduced]) => maximum(multiply(base, reduced!), minLearningRate),
      watch(modes) {
        const name = (monitor as string | undefined) ?? (modes.has('valLoss') ? 'valLoss' : 'loss');
        const own = modeOf('schedule reduceOnPlateau', name, modes);
        const sign = ((mode as Mode | undefined) ?? own) === 'min' ? 1 : -1;
        return (scalars, values) => {
          let [reduced, best, bad, cooling] = scalars as unknown as [number, number, number, number];
          const value = sign * values[name]!;
          bad++;
          if (value < best * (1 - sign * threshold)) [best, bad] = [value, 0];
          if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
          if (bad > patience) [reduced, cooling, bad] = [reduced * factor, cooldown, 0];
          scalars.set([reduced, best, bad, cooling]);
        };
      },
    }),
  );
