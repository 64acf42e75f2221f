// Schedules that go down once: by steps, exponentially, by a root, a polynomial or half a cosine.
import {
  type Expression,
  add,
  cosPi,
  divide,
  floor,
  minimum,
  multiply,
  power,
  select,
  sqrt,
  subtract,
} from '../../program/expression.ts';
import { typeError } from '../../errors.ts';
import { named, optional, positive, positiveInteger, shown } from '../../validate.ts';
import { type CommonScheduleOptions, type Schedule, buildSchedule, checks } from './schedule.ts';
import type { ScheduleConfig } from './schedules.ts';

type Named<O> = O & { readonly name: string };

/** The options of `constantRate`. */
export interface ConstantRateOptions extends CommonScheduleOptions {
  /** How long, in a sequence; without it, for ever. */
  readonly steps?: number;
}

/** α throughout. */
export function constantRate(options: ConstantRateOptions = {}): ScheduleConfig {
  return named('constantRate', options);
}

/** Checks and builds. */
export const buildConstantRate = (given: Named<ConstantRateOptions>): Schedule =>
  buildSchedule<ConstantRateOptions>(given, { steps: [undefined, optional(positiveInteger)] }, ({ steps }) => ({
    steps,
    rate: (base) => base,
  }));

/** The options of `stepDecay`. */
export interface StepDecayOptions extends CommonScheduleOptions {
  readonly stepSize: number;
  /** γ; default 0.1. */
  readonly gamma?: number;
}

/** α·γ^⌊t/stepSize⌋; PyTorch's StepLR. */
export function stepDecay(options: StepDecayOptions): ScheduleConfig {
  return named('stepDecay', options);
}

/** Checks and builds. */
export const buildStepDecay = (given: Named<StepDecayOptions>): Schedule =>
  buildSchedule<StepDecayOptions>(
    given,
    { stepSize: [undefined, positiveInteger], gamma: [0.1, positive] },
    ({ stepSize, gamma }) => ({ rate: (base, t) => multiply(base, power(gamma, floor(divide(t, stepSize)))) }),
  );

/** The options of `multiStepDecay`. */
export interface MultiStepDecayOptions extends CommonScheduleOptions {
  /** Ascending; at most 64. */
  readonly milestones: readonly number[];
  /** γ; default 0.1. */
  readonly gamma?: number;
}

/** α·γ to the number of milestones that t has reached; PyTorch's MultiStepLR, Keras's PiecewiseConstantDecay. */
export function multiStepDecay(options: MultiStepDecayOptions): ScheduleConfig {
  return named('multiStepDecay', options);
}

/** Checks and builds. */
export const buildMultiStepDecay = (given: Named<MultiStepDecayOptions>): Schedule =>
  buildSchedule<MultiStepDecayOptions>(
    given,
    { milestones: [undefined, milestonesOf], gamma: [0.1, positive] },
    ({ milestones, gamma }) => ({
      rate(base, t) {
        const reached = milestones.map((milestone) => select(subtract(t, milestone - 0.5), 1, 0));
        return multiply(
          base,
          power(
            gamma,
            reached.reduce((sum, one) => add(sum, one)),
          ),
        );
      },
    }),
  );

function milestonesOf(place: string, option: string, value: unknown): readonly number[] {
  const ascending = (at: unknown, i: number, all: readonly unknown[]): boolean =>
    Number.isSafeInteger(at) && (at as number) > (i === 0 ? 0 : (all[i - 1] as number));
  if (Array.isArray(value) && value.length > 0 && value.length <= 64 && value.every(ascending)) return [...value];
  throw typeError('INVALID_OPTION', `${place}: "${option}" must be 1 to 64 ascending integers, got ${shown(value)}`);
}

/** The options of `exponentialDecay`. */
export interface ExponentialDecayOptions extends CommonScheduleOptions {
  readonly gamma: number;
  /** In how many steps the rate goes to γ of itself; default 1. */
  readonly decaySteps?: number;
}

