// Schedules in training; their values are checked by the goldens.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DType,
  Network,
  type ScheduleConfig,
  type ScheduleOption,
  Trainer,
  constantRate,
  cosineDecay,
  dense,
  exponentialDecay,
  learningRateRange,
  multiStepDecay,
  oneCycle,
  reduceOnPlateau,
  sgd,
  stepDecay,
  warmup,
} from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';
import { schedules } from '../support/schedules.ts';

const loss = 'binaryCrossEntropy';
const data = { x: rowsOf(20, 3), y: labelsOf(20) };

const trainerOf = (schedule: ScheduleOption, learningRate = 0.5, dtype: (typeof dtypes)[number] = 'float64') =>
  new Trainer(binaryNetwork(dtype), { loss, optimizer: sgd({ learningRate, momentum: 0.9 }), schedule, batchSize: 7 });

/** The rates of the first updates. */
function ratesOf(schedule: ScheduleOption, count: number, learningRate = 0.5): number[] {
  const trainer = trainerOf(schedule, learningRate);
  return Array.from({ length: count }, () => {
    trainer.step([0, 0, 0], [1]);
    return trainer.currentLearningRate;
  });
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(Object.values(schedules))('stopped after every few steps: %j', (schedule) => {
    const whole = trainerOf(schedule, 0.5, dtype);
    const history = whole.start(data, { epochs: 4 });
    history.advance({ steps: 100 });
    let parts = trainerOf(schedule, 0.5, dtype) as Pick<Trainer<DType>, 'save' | 'start' | 'currentLearningRate'>;
    for (let run = parts.start(data, { epochs: 4 }); !run.done; run = parts.start(data, { epochs: 4 })) {
      run.advance({ steps: 2 });
      if (run.done) break;
      parts = Trainer.load(parts.save());
    }
    expect(parts.save()).toEqual(whole.save());
    expect(parts.currentLearningRate).toBe(whole.currentLearningRate);
  });
});

const finite: readonly ScheduleConfig[] = [
  constantRate({ steps: 3 }),
  warmup({ steps: 4 }),
  warmup({ steps: 2, startFactor: 0.25 }),
  cosineDecay({ steps: 5, minLearningRate: 0.1 }),
  { name: 'polynomialDecay', steps: 3 },
  oneCycle({ steps: 12 }),
];
const lengthOf = (schedule: ScheduleConfig): number => (schedule as { steps: number }).steps;

