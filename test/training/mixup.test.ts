// Mixup: which rows are mixed, by how much, and that nothing but training sees it.
import { describe, expect, test } from 'vitest';
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import { type DType, Network, Trainer, type TrainerOptions, dense, embedding, sgd } from '../../src/index.ts';
import { lossFor } from '../../src/losses/losses.ts';
import { coreOf } from '../../src/network/network.ts';
import { Builder } from '../../src/program/builder.ts';
import { emitMixup, emitShares } from '../../src/training/mixup.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { classesOf, oneHot, rowsOf } from '../support/networks.ts';

/** A builder whose draws are those of a step. */
function builderAt<D extends DType>(dtype: D, capacity: number, step: number, seed = 5) {
  const { engine } = coreOf(new Network({ inputs: 1, layers: [dense(1)], dtype }));
  const state = { name: 'state', address: engine.arena.allocate(STATE_BYTES) };
  engine.scalars(state.address + State.step, 1)[0] = step;
  const randomness = { seedLow: seed, seedHigh: 0, state };
  return { engine, builder: new Builder(engine, { capacity, training: true, base: 0, randomness }) };
}

/** Row i is 1 in column i: mixed, it says its share and its partner. */
function mixed(dtype: DType, rows: number, step: number, seed = 5, capacity = rows) {
  const { engine, builder } = builderAt(dtype, capacity, step, seed);
  const [x, y] = [builder.tensor('X', rows), builder.tensor('Y', rows)];
  const loss = lossFor('meanSquaredError', { activation: 'linear', outputs: rows, place: '' });
  const batch = emitMixup(builder, { alpha: 0.4 }, loss, { x, y });
  const program = builder.finish();
  for (let i = 0; i < rows; i++) for (const { address } of [x, y]) engine.view(address, rows * rows)[i * rows + i] = 1;
  program.run(rows);
  const [mixedX, mixedY] = [batch.x, batch.y].map(({ address }) => engine.view(address, rows * rows).slice());
  expect(mixedY).toEqual(mixedX);
  return Array.from({ length: rows }, (_, i) => {
    const row = mixedX!.slice(i * rows, (i + 1) * rows);
    const partner = row.findIndex((value, j) => j !== i && value !== 0);
    return { share: row[i]!, partner: partner < 0 ? i : partner, rest: row[partner] ?? 0 };
  });
}

