// Schedules that also go up: warm-up, restarts, cycles.
import {
  type Expression,
  abs,
  add,
  divide,
  floor,
  log,
  maximum,
  minimum,
  multiply,
  power,
  select,
  subtract,
} from '../../program/expression.ts';
import { rangeError } from '../../errors.ts';
import { boolean, knownName, named, optional, positive, positiveInteger, within } from '../../validate.ts';
import { between, halfCosine } from './decays.ts';
import { type CommonScheduleOptions, type Schedule, buildSchedule, checks } from './schedule.ts';
import type { ScheduleConfig } from './schedules.ts';

type Named<O> = O & { readonly name: string };

/** The options of `warmup`. */
export interface WarmupOptions extends CommonScheduleOptions {
  readonly steps: number;
  /** The factor of the first update; without it α·(t+1)/steps, which reaches α in the last of the steps. */
  readonly startFactor?: number;
}

/** α·(t+1)/steps, or from a factor on, as PyTorch's LinearLR, α·(factor + (1 − factor)·t/steps); then α. */
export function warmup(options: WarmupOptions): ScheduleConfig {
  return named('warmup', options);
}

/** Checks and builds. */
export const buildWarmup = (given: Named<WarmupOptions>): Schedule =>
  buildSchedule<WarmupOptions>(
    given,
    {
      steps: checks.steps,
      startFactor: [undefined, optional((place, option, value) => within(place, option, value, 0, 1))],
    },
    ({ steps, startFactor }) => ({
      steps,
      rate(base, t) {
        const share = (made: Expression): Expression => divide(minimum(made, steps), steps);
        // Without a default, it may be undefined.
        const given = startFactor as number | undefined;
        return multiply(base, given === undefined ? share(add(t, 1)) : between(given, 1, share(t)));
      },
    }),
  );

/** The options of `cosineLog`. */
export interface CosineLogOptions extends CommonScheduleOptions {
  readonly steps: number;
  /** How many times the rate rises and falls; default 4. */
  readonly cycles?: number;
}

/**
 * α·½(1 − cos(2π·log₂(1 + (2^cycles − 1)·t/steps))): from 0 up and down again, each time for twice as long; coslog4 of
 * RealMLP (Holzmüller et al. 2024).
 */
export function cosineLog(options: CosineLogOptions): ScheduleConfig {
  return named('cosineLog', options);
}

/** Checks and builds. */
export const buildCosineLog = (given: Named<CosineLogOptions>): Schedule =>
  buildSchedule<CosineLogOptions>(
    given,
    { steps: checks.steps, cycles: [4, positiveInteger] },
    ({ steps, cycles }) => ({
      steps,
      rate(base, t) {
        const growth = Array.from({ length: cycles }).reduce<number>((sum) => 2 * sum + 1, 0);
        const grown = add(multiply(divide(minimum(t, steps), steps), growth), 1);
        return multiply(base, subtract(1, halfCosine(multiply(log(grown), 2 * Math.LOG2E))));
      },
    }),
  );

/** The options of `cosineRestarts`. */
export interface CosineRestartsOptions extends CommonScheduleOptions {
  /** The length of the first cycle. */
  readonly firstDecaySteps: number;
  /** How many times longer each cycle is than the one before, an integer; default 1. */
  readonly tMul?: number;
  /** The rate at the end of a cycle; default 0. */
  readonly minLearningRate?: number;
}

/** Cosine decay, again and again (SGDR, Loshchilov & Hutter 2017); PyTorch's CosineAnnealingWarmRestarts. */
export function cosineRestarts(options: CosineRestartsOptions): ScheduleConfig {
  return named('cosineRestarts', options);
}

/** Checks and builds. */
export const buildCosineRestarts = (given: Named<CosineRestartsOptions>): Schedule =>
  buildSchedule<CosineRestartsOptions>(
    given,
    {
      firstDecaySteps: [undefined, positiveInteger],
      tMul: [1, positiveInteger],
      minLearningRate: checks.minLearningRate,
    },
    ({ firstDecaySteps: first, tMul, minLearningRate }) => ({
      rate: (base, t) => between(minLearningRate, base, halfCosine(shareOfCycle(divide(t, first), tMul))),
    }),
  );

