// Training that is stopped anywhere and gone on with from a file: to the bit what one that never stopped does.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Network,
  type RunOptions,
  Trainer,
  type TrainerOptions,
  activation,
  dense,
  dropout,
  l2,
  normalization,
} from '../../src/index.ts';
import { optimizerNames } from '../../src/training/optimizers/optimizers.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';

const ROWS = 30;
const x = Float64Array.from({ length: ROWS * 3 }, (_, i) => Math.sin(i * i + 1));
const y = Float64Array.from({ length: ROWS }, (_, i) => (x[3 * i]! > x[3 * i + 1]! ? 1 : 0));
const data = { x, y };

const options: TrainerOptions<'accuracy'> = { loss: 'binaryCrossEntropy', metrics: ['accuracy'], batchSize: 7 };

function trainerOf(dtype: (typeof dtypes)[number], more: Partial<TrainerOptions<'accuracy'>> = {}) {
  const layers = [
    normalization({ mean: [0.1, 0.2, 0.3], deviation: [1, 2, 3] }),
    dense(5, { activation: 'relu', regularizer: l2(1e-3) }),
    activation('tanh'),
    dropout(0.3),
    dense(1, { activation: 'sigmoid' }),
  ];
  return new Trainer(new Network({ inputs: 3, layers, seed: 11, dtype }), { ...options, ...more });
}

type AnyTrainer = ReturnType<typeof trainerOf>;

/** Trains to the end, through a file after every so many steps. */
function interrupted(trainer: AnyTrainer, pauses: readonly number[], run: RunOptions) {
  let current = trainer;
  for (let i = 0; ; i++) {
    const going = current.start(data, run);
    going.advance({ steps: pauses[i % pauses.length]! });
    if (going.done) return { trainer: current, history: going.history };
    current = Trainer.load(current.save()) as unknown as AnyTrainer;
  }
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(optimizerNames)('%s: stopped after every few steps', async (optimizer) => {
    const run = { epochs: 4, validationSplit: 0.2 };
    const whole = trainerOf(dtype, { optimizer });
    const history = await whole.fit(data, run);
    const parts = interrupted(trainerOf(dtype, { optimizer }), [1, 3, 2, 5], run);
    expect(parts.trainer.network.hash()).toBe(whole.network.hash());
    expect(parts.history).toEqual(history);
    expect(parts.trainer.save()).toEqual(whole.save());
  });

  test('early stopping counts on, and ends with the best weights', async () => {
    const run = { epochs: 60, validationSplit: 0.3, earlyStopping: { patience: 4, minDelta: 1e-3 } };
    const whole = trainerOf(dtype, { optimizer: { name: 'adam', learningRate: 0.05 } });
    const history = await whole.fit(data, run);
    expect(history.epochs).toBeLessThan(60);
    const parts = interrupted(trainerOf(dtype, { optimizer: { name: 'adam', learningRate: 0.05 } }), [4, 1], run);
    expect(parts.history).toEqual(history);
    expect(parts.trainer.network.hash()).toBe(whole.network.hash());
  });
});

test('wherever it is stopped', () => {
  const run = { epochs: 3 };
  const whole = interrupted(trainerOf('float64'), [1000], run);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }), (pauses) => {
      expect(interrupted(trainerOf('float64'), pauses, run).trainer.save()).toEqual(whole.trainer.save());
    }),
    { numRuns: 20 },
  );
});

test('an aborted fit is gone on with by the next fit, also after single steps in between', async () => {
  const run = { epochs: 5 };
  const whole = trainerOf('float64');
  await whole.fit(data, run);
  const trainer = trainerOf('float64');
  trainer.start(data, run).advance({ steps: 8 });
  const file = trainer.save();
  const again = Trainer.load(file);
  await again.fit(data, run);
  expect(again.network.hash()).toBe(whole.network.hash());
  expect(Trainer.load(file).steps).toBe(8);
});

test('a trainer without a run, and one whose run is complete, load too', async () => {
  const fresh = trainerOf('float32');
  fresh.step(x, y);
  const loaded = Trainer.load(fresh.save());
  expect([loaded.steps, loaded.step(x, y)]).toEqual([1, fresh.step(x, y)]);
  await fresh.fit(data, { epochs: 1 });
  const done = Trainer.load(fresh.save());
  expect((await done.fit(data, { epochs: 2 })).epochs).toBe(2);
});

test('two fits of some epochs are one fit of their sum', async () => {
  const whole = trainerOf('float64');
  await whole.fit(data, { epochs: 5 });
  const parts = trainerOf('float64');
  await parts.fit(data, { epochs: 2 });
  await parts.fit(data, { epochs: 3 });
  expect(parts.network.hash()).toBe(whole.network.hash());
});

test('the learning rate that was set is in the file', () => {
  const trainer = trainerOf('float64');
  trainer.learningRate = 0.125;
  expect(Trainer.load(trainer.save()).learningRate).toBe(0.125);
});

test('other data or other batches are refused, unless the run begins anew', () => {
  const trainer = trainerOf('float64');
  trainer.start(data, { epochs: 5 }).advance({ steps: 3 });
  const file = trainer.save();
  const others: [object, RunOptions][] = [
    [{ x: x.map((value, i) => (i === 50 ? value + 1e-15 : value)), y }, { epochs: 5 }],
    [{ x, y: y.map((value, i) => (i === 7 ? 1 - value : value)) }, { epochs: 5 }],
    [data, { epochs: 5, validationSplit: 0.2 }],
  ];
  for (const [other, run] of others) {
    const loaded = Trainer.load(file);
    expectError(() => loaded.start(other as typeof data, run), 'INVALID_STATE', /other data or other batches/);
    expect(loaded.start(data, { epochs: 5 }).epoch).toBe(0);
    expect(loaded.steps).toBe(3);
    expect(loaded.start(other as typeof data, { ...run, resume: false }).history.loss).toEqual([]);
  }
});

test('a network is loaded from a trainer’s file, a trainer not from a network’s', () => {
  const trainer = trainerOf('float64');
  trainer.step(x, y);
  expect(Network.load(trainer.save()).hash()).toBe(trainer.network.hash());
  expectError(() => Trainer.load(trainer.network.save()), 'INVALID_FILE', /no trainer/);
});

test('a damaged file is refused, never half taken', () => {
  const trainer = trainerOf('float64');
  trainer.start(data, { epochs: 5 }).advance({ steps: 3 });
  const file = trainer.save();
  fc.assert(
    fc.property(fc.nat(file.length - 1), (length) => {
      expectError(() => Trainer.load(file.slice(0, length)), 'INVALID_FILE', /./);
    }),
  );
});
