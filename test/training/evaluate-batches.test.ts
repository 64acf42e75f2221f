// Evaluation on rows that come in batches: what `evaluate` finds on all of them.
import { describe, expect, test } from 'vitest';
import { type LayerwiseErrorCode, Trainer, type TrainingData, evaluateBatches } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { classesOf, everyLayer, oneHot, rowsOf } from '../support/networks.ts';

async function expectRejection(promise: Promise<unknown>, ...expected: [code: LayerwiseErrorCode, message: RegExp]) {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expectError(
    () => {
      throw error;
    },
    ...expected,
  );
}

const ROWS = 700;
const x = rowsOf(ROWS, 3);
const y = classesOf(ROWS, 2);
const weights = x.map((_, i) => (i % 4) / 2);

const trainerOf = (dtype: (typeof dtypes)[number], loss: object = {}) =>
  new Trainer(everyLayer(dtype), {
    loss: { name: 'categoricalCrossEntropy', ...loss },
    metrics: ['accuracy', 'f1', 'logLoss'],
  });

function* batchesOf({ x, y, weights }: { x: unknown[]; y: unknown[]; weights?: unknown[] }, sizes = [1, 300, 7]) {
  for (let first = 0, i = 0; first < x.length; i++) {
    const end = first + sizes[i % sizes.length]!;
    const part = (of: unknown[]) => of.slice(first, end) as number[];
    yield { x: part(x), y: part(y), ...(weights === undefined ? {} : { weights: part(weights) }) };
    first = end;
  }
}

describe.each(dtypes)('%s', (dtype) => {
  test.each([
    [{}, { x, y }],
    [{ reduction: 'sum' }, { x, y }],
    [{ classWeights: [1, 5] }, { x, y }],
    [{}, { x, y, weights }],
    [{ labelSmoothing: 0.1 }, { x, y: oneHot(y, 2) }],
  ] as const)('%j: the loss and the metrics of all rows at once', async (loss, data) => {
    const trainer = trainerOf(dtype, loss);
    const { loss: expected, ...metrics } = trainer.evaluate(data as TrainingData);
    async function* later() {
      for (const batch of batchesOf(data as never)) yield await Promise.resolve(batch);
    }
    for (const batches of [[...batchesOf(data as never)], batchesOf(data as never), later()]) {
      const { loss: found, ...rest } = await evaluateBatches(trainer, batches);
      expect(rest).toEqual(metrics);
      expect(Math.abs(found - expected)).toBeLessThan(1e-13 * expected);
    }
  });
});

test('any number of batches take the memory of one, which is given back', async () => {
  const trainer = trainerOf('float64');
  const { memoryBytes } = trainer.network;
  await evaluateBatches(trainer, batchesOf({ x, y }, [256]));
  const first = trainer.network.memoryBytes;
  await evaluateBatches(trainer, batchesOf({ x: [...x, ...x, ...x], y: [...y, ...y, ...y] }, [256]));
  expect(trainer.network.memoryBytes).toBe(first);
  expect(first - memoryBytes).toBeLessThan(2 ** 18);
});

test('mistakes name the batch, and the source is closed', async () => {
  const trainer = trainerOf('float64');
  let closed = 0;
  function* source(...batches: object[]): Generator<TrainingData> {
    try {
      yield* batches as TrainingData[];
    } finally {
      closed++;
    }
  }
  const good = { x: x.slice(0, 2), y: y.slice(0, 2) };
  const bad = { x: [[1, 2]], y: [0] };
  await expectRejection(
    evaluateBatches(trainer, source(good, bad)),
    'INVALID_SHAPE',
    /evaluate: batch 1: x: row 0 has 2 col/,
  );
  const other = { ...good, weights: [1, 1] };
  await expectRejection(
    evaluateBatches(trainer, source(good, other)),
    'INVALID_SHAPE',
    /batch 1 has 1 columns of targets and weights, those before have 1 columns of targets$/,
  );
  expect(closed).toBe(2);
  await expectRejection(evaluateBatches(trainer, []), 'INVALID_STATE', /no batches/);
  await expectRejection(evaluateBatches(trainer, 7 as never), 'INVALID_OPTION', /evaluate: batches must be iterable/);
  const whole = new Trainer(everyLayer('float64'), { loss: 'categoricalCrossEntropy', metrics: ['auc'] });
  await expectRejection(evaluateBatches(whole, [good]), 'INVALID_OPTION', /"auc" needs all rows at once/);
  whole.dispose();
  await expectRejection(evaluateBatches(whole, [good]), 'INVALID_STATE', /has ended/);
  expectError(() => whole.evaluate(good), 'INVALID_STATE', /has ended/);
});
