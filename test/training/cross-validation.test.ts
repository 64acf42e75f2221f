// Cross-validation, and training that begins from parameters that are there.
import { expect, test } from 'vitest';
import { type LabelledRows, Network, Trainer, crossValidate, dense, kFold, stratifiedKFold } from '../../src/index.ts';
import { wrong } from '../support/mistakes.ts';
import { classesOf, rowsOf } from '../support/networks.ts';

const x = rowsOf(50, 4);
const y = classesOf(50, 3);
const data = { x, y };

function networkOf(seed = 3) {
  return new Network({
    inputs: 4,
    layers: [dense(6, { activation: 'tanh' }), dense(3, { activation: 'softmax' })],
    seed,
  });
}

const make = () =>
  new Trainer(networkOf(), { loss: 'categoricalCrossEntropy', metrics: ['accuracy', 'f1'], batchSize: 16 });

const at = <T>(values: readonly T[], rows: Uint32Array): T[] => Array.from(rows, (row) => values[row]!);

test.each([true, false])('stratify %s: each fold is trained on the others and evaluated', async (stratify) => {
  const seen: number[][] = [];
  const { folds, mean, deviation } = await crossValidate({
    make(train: LabelledRows, fold) {
      seen.push([fold, train.x.rows]);
      return make();
    },
    data,
    folds: 4,
    stratify,
    seed: 9,
    epochs: 3,
  });
  const division = stratify ? stratifiedKFold(y, { folds: 4, seed: 9 }) : kFold(50, { folds: 4, seed: 9 });
  for (const [fold, { train, test: held }] of division.entries()) {
    const trainer = make();
    await trainer.fit({ x: at(x, train), y: at(y, train) }, { epochs: 3 });
    expect(folds[fold]).toEqual(trainer.evaluate({ x: at(x, held), y: at(y, held) }));
    expect(seen[fold]).toEqual([fold, train.length]);
  }
  for (const name of ['loss', 'accuracy', 'f1'] as const) {
    const values = folds.map((each) => each[name]);
    const average = values.reduce((sum, value) => sum + value) / 4;
    expect(mean[name]).toBeCloseTo(average, 14);
    expect(deviation[name]).toBeCloseTo(
      Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / 3),
      14,
    );
  }
});

test('a trainer that has learnt something is refused', async () => {
  const trainer = make();
  await expect(crossValidate({ make: () => trainer, data, folds: 2, epochs: 1 })).rejects.toThrow(
    /"make" must return a new trainer/,
  );
  for (const [options, message] of [
    [undefined, /^crossValidate: options must be an object/],
    [{ data, epochs: 1 }, /"make" must be a function, got undefined/],
    [{ make, epochs: 1 }, /^crossValidate: the data must be an object \{ x, y \}, got undefined/],
    [{ make: async () => trainer, data, epochs: 1 }, /"make" must return a Trainer, got an object/],
  ] as const)
    await expect(crossValidate(wrong(options))).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(message),
    });
  await expect(crossValidate({ make, data, folds: 51, epochs: 1 })).rejects.toThrow(/51 folds of 50 rows/);
});

test('warm start: from the parameters of another network, and more epochs of the same trainer', async () => {
  const first = make();
  await first.fit(data, { epochs: 3 });
  const next = new Trainer(networkOf(4), { loss: 'categoricalCrossEntropy', batchSize: 16 });
  next.network.copyFrom(first.network);
  expect(next.network.hash()).toBe(first.network.hash());
  expect(next.evaluate(data).loss).toBe(first.evaluate(data).loss);
  // A new optimizer, from the parameters copied.
  const [begun] = (await next.fit(data, { epochs: 1 })).loss;
  expect(begun).toBeLessThan((await make().fit(data, { epochs: 1 })).loss[0]!);
  // The same optimizer: more epochs, also after a file, are as if they had been asked for at once.
  const whole = make();
  await whole.fit(data, { epochs: 5 });
  const loaded = Trainer.load(first.save());
  await loaded.fit(data, { epochs: 2 });
  expect(loaded.network.hash()).toBe(whole.network.hash());
});
