// A golden schedule in the library's terms.
import type { ScheduleConfig, ScheduleOption } from '../../src/index.ts';

/** A schedule of the goldens, by the names of its closed forms. */
export type GoldenSchedule = { readonly name: string; readonly lr: number } & Readonly<Record<string, unknown>>;

type Key = 'step_size' | 'gamma' | 'milestones' | 'T_max' | 'eta_min' | 'T_0' | 'T_mult' | 'start_factor' | 'warmup';
type CycleKey = 'total' | 'power' | 'max_lr' | 'up' | 'pct' | 'div' | 'final_div' | 'anneal' | 'three_phase';

/** What a golden is translated from, taken as it is. */
type Given = { readonly [K in Key | CycleKey]: never };

const translations: Readonly<Record<string, (given: Given) => ScheduleOption>> = {
  constant: () => ({ name: 'constantRate' }),
  step: ({ step_size, gamma }) => ({ name: 'stepDecay', stepSize: step_size, gamma }),
  multistep: ({ milestones, gamma }) => ({ name: 'multiStepDecay', milestones, gamma }),
  exponential: ({ gamma }) => ({ name: 'exponentialDecay', gamma }),
  cosine: ({ T_max, eta_min }) => ({ name: 'cosineDecay', steps: T_max, minLearningRate: eta_min }),
  cosine_restarts: ({ T_0, T_mult, eta_min }) => ({
    name: 'cosineRestarts',
    firstDecaySteps: T_0,
    tMul: T_mult,
    minLearningRate: eta_min,
  }),
  linear_warmup: ({ start_factor, warmup }) => ({ name: 'warmup', steps: warmup, startFactor: start_factor }),
  warmup_cosine: ({ warmup, total, eta_min }) => [
    { name: 'warmup', steps: warmup },
    { name: 'cosineDecay', steps: total - warmup, minLearningRate: eta_min },
  ],
  polynomial: ({ total, power }) => ({ name: 'polynomialDecay', steps: total, power }),
  inv_sqrt: ({ warmup }) => ({ name: 'inverseSquareRoot', warmup }),
  cyclic: ({ max_lr, up }) => ({ name: 'cyclic', maxLearningRate: max_lr, stepSizeUp: up }),
  onecycle: ({ max_lr, total, pct, div, final_div, anneal, three_phase }) => ({
    name: 'oneCycle',
    steps: total,
    maxLearningRate: max_lr,
    pctStart: pct,
    divFactor: div,
    finalDivFactor: final_div,
    annealStrategy: anneal,
    threePhase: three_phase,
  }),
};

/** The library's settings of a golden schedule. */
export const scheduleOption = (golden: GoldenSchedule): ScheduleOption =>
  translations[golden.name]!(golden as unknown as Given);

/** The library's settings of a golden plateau. */
export function plateauOption({ min_lr, mode, factor, patience, threshold, cooldown }: GoldenSchedule): ScheduleConfig {
  const options = { mode, factor, patience, threshold, cooldown, minLearningRate: min_lr };
  return { ...(JSON.parse(JSON.stringify(options)) as object), name: 'reduceOnPlateau' };
}
