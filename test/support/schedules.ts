// A schedule of each kind, for loops over all of them.
import type { ScheduleConfig } from '../../src/index.ts';

/** One of each kind of schedule, which nine updates show; leaving a kind out is a compile error. */
export const schedules: { readonly [C in ScheduleConfig as C['name']]: C } = {
  constantRate: { name: 'constantRate' },
  stepDecay: { name: 'stepDecay', stepSize: 2, gamma: 0.7 },
  multiStepDecay: { name: 'multiStepDecay', milestones: [1, 2], gamma: 0.3, by: 'epoch' },
  exponentialDecay: { name: 'exponentialDecay', gamma: 0.9 },
  cosineDecay: { name: 'cosineDecay', steps: 7 },
  cosineRestarts: { name: 'cosineRestarts', firstDecaySteps: 2, tMul: 3 },
  cosineLog: { name: 'cosineLog', steps: 9, cycles: 2 },
  warmup: { name: 'warmup', steps: 4 },
  polynomialDecay: { name: 'polynomialDecay', steps: 8, power: 1.5 },
  inverseSquareRoot: { name: 'inverseSquareRoot', warmup: 3 },
  cyclic: { name: 'cyclic', maxLearningRate: 0.1, stepSizeUp: 3 },
  oneCycle: { name: 'oneCycle', steps: 9 },
  reduceOnPlateau: { name: 'reduceOnPlateau', patience: 0, threshold: 0.5 },
};
