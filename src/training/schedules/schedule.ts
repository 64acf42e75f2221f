// What a schedule is: options, and the learning rate as a formula of time.
import type { Expression } from '../../program/expression.ts';
import type { Mode } from '../metrics/shapes.ts';
import {
  type OptionCheck,
  type OptionChecks,
  checkedOptions,
  knownName,
  learningRate,
  positiveInteger,
} from '../../validate.ts';

/** The options that every schedule takes. */
export interface CommonScheduleOptions {
  /** What time is counted in: updates made, or epochs finished (all that a trainer made). Default 'step'. */
  readonly by?: 'step' | 'epoch';
}

/** A checked schedule. */
export interface Schedule {
  readonly config: { readonly name: string; readonly by: 'step' | 'epoch' };
  /** How long it lasts before the next of a sequence takes over; undefined if it has no end. */
  readonly steps: number | undefined;
  /** The first values of its own float64 scalars. */
  readonly scalars: readonly number[];
  /** The learning rate of the update that comes after t others, from the base rate. */
  rate(base: Expression, t: Expression, scalars: readonly Expression[]): Expression;
  /** Begins a run whose history has these names, of which less or more is better; returns what changes the scalars after an epoch, by its numbers. */
  watch?(modes: ReadonlyMap<string, Mode>): EpochWatcher;
}

/** Changes a schedule's scalars by an epoch's numbers. */
export type EpochWatcher = (scalars: Float64Array, values: Readonly<Record<string, number>>) => void;

/** Throws unless `value` is a learning rate or 0. */
const rateOrZero: OptionCheck<number>[1] = (place, option, value) =>
  value === 0 ? 0 : learningRate(place, value, option);

/** Checks that several schedules share. */
export const checks = {
  steps: [undefined, positiveInteger],
  minLearningRate: [0, rateOrZero],
  maxLearningRate: [undefined, (place, option, value) => learningRate(place, value, option)],
  by: ['step', (place, option, value) => knownName(place, `"${option}"`, value, ['step', 'epoch'])],
} as const satisfies Record<string, OptionCheck<unknown>>;

/** Checks the options of a schedule and builds it. */
export function buildSchedule<O extends CommonScheduleOptions>(
  given: O & { readonly name: string },
  own: OptionChecks<Omit<O, 'by'>>,
  build: (options: Required<O>) => Partial<Schedule> & Pick<Schedule, 'rate'>,
): Schedule {
  const { name } = given;
  const options = checkedOptions<O>(`schedule ${name}`, given, { ...own, by: checks.by } as unknown as OptionChecks<O>);
  return {
    steps: undefined,
    scalars: [],
    ...build(options),
    config: { name, ...options } as unknown as Schedule['config'],
  };
}
