// Training on batches that come one after the other: the bits of rows at hand, constant memory, exact resume.
import { describe, expect, test } from 'vitest';
import {
  type BatchSource,
  type DType,
  type Network,
  Trainer,
  type TrainerOptions,
  type TrainingData,
  fitBatches,
} from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { wrong } from '../support/mistakes.ts';
import { classesOf, everyLayer, oneHot, rowsOf } from '../support/networks.ts';
import { dtypes } from '../support/kernel.ts';

const ROWS = 23;
const SIZE = 5;
const x = rowsOf(ROWS, 3);
const y = oneHot(classesOf(ROWS, 2), 2);
const validationData = { x: rowsOf(9, 3, 5), y: oneHot(classesOf(9, 2, 6), 2) };
const metrics = ['accuracy', 'logLoss', 'f1', 'mcc', 'r2'] as const;

function make(dtype: DType = 'float64', options: Partial<TrainerOptions<(typeof metrics)[number]>> = {}) {
  const network: Network<DType> = everyLayer(dtype);
  return new Trainer(network, {
    loss: 'categoricalCrossEntropy',
    metrics,
    batchSize: SIZE,
    shuffle: false,
    ...options,
  });
}

function* batches(): Generator<TrainingData> {
  for (let first = 0; first < ROWS; first += SIZE)
    yield { x: x.slice(first, first + SIZE), y: y.slice(first, first + SIZE) };
}

async function* later(): AsyncGenerator<TrainingData> {
  for (const batch of batches()) {
    await Promise.resolve();
    yield batch;
  }
}

const sources: readonly (readonly [string, BatchSource])[] = [
  ['an array', [...batches()]],
  ['a function of a generator', () => batches()],
  ['a function of an async generator', () => later()],
  ['a function of a promise', async () => batches()],
];

describe.each(dtypes)('%s', (dtype) => {
  test.each(sources)('%s gives the bits of rows at hand in the same order', async (_, source) => {
    const [rows, streamed] = [make(dtype), make(dtype)];
    const expected = await rows.fit({ x, y }, { epochs: 4, validationData });
    const history = await fitBatches(streamed, source, { epochs: 4, validationData });
    expect(streamed.network.hash()).toBe(rows.network.hash());
    expect([history.loss, history.valLoss, history.valAccuracy]).toEqual([
      expected.loss,
      expected.valLoss,
      expected.valAccuracy,
    ]);
    for (const name of metrics)
      history[name].forEach((value, epoch) => expect(value).toBeCloseTo(expected[name][epoch]!, 12));
  });

  test('stopped after every few steps, by way of a file', async () => {
    const run = { epochs: 3, validationData, earlyStopping: { patience: 2 } };
    const whole = make(dtype);
    const history = await fitBatches(whole, () => later(), run);
    const histories: unknown[] = [];
    for (const every of [1, 2, 4]) {
      let trainer = make(dtype);
      for (let reached; reached === undefined;) {
        const stop = new Error('stopped');
        const until = trainer.steps + every;
        const onStep = ({ step }: { readonly step: number }) => {
          if (step === until) throw stop;
        };
        reached = await fitBatches(trainer, () => later(), { ...run, callbacks: [{ onStep }] }).catch((error) => {
          if (error !== stop) throw error;
        });
        trainer = Trainer.load(trainer.save()) as unknown as typeof trainer;
        if (reached !== undefined) histories.push(reached);
      }
      expect(trainer.network.hash()).toBe(whole.network.hash());
      expect(trainer.save()).toEqual(whole.save());
    }
    expect(histories).toEqual([history, history, history]);
  });
});

test('batches of different sizes, each as it comes', async () => {
  const [streamed, stepped] = [make(), make()];
  const sizes = [3, 11, 1, 8];
  let first = 0;
  const parts = sizes.map((size) => {
    first += size;
    return { x: x.slice(first - size, first), y: y.slice(first - size, first) };
  });
  await fitBatches(streamed, parts, { epochs: 2 });
  for (const part of [...parts, ...parts]) stepped.step(part.x, part.y);
  expect(streamed.network.hash()).toBe(stepped.network.hash());
});

test('two batches are held at a time, the next asked for while one is computed, in memory that does not grow', async () => {
  const trainer = make();
  const { engine } = coreOf(trainer.network);
  const memory = new Set<number>();
  const ahead: number[] = [];
  let made = 0;
  async function* endless() {
    for (; made < 2000;) {
      made++;
      yield { x: rowsOf(64, 3, made), y: oneHot(classesOf(64, 2, made), 2) };
    }
  }
  const before = trainer.steps;
  const onStep = ({ step }: { readonly step: number }) => {
    ahead.push(made - (step - before));
    memory.add(engine.memoryBytes);
  };
  await fitBatches(trainer, () => endless(), { epochs: 1, callbacks: [{ onStep }] });
  expect(trainer.steps).toBe(2000);
  expect(memory.size).toBe(1);
  // While the last is computed there is none to ask for.
  expect(new Set(ahead.slice(0, -1))).toEqual(new Set([1]));
});

