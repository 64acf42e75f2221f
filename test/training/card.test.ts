// The record of a training: kept on request, through interruptions, and only while it is true.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type RunOptions, Trainer, type TrainerOptions, type TrainingCallback } from '../../src/index.ts';
import { NUMERICS_VERSION } from '../../src/network/model-file.ts';
import { VERSION } from '../../src/version.ts';
import { expectError } from '../support/errors.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';

const data = { x: rowsOf(20, 3), y: labelsOf(20) };
const options = { loss: 'binaryCrossEntropy', metrics: ['accuracy'], batchSize: 6 } satisfies TrainerOptions;
const trainerOf = () => new Trainer(binaryNetwork('float64'), options);
const noCard = 'card: no complete run with "card: true" alone made the parameters';
const notAsSeeded = 'fit: "card" needs a network as its seed made it, and a new trainer';
const notRecorded = 'fit: "card" needs all of the run to be recorded, with the same "earlyStopping"';
const run: RunOptions = { epochs: 3, card: true };

test('the version that cards state is the package’s', () => {
  expect(VERSION).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version);
});

test('a card says how the network was trained', async () => {
  const trainer = trainerOf();
  const seeded = trainer.network.hash();
  const history = await trainer.fit(data, { ...run, validationSplit: 0.25 });
  const card = trainer.card();
  expect(card).toMatchObject({
    version: VERSION,
    numerics: NUMERICS_VERSION,
    data: expect.stringMatching(/^[0-9a-f]{64}$/),
    trainer: { loss: { name: 'binaryCrossEntropy' }, optimizer: { name: 'adam', beta1: 0.9 }, batchSize: 6, seed: 7 },
    run: { epochs: 3, validationSplit: 0.25 },
    result: trainer.network.hash(),
  });
  expect(card.checkpoints.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect(card.checkpoints[0]!.parameters).toBe(seeded);
  expect(card.checkpoints[3]!.parameters).toBe(card.result);
  expect(card.metrics).toEqual({
    loss: history.loss[2],
    accuracy: history.accuracy[2],
    valLoss: history.valLoss[2],
    valAccuracy: history.valAccuracy[2],
  });
  expect(trainer.network.untrained().hash()).toBe(seeded);
});

test('of an early stopping that gave the best weights back it has the metrics of the best epoch', async () => {
  const trainer = new Trainer(binaryNetwork('float64'), { ...options, optimizer: { name: 'sgd', learningRate: 2 } });
  const history = await trainer.fit(data, { ...run, epochs: 200, earlyStopping: { patience: 5 } });
  expect(history.stopped).toBe(true);
  expect(history.bestEpoch).toBeLessThan(history.epochs - 1);
  expect(trainer.card().run.epochs).toBe(history.epochs);
  expect(trainer.card().metrics).toMatchObject({ loss: Math.min(...history.loss) });
});

test('there are at most 16 checkpoints, at equal distances, whatever number of epochs was asked for', async () => {
  const epochsOf = (trainer: Trainer<'float64'>) => trainer.card().checkpoints.map(({ epoch }) => epoch);
  for (const [epochs, last, distance] of [
    [15, 15, 1],
    [16, 16, 2],
    [100, 96, 8],
    [257, 256, 32],
  ] as const) {
    const trainer = trainerOf();
    await trainer.fit(data, { epochs, card: true });
    const expected = Array.from({ length: last / distance + 1 }, (_, i) => i * distance);
    expect(epochsOf(trainer)).toEqual(expected);
    expect(expected.length).toBeLessThanOrEqual(16);
  }
});

test('a training that was interrupted and gone on with from a file has the card of one that was not', async () => {
  const whole = trainerOf();
  await whole.fit(data, { epochs: 40, card: true });
  let part: Trainer<'float64'> | undefined = trainerOf();
  for (let done = false; !done; part = Trainer.load(part!.save()) as Trainer<'float64'>) {
    const going = part!.start(data, { epochs: 40, card: true });
    going.advance({ steps: 11 });
    done = going.done;
  }
  expect(part.card()).toEqual(whole.card());
});

const onFirstEpoch = (act: () => void): TrainingCallback => ({
  onEpochEnd: ({ epoch }) => (epoch === 0 ? act() : undefined),
});

const disturbances: [string, (trainer: Trainer<'float64'>) => void][] = [
  ['a step', (trainer) => trainer.step(data.x, data.y)],
  ['another learning rate', (trainer) => (trainer.learningRate = 0.5)],
];

test.each(disturbances)('%s amid the run leaves it without a card', (_, disturb) => {
  const trainer = trainerOf();
  trainer.start(data, { ...run, callbacks: [onFirstEpoch(() => disturb(trainer))] }).advance({ steps: 100 });
  expectError(() => trainer.card(), 'INVALID_STATE', noCard);
});

test.each(disturbances)('%s between two parts of the run leaves it without a card', (_, disturb) => {
  const trainer = trainerOf();
  trainer.start(data, run).advance({ steps: 3 });
  const loaded = Trainer.load(trainer.save()) as unknown as typeof trainer;
  disturb(loaded);
  loaded.start(data, run).advance({ steps: 100 });
  expectError(() => loaded.card(), 'INVALID_STATE', noCard);
});

test.each(disturbances)('%s before the run is an error', (_, disturb) => {
  const trainer = trainerOf();
  disturb(trainer);
  expectError(() => trainer.start(data, run), 'INVALID_STATE', notAsSeeded);
});

test('what else leaves a network without a card', async () => {
  const changed = trainerOf();
  changed.network.parameters[0]! += 1;
  expectError(() => changed.start(data, run), 'INVALID_STATE', notAsSeeded);

  const trainer = trainerOf();
  expectError(() => trainer.card(), 'INVALID_STATE', noCard);
  const going = trainer.start(data, run);
  going.advance({ steps: 5 });
  expectError(() => trainer.card(), 'INVALID_STATE', noCard);
  going.advance({ steps: 100 });
  expect(Trainer.load(trainer.save()).card()).toEqual(trainer.card());
  trainer.network.setWeights({ 'layers.2.biases': [[1]] });
  expectError(() => trainer.card(), 'INVALID_STATE', noCard);

  await expect(trainer.fit(data, run)).rejects.toThrow(notAsSeeded);
  await trainer.fit(data, { epochs: 1 });
  expectError(() => trainer.card(), 'INVALID_STATE', noCard);
});

test('a part of a run that was not recorded, or had other early stopping, cannot be gone on with for a card', () => {
  const trainer = trainerOf();
  trainer.start(data, { epochs: 3 }).advance({ steps: 5 });
  expectError(() => trainer.start(data, run), 'INVALID_STATE', notRecorded);
  const other = trainerOf();
  other.start(data, { ...run, earlyStopping: { patience: 2 } }).advance({ steps: 5 });
  expectError(() => other.start(data, run), 'INVALID_STATE', notRecorded);
});