/** α·γ^(t/decaySteps); PyTorch's ExponentialLR, Keras's ExponentialDecay. */
export function exponentialDecay(options: ExponentialDecayOptions): ScheduleConfig {
  return named('exponentialDecay', options);
}

/** Checks and builds. */
export const buildExponentialDecay = (given: Named<ExponentialDecayOptions>): Schedule =>
  buildSchedule<ExponentialDecayOptions>(
    given,
    { gamma: [undefined, positive], decaySteps: [1, positiveInteger] },
    ({ gamma, decaySteps }) => ({ rate: (base, t) => multiply(base, power(gamma, divide(t, decaySteps))) }),
  );

/** The options of schedules that end. */
export interface FiniteScheduleOptions extends CommonScheduleOptions {
  /** Where it ends; the rate stays there. */
  readonly steps: number;
  /** The rate at the end; default 0. */
  readonly minLearningRate?: number;
}

/** min + (α − min)·(1 + cos(π·t/steps))/2 (Loshchilov & Hutter 2017); PyTorch's CosineAnnealingLR, Keras's CosineDecay. */
export function cosineDecay(options: FiniteScheduleOptions): ScheduleConfig {
  return named('cosineDecay', options);
}

/** a + (b − a)·share */
export const between = (a: Expression | number, b: Expression | number, share: Expression): Expression =>
  add(a, multiply(subtract(b, a), share));

/** From 1 to 0 along half a cosine while the share goes from 0 to 1. */
export const halfCosine = (share: Expression): Expression => multiply(add(cosPi(share), 1), 0.5);

const shareOf = (t: Expression, steps: number): Expression => divide(minimum(t, steps), steps);

/** Checks and builds. */
export const buildCosineDecay = (given: Named<FiniteScheduleOptions>): Schedule =>
  buildSchedule<FiniteScheduleOptions>(
    given,
    { steps: checks.steps, minLearningRate: checks.minLearningRate },
    ({ steps, minLearningRate }) => ({
      steps,
      rate: (base, t) => between(minLearningRate, base, halfCosine(shareOf(t, steps))),
    }),
  );

/** The options of `polynomialDecay`. */
export interface PolynomialDecayOptions extends FiniteScheduleOptions {
  /** p; default 1, a straight line. */
  readonly power?: number;
}

/** min + (α − min)·(1 − t/steps)ᵖ; PyTorch's PolynomialLR, Keras's PolynomialDecay. */
export function polynomialDecay(options: PolynomialDecayOptions): ScheduleConfig {
  return named('polynomialDecay', options);
}

/** Checks and builds. */
export const buildPolynomialDecay = (given: Named<PolynomialDecayOptions>): Schedule =>
  buildSchedule<PolynomialDecayOptions>(
    given,
    { steps: checks.steps, minLearningRate: checks.minLearningRate, power: [1, positive] },
    ({ steps, minLearningRate, power: exponent }) => ({
      steps,
      rate: (base, t) => between(minLearningRate, base, power(subtract(1, shareOf(t, steps)), exponent)),
    }),
  );

/** The options of `inverseSquareRoot`. */
export interface InverseSquareRootOptions extends CommonScheduleOptions {
  /** The updates until α is reached; default 1. */
  readonly warmup?: number;
}

/** α·min((t+1)/warmup, √(warmup/(t+1))) (Vaswani et al. 2017). */
export function inverseSquareRoot(options: InverseSquareRootOptions = {}): ScheduleConfig {
  return named('inverseSquareRoot', options);
}

/** Checks and builds. */
export const buildInverseSquareRoot = (given: Named<InverseSquareRootOptions>): Schedule =>
  buildSchedule<InverseSquareRootOptions>(given, { warmup: [1, positiveInteger] }, ({ warmup }) => ({
    rate(base, t) {
      const share = divide(add(t, 1), warmup);
      return multiply(base, minimum(share, sqrt(divide(1, share))));
    },
  }));