/** Where in its cycle a time is, from 0 to 1; time in lengths of the first cycle. */
function shareOfCycle(time: Expression, factor: number): Expression {
  if (factor === 1) return subtract(time, floor(time));
  // Cycle n begins at (factorⁿ − 1)/(factor − 1). What is added is more than logarithms err by, and less than a step.
  const cycles = divide(log(add(multiply(time, factor - 1), 1)), log(factor));
  const length = floor(add(power(factor, floor(add(cycles, 1e-11))), 0.5));
  return divide(subtract(time, divide(subtract(length, 1), factor - 1)), length);
}

/** The options of `cyclic`. */
export interface CyclicOptions extends CommonScheduleOptions {
  readonly maxLearningRate: number;
  /** The steps from α up to it, and down again; default 2000. */
  readonly stepSizeUp?: number;
}

/** Up and down in straight lines between α and maxLearningRate (Smith 2017); PyTorch's CyclicLR. */
export function cyclic(options: CyclicOptions): ScheduleConfig {
  return named('cyclic', options);
}

/** Checks and builds. */
export const buildCyclic = (given: Named<CyclicOptions>): Schedule =>
  buildSchedule<CyclicOptions>(
    given,
    { maxLearningRate: checks.maxLearningRate, stepSizeUp: [2000, positiveInteger] },
    ({ maxLearningRate, stepSizeUp }) => ({
      rate(base, t) {
        const time = divide(t, stepSizeUp);
        const cycle = floor(add(multiply(time, 0.5), 1));
        const distance = abs(add(subtract(time, multiply(cycle, 2)), 1));
        return between(base, maxLearningRate, maximum(subtract(1, distance), 0));
      },
    }),
  );

/** The options of `oneCycle`; defaults are PyTorch's. */
export interface OneCycleOptions extends CommonScheduleOptions {
  readonly steps: number;
  /** Default α. */
  readonly maxLearningRate?: number;
  /** The share of the steps that go up; default 0.3. */
  readonly pctStart?: number;
  /** The first rate is the largest divided by this; default 25. */
  readonly divFactor?: number;
  /** The last rate is the first divided by this; default 10000. */
  readonly finalDivFactor?: number;
  /** Default 'cos'. */
  readonly annealStrategy?: 'cos' | 'linear';
  /** Whether to come down to the first rate, as fast as it went up, before the last; default false. */
  readonly threePhase?: boolean;
}

/** Up to the largest rate, then down below the first (Smith & Topin 2018); PyTorch's OneCycleLR. */
export function oneCycle(options: OneCycleOptions): ScheduleConfig {
  return named('oneCycle', options);
}

/** Checks and builds. */
export const buildOneCycle = (given: Named<OneCycleOptions>): Schedule =>
  buildSchedule<OneCycleOptions>(
    given,
    {
      steps: checks.steps,
      maxLearningRate: [undefined, optional(checks.maxLearningRate[1])],
      pctStart: [0.3, (place, option, value) => within(place, option, value, 0, 1)],
      divFactor: [25, positive],
      finalDivFactor: [10000, positive],
      annealStrategy: ['cos', (place, option, value) => knownName(place, `"${option}"`, value, ['cos', 'linear'])],
      threePhase: [false, boolean],
    },
    ({ steps, maxLearningRate, pctStart, divFactor, finalDivFactor, annealStrategy, threePhase }) => {
      const up = pctStart * steps - 1;
      const ends = threePhase ? [up, 2 * up, steps - 1] : [up, steps - 1];
      if (ends.some((end, i) => end <= (ends[i - 1] ?? 0)))
        throw rangeError(
          'INVALID_OPTION',
          `schedule oneCycle: a phase of ${steps} steps with "pctStart" ${pctStart} has no length`,
        );
      return {
        steps,
        rate(base, t) {
          const top = (maxLearningRate as number | undefined) ?? base;
          const first = divide(top, divFactor);
          const last = divide(first, finalDivFactor);
          const rates = threePhase ? [first, top, first, last] : [first, top, last];
          const phase = (i: number): Expression => {
            const start = ends[i - 1] ?? 0;
            const share = minimum(divide(subtract(t, start), ends[i]! - start), 1);
            return annealStrategy === 'cos'
              ? between(rates[i + 1]!, rates[i]!, halfCosine(share))
              : between(rates[i]!, rates[i + 1]!, share);
          };
          return ends
            .map((_, i) => phase(i))
            .reduceRight((later, phase, i) => select(subtract(t, ends[i]!), later, phase));
        },
      };
    },
  );