test('of a sequence each goes on from its own beginning for its steps', () => {
  const any = fc.array(fc.constantFrom(...finite), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(any, fc.constantFrom(...Object.values(schedules)), (parts, last) => {
      const sequence = [...parts, { ...last, by: 'step' } as ScheduleConfig];
      const expected = [...parts.flatMap((part) => ratesOf(part, lengthOf(part))), ...ratesOf(sequence.at(-1)!, 10)];
      expect(ratesOf(sequence, expected.length)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('a sequence of one is that one', () => {
  for (const schedule of Object.values(schedules)) expect(ratesOf([schedule], 9)).toEqual(ratesOf(schedule, 9));
});

test('rates are exact where they can be', () => {
  expect(ratesOf(stepDecay({ stepSize: 2, gamma: 0.5 }), 2)).toEqual([0.5, 0.5]);
  expect(ratesOf(warmup({ steps: 4 }), 5)).toEqual([0.125, 0.25, 0.375, 0.5, 0.5]);
  expect(ratesOf(cosineDecay({ steps: 2 }), 4).slice(2)).toEqual([0, 0]);
  expect(ratesOf({ name: 'polynomialDecay', steps: 2, minLearningRate: 0.125 }, 4)).toEqual([
    0.5, 0.3125, 0.125, 0.125,
  ]);
  expect(ratesOf({ name: 'polynomialDecay', steps: 2, power: 3 }, 3)[2]).toBe(0);
});

test('restarts begin in the step that they should, far out too', () => {
  const rates = ratesOf({ name: 'cosineRestarts', firstDecaySteps: 1, tMul: 2 }, 1024, 1);
  const starts = rates.flatMap((rate, t) => (rate === 1 ? [t] : []));
  expect(starts).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023]);
});

test('the history has the rate of each epoch’s last step, also of a run that was stopped', async () => {
  const schedule = exponentialDecay({ gamma: 0.5 });
  // Batches of 7, 7 and 6 rows.
  const expected = [2, 5, 8].map((t) => expect.closeTo(0.5 * 0.5 ** t, 12));
  const stopped = trainerOf(schedule);
  stopped.start(data, { epochs: 3 }).advance({ steps: 4 });
  const loaded = Trainer.load(stopped.save());
  for (const trainer of [trainerOf(schedule), loaded]) {
    expect((await trainer.fit(data, { epochs: 3 })).learningRate).toEqual(expected);
  }
  const plain = new Trainer(binaryNetwork('float64'), { loss, optimizer: sgd({ learningRate: 0.25 }) });
  expect((await plain.fit(data, { epochs: 2 })).learningRate).toEqual([0.25, 0.25]);
});

test('the base rate may be set at any time', () => {
  const trainer = trainerOf(exponentialDecay({ gamma: 0.5 }));
  trainer.step([0, 0, 0], [1]);
  trainer.learningRate = 8;
  trainer.step([0, 0, 0], [1]);
  expect(trainer.currentLearningRate).toBeCloseTo(4, 12);
  expect(trainer.learningRate).toBe(8);
});

test('the update is by the rate of its time', () => {
  const scheduled = trainerOf(exponentialDecay({ gamma: 0.5 }));
  const other = new Trainer(binaryNetwork('float64'), { loss, optimizer: sgd({ learningRate: 0.5, momentum: 0.9 }) });
  for (let step = 0; step < 5; step++) {
    scheduled.step(data.x, data.y);
    other.learningRate = scheduled.currentLearningRate;
    other.step(data.x, data.y);
  }
  expect(scheduled.network.hash()).toBe(other.network.hash());
});

test('time may be counted in epochs', () => {
  const trainer = trainerOf(multiStepDecay({ milestones: [1, 3], gamma: 0.5, by: 'epoch' }));
  const rates: number[] = [];
  const run = trainer.start(data, { epochs: 4 });
  while (!run.done) {
    run.advance({ steps: 3 });
    rates.push(trainer.currentLearningRate);
  }
  expect(rates).toEqual([0.5, 0.25, 0.25, 0.125].map((rate) => expect.closeTo(rate, 12) as number));
});

test('a plateau lowers the rate after epochs without improvement', async () => {
  const trainer = trainerOf(reduceOnPlateau({ factor: 0.5, patience: 1, threshold: 0.99, minLearningRate: 0.1 }), 0.5);
  const rates: number[] = [];
  const run = trainer.start(data, { epochs: 8 });
  while (!run.done) {
    run.advance({ steps: 3 });
    rates.push(trainer.currentLearningRate);
  }
  // No loss falls to a hundredth of itself: each second epoch after the first is one too many.
  expect(rates).toEqual([0.5, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.1]);
});

test('a learning-rate range test leaves all as it was', () => {
  const trainer = trainerOf(cosineDecay({ steps: 10 }));
  trainer.step(data.x, data.y);
  const before = trainer.save();
  const { learningRates, losses } = learningRateRange(trainer, data, { from: 1e-3, to: 10, steps: 9 });
  expect(trainer.save()).toEqual(before);
  expect([learningRates.length, losses.length]).toEqual([9, 9]);
  learningRates.forEach((rate, i) => expect(rate / 10 ** (-3 + i / 2)).toBeCloseTo(1, 10));
  expect(losses.every(Number.isFinite)).toBe(true);
  expect(trainer.step(data.x, data.y)).toBeLessThan(Infinity);
});

test('a learning-rate range test ends where a step overflows', () => {
  const network = new Network({ inputs: 3, layers: [dense(4), dense(1)] });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer: 'sgd' });
  const { losses, learningRates } = learningRateRange(trainer, data, { from: 1, to: 1e9, steps: 500 });
  expect(losses.length).toBeGreaterThan(2);
  expect(losses.length).toBeLessThan(500);
  expect(learningRates.length).toBe(losses.length);
});

test.each<[string, unknown, string, RegExp]>([
  ['an unknown schedule', { name: 'cosine' }, 'UNKNOWN_NAME', /unknown schedule "cosine"; did you mean|there are/],
  ['a function', () => 0.1, 'INVALID_OPTION', /schedule must be one of .*, got a function/],
  ['a name alone', 'cosineDecay', 'INVALID_OPTION', /schedule cosineDecay: "steps" must be/],
  ['null', null, 'INVALID_OPTION', /schedule must be one of/],
  ['none', [], 'INVALID_OPTION', /must hold at least one/],
  [
    'one without an end before another',
    [{ name: 'constantRate' }, warmup({ steps: 1 })],
    'INVALID_OPTION',
    /constantRate has no "steps"/,
  ],
  [
    'steps and epochs',
    [warmup({ steps: 1 }), reduceOnPlateau({ by: 'epoch' } as never)],
    'INVALID_OPTION',
    /by step and by epoch/,
  ],
  ['no steps', { name: 'cosineDecay' }, 'INVALID_OPTION', /schedule cosineDecay: "steps" must be a positive integer/],
  ['milestones out of order', multiStepDecay({ milestones: [3, 3] }), 'INVALID_OPTION', /ascending/],
  ['a cycle of one step', oneCycle({ steps: 2 }), 'INVALID_OPTION', /has no length/],
  ['a restart of half', { name: 'cosineRestarts', firstDecaySteps: 2, tMul: 1.5 }, 'INVALID_OPTION', /"tMul".*1\.5/],
  ['an unknown option', { name: 'warmup', step: 3 }, 'INVALID_OPTION', /"step"; did you mean "steps"/],
])('%s', (_, schedule, code, message) => {
  expectError(() => trainerOf(schedule as ScheduleOption), code as 'INVALID_OPTION', message);
});

test('a plateau of something that is not in the history', () => {
  const trainer = trainerOf(reduceOnPlateau({ monitor: 'valLoss' }));
  expectError(() => trainer.start(data, { epochs: 1 }), 'INVALID_OPTION', /reduceOnPlateau: nothing named "valLoss"/);
});
