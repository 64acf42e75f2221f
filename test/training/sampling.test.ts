// Rows drawn so that classes are equally likely, and weights on their way to the program.
import { describe, expect, test } from 'vitest';
import { Matrix, Trainer, type TrainerOptions, fitBatches } from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { Dataset } from '../../src/training/dataset.ts';
import { setupOf } from '../../src/training/trainer.ts';
import { checkData, divide } from '../../src/training/data.ts';
import { fingerprint } from '../../src/training/progress.ts';
import { expectError } from '../support/errors.ts';
import { binaryNetwork, oneHot, rowsOf } from '../support/networks.ts';

const ROWS = 60;
const x = rowsOf(ROWS, 3);
/** One of 20 is of class 1. */
const y = Array.from({ length: ROWS }, (_, row) => Number(row % 20 === 7));
const weights = Array.from({ length: ROWS }, (_, row) => 1 + (row % 3) / 2);
const make = (options: Partial<TrainerOptions<'accuracy'>> = {}) =>
  new Trainer(binaryNetwork('float64'), {
    loss: 'binaryCrossEntropy',
    metrics: ['accuracy'],
    batchSize: 8,
    shuffle: 'balanced',
    ...options,
  });

const matrix = (values: readonly (readonly number[])[]) =>
  new Matrix(Float64Array.from(values.flat()), values.length, values[0]!.length);

describe('balanced', () => {
  const drawn = (targets: Matrix, seed: number, epochs: number) => {
    const { core } = setupOf(make());
    const dataset = new Dataset(core, { x: matrix(x), y: targets }, 8, true);
    return Array.from({ length: epochs }, (_, epoch) => {
      dataset.shuffle(seed, epoch);
      return [...dataset.order];
    });
  };

  test('every class is as likely, and every row of a class', () => {
    const counts = new Float64Array(ROWS);
    const epochs = drawn(matrix(y.map((value) => [value])), 5, 500);
    for (const row of epochs.flat()) counts[row]!++;
    const total = 500 * ROWS;
    const rare = counts.reduce((sum, count, row) => sum + count * y[row]!, 0);
    // Five standard deviations of the binomial distributions.
    expect(Math.abs(rare - total / 2)).toBeLessThan(5 * Math.sqrt(total / 4));
    counts.forEach((count, row) => {
      const share = 0.5 / (y[row] === 1 ? 3 : 57);
      expect(Math.abs(count - total * share)).toBeLessThan(5 * Math.sqrt(total * share));
    });
  });

  test('by seed and epoch; one-hot rows as their classes', () => {
    const [first, second] = drawn(matrix(y.map((value) => [value])), 5, 2);
    expect(first).not.toEqual(second);
    expect(drawn(matrix(y.map((value) => [value])), 5, 2)).toEqual([first, second]);
    expect(drawn(matrix(oneHot(y, 2)), 5, 2)).toEqual([first, second]);
    for (const seed of [6, 5 + 2 ** 32]) expect(drawn(matrix(y.map((value) => [value])), seed, 1)).not.toEqual([first]);
  });

  test.each([8, 7, 'full'] as const)('batches of %s: stopped anywhere, the same bits', async (batchSize) => {
    const whole = make({ batchSize });
    const history = await whole.fit({ x, y, weights }, { epochs: 3, validationSplit: 0.2 });
    let trainer = make({ batchSize });
    let run;
    do {
      trainer = Trainer.load(trainer.save()) as unknown as typeof trainer;
      run = trainer.start({ x, y, weights }, { epochs: 3, validationSplit: 0.2 });
      run.advance({ steps: 2 });
    } while (!run.done);
    expect(run.history).toEqual(history);
    expect(trainer.network.hash()).toBe(whole.network.hash());
  });

  test('the metrics are of the rows drawn', async () => {
    const trainer = make({ optimizer: { name: 'sgd', learningRate: 1e-300 } });
    const { accuracy } = await trainer.fit({ x, y }, { epochs: 2 });
    const { core, seed } = setupOf(trainer);
    const dataset = new Dataset(core, { x: matrix(x), y: matrix(y.map((value) => [value])) }, 8, true);
    const outputs = trainer.network.predict(x).data;
    for (const epoch of [0, 1]) {
      dataset.shuffle(seed, epoch);
      const right = [...dataset.order].filter((row) => Number(outputs[row]! >= 0.5) === y[row]).length;
      expect(accuracy[epoch]).toBe(right / ROWS);
    }
  });
});