test('an aborted fit closes its batches and is gone on with', async () => {
  const controller = new AbortController();
  let closed = 0;
  async function* closing() {
    try {
      yield* later();
    } finally {
      closed++;
    }
  }
  const [trainer, whole] = [make(), make()];
  const onStep = ({ step }: { readonly step: number }) => step === 7 && controller.abort(new Error('enough'));
  const fit = fitBatches(trainer, closing, { epochs: 3, signal: controller.signal, callbacks: [{ onStep }] });
  expect(() => trainer.step(x, y)).toThrow(/a fit is under way/);
  await expect(fit).rejects.toThrow('enough');
  expect([trainer.steps, closed]).toEqual([7, 2]);
  const history = await fitBatches(trainer, () => batches(), { epochs: 3 });
  expect(history).toEqual(await fitBatches(whole, () => batches(), { epochs: 3 }));
  expect(trainer.network.hash()).toBe(whole.network.hash());
});

test('what batches throw ends the run, which can be gone on with', async () => {
  function* failing() {
    let index = 0;
    for (const batch of batches()) {
      if (index++ === 3) throw new Error('the disk is gone');
      yield batch;
    }
  }
  const [trainer, whole] = [make(), make()];
  await expect(fitBatches(trainer, () => failing(), { epochs: 1 })).rejects.toThrow('the disk is gone');
  // The three before it were used.
  expect(trainer.steps).toBe(3);
  await fitBatches(trainer, () => batches(), { epochs: 1 });
  await fitBatches(whole, () => batches(), { epochs: 1 });
  expect(trainer.network.hash()).toBe(whole.network.hash());
});

describe('mistakes', () => {
  const good = [...batches()];
  const fit = (source: unknown, options: object = {}, trainer = make()) =>
    fitBatches(trainer, wrong(source), wrong({ epochs: 2, ...options }));

  test.each<[string, unknown, RegExp]>([
    ['no batches', undefined, /batches must be iterable, got undefined/],
    ['rows instead of batches', { x, y }, /batches must be iterable, got an object/],
    ['an epoch without any', [], /epoch 0 has 0 rows/],
    ['a generator that is used up', batches(), /epoch 1 has 0 rows/],
    ['a batch that is none', [good[0], 3], /fit: epoch 0, batch 1: the data must be an object/],
    ['another width', [good[0], good[1], { x: y, y }], /fit: epoch 0, batch 2: x.* 2 columns/],
    ['rows without targets', [{ x: x.slice(0, 3), y: y.slice(0, 2) }], /epoch 0, batch 0: x has 3 rows, y has 2/],
    [
      'a class that is not there',
      [good[0], { x: x.slice(0, 1), y: [2] }],
      /fit: epoch 0, batch 1: y: row 0 has class 2/,
    ],
    ['what is not finite', [{ x: [[NaN, 0, 0]], y: [0] }], /epoch 0, batch 0: x: row 0, column 0 is NaN/],
  ])('%s', async (_, source, message) => {
    await expect(fit(source)).rejects.toThrow(message);
  });

  test('what needs all rows', async () => {
    await expect(fit(good, { validationSplit: 0.5 })).rejects.toThrow(/unknown option "validationSplit"/);
    await expect(fit(good, {}, make('float64', { shuffle: 'balanced' }))).rejects.toThrow(/"balanced" needs all rows/);
    const trainer = make('float64', { metrics: wrong(['auc']) });
    await expect(fit(good, {}, trainer)).rejects.toThrow(/the metric "auc" needs all rows at once/);
    // A trainer that refused works on.
    expect((await trainer.fit({ x, y }, { epochs: 1 })).loss).toHaveLength(1);
  });

  test('a run is gone on with by batches that end where its ended, and by no rows', async () => {
    const trainer = make();
    const onStep = ({ step }: { readonly step: number }) => {
      if (step === 2) throw new Error('stopped');
    };
    await expect(fit(good, { callbacks: [{ onStep }] }, trainer)).rejects.toThrow('stopped');
    const file = trainer.save();
    const loaded = () => Trainer.load(file) as unknown as typeof trainer;
    await expect(fit([{ x: x.slice(0, 8), y: y.slice(0, 8) }, good[0], good[1]], {}, loaded())).rejects.toThrow(
      /batch 1 ends at row 13, but the run goes on from row 10/,
    );
    await expect(fit([good[0]], {}, loaded())).rejects.toThrow(/epoch 0 has 5 rows, 10 were used/);
    await expect(loaded().fit({ x, y }, { epochs: 2 })).rejects.toThrow(/other data or other batches/);
    await expect(fit(good, { validationData }, loaded())).rejects.toThrow(/other data or other batches/);
    expect((await fit(good, { resume: false }, loaded())).epochs).toBe(2);
  });
});