describe.each(dtypes)('%s', (dtype) => {
  test('each row is mixed with one other by a permutation, shares of both being 1 together', () => {
    const rows = mixed(dtype, 33, 7);
    expect(rows.map(({ partner }) => partner).sort((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    for (const { share, rest } of rows) expect(share + rest).toBeCloseTo(1, dtype === 'float64' ? 15 : 6);
    expect(rows.filter(({ partner }, i) => partner === i).length).toBeLessThan(6);
  });

  test('the draws are a function of seed, step and row, whatever the batch was laid out for', () => {
    const rows = mixed(dtype, 33, 7);
    expect(mixed(dtype, 33, 7, 5, 40)).toEqual(rows);
    expect(mixed(dtype, 33, 8)).not.toEqual(rows);
    expect(mixed(dtype, 33, 7 + 2 ** 32)).not.toEqual(rows);
    expect(mixed(dtype, 33, 7, 6)).not.toEqual(rows);
    expect(mixed(dtype, 1, 7)[0]!.share).toBe(1);
  });

  /** P(λ ≤ q) of Beta(α, α) at q = 0.001, 0.05, 0.25 and 0.4, by SciPy's beta.cdf. */
  test.each([
    [0.05, [0.35534860654115596, 0.43310180801958614, 0.47440065951589516, 0.49051233697434715]],
    [0.2, [0.13220129172927383, 0.29102506644252224, 0.41405551952147296, 0.4677473492903859]],
    [0.4, [0.03733082661658848, 0.18004316200185286, 0.3563329373236792, 0.44519533784105364]],
    [1, [0.001, 0.05, 0.25, 0.4]],
    [3, [9.985006e-9, 0.001158125, 0.103515625, 0.31744000000000006]],
  ])('λ is Beta(%d, %d): its moments and its distribution', (alpha, probabilities) => {
    const count = 200_000;
    const { engine, builder } = builderAt(dtype, count, 3);
    const { address } = emitShares(builder, alpha);
    builder.finish().run(count);
    const shares = Float64Array.from(engine.view(address, count));
    const mean = (of: (value: number) => number) => shares.reduce((sum, value) => sum + of(value), 0) / count;
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.min(...shares.subarray(0, 1e5))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares.subarray(0, 1e5))).toBeLessThanOrEqual(1);
    // Within four standard errors.
    expect(Math.abs(mean((value) => value) - 0.5)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(mean((value) => (value - 0.5) ** 2) - variance)).toBeLessThan(4 * Math.sqrt(1 / 16 / count));
    [0.001, 0.05, 0.25, 0.4].forEach((q, i) => {
      const p = probabilities[i]!;
      const bound = 4 * Math.sqrt((p * (1 - p)) / count) + 1e-6;
      expect(Math.abs(mean((value) => Number(value <= q)) - p), `below ${q}`).toBeLessThan(bound);
      expect(Math.abs(mean((value) => Number(value >= 1 - q)) - p), `above ${1 - q}`).toBeLessThan(bound);
    });
  });
});

const x = rowsOf(30, 3);
const y = oneHot(classesOf(30, 2), 2);
const settings = { loss: 'categoricalCrossEntropy', batchSize: 8, mixup: { alpha: 0.4 }, seed: 5 } as const;
const network = (dtype: DType = 'float64') =>
  new Network({ inputs: 3, layers: [dense(4, { activation: 'tanh' }), dense(2, { activation: 'softmax' })], dtype });

function trained(options: Partial<TrainerOptions>, epochs = 2, weights?: number[]) {
  const trainer = new Trainer(network(), { ...settings, ...options } as TrainerOptions);
  const run = trainer.start({ x, y, ...(weights === undefined ? {} : { weights }) }, { epochs });
  while (!run.done) run.advance({ steps: 1 });
  return trainer;
}

test('a step is the step on the rows mixed by hand, weights too', () => {
  const rows = mixed('float64', 30, 0);
  const weights = x.map((_, i) => i / 30);
  const mix = (values: number[][]) =>
    values.map((row, i) => {
      const { share, partner } = rows[i]!;
      return row.map((value, j) => value * share + values[partner]![j]! * (1 - share));
    });
  const optimizer = sgd({ learningRate: 0.5 });
  const byHand = new Trainer(network(), { loss: settings.loss, optimizer });
  const expected = byHand.step(mix(x), mix(y), mix(weights.map((weight) => [weight])));
  const trainer = new Trainer(network(), { ...settings, optimizer });
  expect(trainer.step(x, y, weights)).toBeCloseTo(expected, 14);
  trainer.network.parameters.forEach((value, i) => expect(value).toBeCloseTo(byHand.network.parameters[i]!, 13));
});

test('the bits of micro-batches are those of whole batches', () => {
  const { network } = trained({});
  expect(trained({ microBatchSize: 3 }).network.hash()).toBe(network.hash());
  expect(network.hash()).not.toBe(trained({ mixup: { alpha: 3 } }).network.hash());
});

test('evaluation, and the validation’s loss and metrics, are of rows as they are', async () => {
  const trainer = new Trainer(network(), { ...settings, metrics: ['accuracy'] });
  const history = await trainer.fit({ x, y }, { epochs: 2, validationData: { x, y } });
  const plain = new Trainer(trainer.network.clone(), { loss: settings.loss, metrics: ['accuracy'] });
  const expected = plain.evaluate({ x, y });
  expect(trainer.evaluate({ x, y })).toEqual(expected);
  expect([history.valLoss[1], history.valAccuracy[1]]).toEqual([expected.loss, expected.accuracy]);
});

test('stopped after every step and gone on with from a file', () => {
  const whole = trained({}, 3);
  let current = new Trainer(network(), settings) as Trainer<DType, never>;
  for (;;) {
    const run = current.start({ x, y }, { epochs: 3 });
    run.advance({ steps: 1 });
    if (run.done) break;
    current = Trainer.load(current.save()) as unknown as Trainer<DType, never>;
  }
  expect(current.save()).toEqual(whole.save());
});

test('mistakes', () => {
  const make = (options: object, layers = [dense(2, { activation: 'softmax' })]) =>
    new Trainer(new Network({ inputs: 3, layers }), { ...settings, ...options } as never);
  expectError(() => make({ mixup: { alpha: 0 } }), 'INVALID_OPTION', /"mixup".*"alpha" must be/);
  expectError(() => make({ mixup: {} }), 'INVALID_OPTION', /"alpha" must be/);
  expectError(() => make({ mixup: 0.2 }), 'INVALID_OPTION', /"mixup"/);
  expectError(() => make({ mixup: { alpha: 1, beta: 2 } }), 'INVALID_OPTION', /unknown option "beta"/);
  const indices = { x, y: classesOf(30, 2) };
  expectError(() => make({}).start(indices, { epochs: 1 }), 'INVALID_OPTION', /not class indices: oneHot\(y\)/);
  expectError(() => make({}).step(x, indices.y), 'INVALID_OPTION', /not class indices/);
  const layers = [embedding({ categories: 3, dimensions: 2 }), dense(2, { activation: 'softmax' })];
  expectError(() => make({}, layers as never), 'INVALID_OPTION', /layers\[0\] embedding takes categories/);
});