describe('weights', () => {
  const setup = setupOf(make());

  test('stand beside their rows, staged or not', () => {
    const core = coreOf(make().network);
    const data = checkData(setup, 'test', { x, y, weights });
    const bytes = 5 * core.engine.elementBytes;
    for (const resident of [1, 20 * bytes, 1000 * bytes]) {
      const dataset = new Dataset(core, data, 8, false, resident);
      dataset.shuffle(3, 1);
      const part = dataset.parts.find(({ key }) => key === 'weights')!;
      for (let first = 0; first < ROWS; first += 8) {
        const count = Math.min(8, ROWS - first);
        dataset.stage(first, count);
        for (let place = first; place < first + count; place++) {
          const index = core.engine.words(dataset.indices.address, ROWS)[place]!;
          const [value] = core.engine.view(part.tensor.address + index * core.engine.elementBytes, 1);
          expect(value).toBe(weights[dataset.order[place]!]);
        }
      }
    }
  });

  test('are divided with their rows, and belong to the fingerprint', () => {
    const data = checkData(setup, 'test', { x, y, weights });
    const { train, validation } = divide(setup, data, { epochs: 1, validationSplit: 0.25 });
    for (const part of [train, validation!])
      for (let row = 0; row < part.x.rows; row++) {
        const from = x.findIndex((values) => values[0] === part.x.row(row)[0]);
        expect(part.weights!.data[row]).toBe(weights[from]);
      }
    const of = (given: object) =>
      fingerprint({ ...setup, train: checkData(setup, 'test', { x, y, ...given }), validation: undefined });
    expect(new Set([of({}), of({ weights }), of({ weights: weights.map((value) => value * 2) })]).size).toBe(3);
  });

  test('the loss is Σ w·l / m, in steps and evaluations', () => {
    const trainer = make();
    const losses = x.map((row, i) => trainer.evaluate({ x: [row], y: [y[i]!] }).loss);
    const expected = losses.reduce((sum, value, i) => sum + value * weights[i]!, 0) / ROWS;
    expect(trainer.evaluate({ x, y, weights }).loss).toBeCloseTo(expected, 14);
    expect(trainer.step(x, y, weights)).toBeCloseTo(expected, 14);
    expect(trainer.lastLoss.data).toBeCloseTo(expected, 14);
  });

  test('a row of weight 2 is two rows, one of 0 is none, but for the mean', () => {
    const of = (rows: readonly number[], given?: number[]) => {
      const network = binaryNetwork('float64');
      const loss = { name: 'binaryCrossEntropy', reduction: 'sum' } as const;
      const trainer = new Trainer(network, { loss, optimizer: { name: 'sgd', learningRate: 0.01 } });
      const [xs, ys] = [rows.map((row) => x[row]!), rows.map((row) => y[row]!)];
      for (let step = 0; step < 5; step++) trainer.step(xs, ys, given);
      return [...network.parameters];
    };
    const weighted = of([7, 8, 9, 10], [2, 1, 0, 1]);
    of([7, 7, 8, 10]).forEach((value, i) => expect(weighted[i]).toBeCloseTo(value, 12));
    of([7, 8, 9, 10]).forEach((value, i) => expect(of([7, 8, 9, 10], [1, 1, 1, 1])[i]).toBeCloseTo(value, 12));
  });

  test('a fit, batches and staged rows give the same bits, and others than without', async () => {
    const options = { shuffle: false, metrics: ['accuracy'] } as const;
    const [rows, batches, plain] = [make(options), make(options), make(options)];
    const validationData = { x, y, weights };
    const expected = await rows.fit({ x, y, weights }, { epochs: 3, validationData });
    const parts = Array.from({ length: Math.ceil(ROWS / 8) }, (_, i) => {
      const part = <T>(values: readonly T[]) => values.slice(i * 8, i * 8 + 8);
      return { x: part(x), y: part(y), weights: part(weights) };
    });
    const history = await fitBatches(batches, parts, { epochs: 3, validationData });
    expect(batches.network.hash()).toBe(rows.network.hash());
    expect([history.loss, history.valLoss]).toEqual([expected.loss, expected.valLoss]);
    await plain.fit({ x, y }, { epochs: 3 });
    expect(plain.network.hash()).not.toBe(rows.network.hash());
  });

  test('that are wrong', () => {
    const trainer = make();
    const step = (given: unknown) => () => trainer.step(x, y, given as number[]);
    expectError(step([1, 2]), 'INVALID_SHAPE', 'step: x has 60 rows, weights has 2');
    expectError(step(weights.map((_, row) => 5 - row)), 'INVALID_VALUE', 'step: weights: row 6 is -1');
    expectError(step(weights.map(() => NaN)), 'NON_FINITE', /step: weights: row 0, column 0 is NaN/);
    expectError(step('heavy'), 'INVALID_VALUE', /step: weights/);
  });
});
