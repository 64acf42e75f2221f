// The schedules: a table, and sequences of them.
import { State } from '../../../assembly/kinds.ts';
import { rangeError } from '../../errors.ts';
import type { Builder } from '../../program/builder.ts';
import { type Expression, scalar, select, subtract } from '../../program/expression.ts';
import { emitFormula } from '../../program/formula.ts';
import type { Addressed } from '../../program/records.ts';
import type { Mode } from '../metrics/shapes.ts';
import { knownName } from '../../validate.ts';
import { buildCosineLog, buildCosineRestarts, buildCyclic, buildOneCycle, buildWarmup } from './cycles.ts';
import {
  buildConstantRate,
  buildCosineDecay,
  buildExponentialDecay,
  buildInverseSquareRoot,
  buildMultiStepDecay,
  buildPolynomialDecay,
  buildStepDecay,
} from './decays.ts';
import { buildReduceOnPlateau } from './plateau.ts';
import type { EpochWatcher, Schedule } from './schedule.ts';

const schedules = {
  constantRate: buildConstantRate,
  stepDecay: buildStepDecay,
  multiStepDecay: buildMultiStepDecay,
  exponentialDecay: buildExponentialDecay,
  cosineDecay: buildCosineDecay,
  cosineRestarts: buildCosineRestarts,
  cosineLog: buildCosineLog,
  warmup: buildWarmup,
  polynomialDecay: buildPolynomialDecay,
  inverseSquareRoot: buildInverseSquareRoot,
  cyclic: buildCyclic,
  oneCycle: buildOneCycle,
  reduceOnPlateau: buildReduceOnPlateau,
};

type Table = typeof schedules;

/** The names of the schedules. */
export type ScheduleName = keyof Table;

/** A schedule's settings; JSON. */
export type ScheduleConfig = {
  [N in ScheduleName]: { readonly name: N } & Omit<Parameters<Table[N]>[0], 'name'>;
}[ScheduleName];

/** What a `schedule` option takes: settings, or several, each of which goes on for its `steps` after the one before. */
export type ScheduleOption = ScheduleConfig | readonly ScheduleConfig[];

/** The names of the schedules, for loops over all of them. */
export const scheduleNames = Object.keys(schedules) as readonly ScheduleName[];

/** A schedule or a sequence, as a trainer uses it. */
export interface TrainerSchedule {
  readonly config: ScheduleOption;
  /** The first values of its float64 scalars, of which the first is the learning rate of the last step. */
  readonly scalars: readonly number[];
  /** Emits what computes the learning rate of this step, from the base rate and the time in the state. */
  emit(builder: Builder, scalars: Addressed, field: (field: State, name: string) => Addressed): void;
  /** Begins a run; see Schedule. */
  watch(modes: ReadonlyMap<string, Mode>): EpochWatcher;
}

/**
 * Checks a `schedule` option.
 * @param base the learning rate that it starts from
 * @throws LayerwiseError
 */
export function scheduleFor(option: ScheduleOption, base: number): TrainerSchedule {
  const list = Array.isArray(option) ? (option as readonly unknown[]) : [option];
  const parts = list.map((part) => {
    const given = typeof part === 'object' && part !== null ? (part as { name?: unknown }) : { name: part };
    const name = knownName('trainer', 'schedule', given.name, scheduleNames);
    return schedules[name](given as never);
  });
  const { by } = checkSequence(parts);
  const begins = startsOf(
    parts.map(({ scalars }) => scalars.length),
    1,
  );
  const times = startsOf(
    parts.map(({ steps = 0 }) => steps),
    0,
  );
  const configs = parts.map(({ config }) => config as ScheduleConfig);
  return {
    config: Array.isArray(option) ? configs : configs[0]!,
    scalars: [base, ...parts.flatMap(({ scalars }) => scalars)],
    emit(builder, { address }, field) {
      const place = (i: number) => ({ name: `schedule[${i}]`, address: address + 8 * i, owned: true });
      const time = scalar(by === 'step' ? field(State.step, 'step') : field(State.epoch, 'epoch'));
      const rateOf = ({ rate, scalars }: Schedule, i: number): Expression =>
        rate(
          scalar(field(State.learningRate, 'learningRate')),
          subtract(time, times[i]!),
          scalars.map((_, j) => scalar(place(begins[i]! + j))),
        );
      const value = parts
        .map(rateOf)
        .reduceRight((later, rate, i) => select(subtract(time, times[i + 1]! - 0.5), later, rate));
      emitFormula(
        builder,
        [{ to: { ...place(0), name: 'currentLearningRate' }, value, as: 'storeScalar' }],
        { count: 1 },
        true,
      );
    },
    watch(modes) {
      const watchers = parts.map((part) => part.watch?.(modes));
      return (scalars, values) =>
        watchers.forEach((watch, i) =>
          watch?.(scalars.subarray(begins[i], begins[i]! + parts[i]!.scalars.length), values),
        );
    },
  };
}

/** Where each of consecutive parts begins. */
function startsOf(lengths: readonly number[], first: number): number[] {
  return lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, first));
}

function checkSequence(parts: readonly Schedule[]): { by: 'step' | 'epoch' } {
  const wrong = (problem: string): Error => rangeError('INVALID_OPTION', `trainer: "schedule" ${problem}`);
  if (parts.length === 0) throw wrong('must hold at least one');
  const endless = parts.slice(0, -1).find(({ steps }) => steps === undefined);
  if (endless !== undefined) throw wrong(`${endless.config.name} has no "steps": only the last may go on for ever`);
  const { by } = parts[0]!.config;
  if (parts.some(({ config }) => config.by !== by)) throw wrong('counts by step and by epoch in one sequence');
  return { by };
}
