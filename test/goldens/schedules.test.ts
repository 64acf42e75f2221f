// Schedules and clipping against PyTorch, through a trainer.
import { describe, expect, test } from 'vitest';
import { Network, Trainer, type TrainerOptions, dense } from '../../src/index.ts';
import { scheduleFor } from '../../src/training/schedules/schedules.ts';
import { type GoldenSchedule, plateauOption, scheduleOption } from '../support/golden-schedules.ts';
import { errorOf, fill, readGolden } from '../support/goldens.ts';

interface Golden {
  readonly sched: GoldenSchedule;
  readonly lr: readonly number[];
}

const { schedules, reduce_on_plateau: plateaus } = readGolden<{
  schedules: Golden[];
  reduce_on_plateau: (Golden & { readonly sched: { readonly metrics: readonly number[] } })[];
}>('schedules');

const TOLERANCE = 1e-12;

function trainerOf(options: Partial<TrainerOptions>, layers = [dense(1)], inputs = 1): Trainer {
  return new Trainer(new Network({ inputs, layers }), { loss: 'meanSquaredError', ...options });
}

const named = (goldens: readonly Golden[]) => goldens.map((golden) => [JSON.stringify(golden.sched), golden] as const);

test.each(named(schedules))('%s', (_, { sched, lr }) => {
  const trainer = trainerOf({ optimizer: { name: 'sgd', learningRate: sched.lr }, schedule: scheduleOption(sched) });
  const rates = lr.map(() => {
    trainer.step([0], [0]);
    return trainer.currentLearningRate;
  });
  rates.forEach((rate, t) => expect(errorOf([rate], [lr[t]!]), `update ${t + 1}`).toBeLessThan(TOLERANCE));
  expect(trainer.learningRate).toBe(sched.lr);
});

test.each(named(plateaus))('reduceOnPlateau %s', (_, { sched, lr }) => {
  const schedule = scheduleFor(plateauOption(sched), sched.lr);
  // What a run of epochs with these values does, without the run.
  const scalars = Float64Array.from(schedule.scalars);
  const watch = schedule.watch(new Map([['loss', 'min']]));
  const reached = (sched['metrics'] as number[]).map((loss) => {
    const [, factor] = scalars;
    watch(scalars, { loss });
    return factor! * sched.lr;
  });
  const least = Number(sched['min_lr'] ?? 0);
  expect(
    errorOf(
      reached.map((rate) => Math.max(rate, least)),
      lr,
    ),
  ).toBeLessThan(TOLERANCE);
});

describe('clipping', () => {
  interface Clipping {
    readonly case: {
      readonly seed: number;
      readonly shapes: readonly number[];
      readonly scale: number;
      readonly max_norm?: number;
      readonly p?: 1 | 2 | 'inf';
      readonly value?: number;
    };
    readonly clipped: readonly (readonly number[])[];
  }
  const { cases } = readGolden<{ cases: Clipping[] }>('clip');

  test.each(cases.map((golden) => [JSON.stringify(golden.case), golden] as const))('%s', (_, golden) => {
    const { seed, shapes, scale, max_norm, p, value } = golden.case;
    const clip = value === undefined ? { globalNorm: max_norm!, normType: p! } : { value };
    // Weights of five elements and of three, and biases that get none.
    const layers = shapes.map((units) => dense(units, { bias: false }));
    const widths = [1, ...shapes];
    const trainer = trainerOf({ optimizer: { name: 'sgd', learningRate: 1 }, clip }, layers, 1);
    const { network } = trainer;
    const flat = new Float64Array(network.parameters.length);
    let start = 0;
    shapes.forEach((count, i) => {
      flat.set(fill(seed + i, count, scale), start);
      start += widths[i]! * count;
    });
    network.parameters.fill(0);
    const shape = network.backward(network.forward([0], { cache: true }), [0, 0, 0], { loss: 'meanSquaredError' });
    trainer.applyGradients({ ...shape, flat });
    start = 0;
    golden.clipped.forEach((expected, i) => {
      const step = network.parameters.slice(start, start + expected.length).map((w) => -w);
      expect(errorOf(step, expected), `tensor ${i}`).toBeLessThan(1e-14);
      start += widths[i]! * shapes[i]!;
    });
  });
});
