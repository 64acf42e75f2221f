// Steps, runs and fits: one arithmetic, however it is called.
import { describe, expect, test } from 'vitest';
import {
  type DType,
  type Network,
  type RunOptions,
  Trainer,
  type TrainerOptions,
  type TrainingData,
  adam,
  sgd,
} from '../../src/index.ts';
import { coreOf } from '../../src/network/network.ts';
import { Dataset } from '../../src/training/dataset.ts';
import { Matrix } from '../../src/data/matrix.ts';
import { lossFor } from '../../src/losses/losses.ts';
import { TrainerMemory } from '../../src/training/memory.ts';
import { measureFor } from '../../src/training/metrics/metrics.ts';
import { optimizerFor } from '../../src/training/optimizers/optimizers.ts';
import { TrainingRun } from '../../src/training/run.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, everyLayer, labelsOf, oneHot, rowsOf } from '../support/networks.ts';

const x = rowsOf(23, 3);
const y = labelsOf(23);
const data = { x, y };
const loss = 'binaryCrossEntropy';

/** Makes a run to its end; the losses and the hash of the parameters. */
function trained(dtype: DType, options: Partial<TrainerOptions<never>>, run: Partial<RunOptions> = {}, rows = data) {
  const network: Network<DType> = binaryNetwork(dtype);
  const trainer = new Trainer<DType>(network, { loss, optimizer: sgd({ learningRate: 0.25 }), ...options });
  const training = trainer.start(rows, { epochs: 3, ...run });
  training.advance({ steps: 1_000_000 });
  expect(training.done).toBe(true);
  return { hash: network.hash(), loss: training.history.loss, steps: trainer.steps };
}

describe.each(dtypes)('%s', (dtype) => {
  test.each([
    ['all rows at once', 'full', 1],
    ['more than all rows', 50, 1],
    ['mini-batches with a short last one', 5, 5],
    ['mini-batches that come out even', 23, 1],
    ['a single row', 1, 23],
  ] as const)('%s: a run makes the steps that step makes', (_, batchSize, perEpoch) => {
    const run = trained(dtype, { batchSize, shuffle: false });
    const network = binaryNetwork(dtype);
    const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.25 }) });
    const size = Math.ceil(23 / perEpoch);
    const losses = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      let sum = 0;
      for (let first = 0; first < 23; first += size) {
        const rows = Math.min(size, 23 - first);
        sum += trainer.step(x.slice(first, first + rows), y.slice(first, first + rows)) * rows;
      }
      losses.push(sum / 23);
    }
    expect(run.steps).toBe(3 * perEpoch);
    expect(run.hash).toBe(network.hash());
    expect(run.loss).toEqual(losses);
  });

  test('advancing by steps, by milliseconds and fit give the same bits', async () => {
    const make = () => {
      const network = everyLayer(dtype);
      const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy', batchSize: 4 });
      return { network, trainer };
    };
    const rows = { x, y: oneHot(y, 2) };
    const fitted = make();
    const { loss: expected } = await fitted.trainer.fit(rows, { epochs: 5 });
    for (const limit of [{ steps: 1 }, { steps: 7 }, { steps: 6 }, { milliseconds: 0.01 }, { milliseconds: 5 }]) {
      const { network, trainer } = make();
      const run = trainer.start(rows, { epochs: 5 });
      while (!run.done) run.advance(limit);
      expect(network.hash()).toBe(fitted.network.hash());
      expect(run.history.loss).toEqual(expected);
    }
  });

  test('other calls between the slices of a run do not disturb it', () => {
    const network = binaryNetwork(dtype);
    const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.25 }), batchSize: 4 });
    const run = trainer.start(data, { epochs: 3 });
    while (!run.done) {
      run.advance({ steps: 2 });
      network.predict(rowsOf(30, 3));
      trainer.evaluate(data);
      network.backward(network.forward(x, { cache: true }), y, { loss });
      network.save();
    }
    expect(network.hash()).toBe(trained(dtype, { batchSize: 4 }).hash);
  });

  test('rows that do not fit are staged, to the same order', () => {
    const { core, rows } = { core: coreOf(binaryNetwork(dtype)), rows: matrices(23) };
    for (const limit of [1, 6 * 4 * core.engine.elementBytes, 22 * 4 * core.engine.elementBytes]) {
      const staged = new Dataset(core, rows, 5, false, limit);
      const resident = new Dataset(core, rows, 5);
      expect([staged.resident, resident.resident]).toEqual([false, true]);
      expect(staged.stageRows).toBeGreaterThanOrEqual(5);
      for (let epoch = 0; epoch < 3; epoch++) {
        if (epoch > 0) for (const dataset of [staged, resident]) dataset.shuffle(9, epoch);
        expect([...staged.order]).toEqual([...resident.order]);
        for (let first = 0; first < 23; first += staged.stageRows) {
          const count = Math.min(staged.stageRows, 23 - first);
          staged.stage(first, count);
          for (let place = first; place < first + count; place++) {
            expect(rowAt(staged, place)).toEqual(rowAt(resident, place));
          }
        }
      }
    }

    function rowAt({ indices, parts, rows }: Dataset, place: number): number[] {
      const index = core.engine.words(indices.address, rows)[place]!;
      return parts.flatMap(({ tensor: { address, columns } }) => [
        ...core.engine.view(address + index * columns * core.engine.elementBytes, columns),
      ]);
    }
  });
});

function matrices(count: number): { x: Matrix; y: Matrix } {
  return {
    x: new Matrix(new Float64Array(rowsOf(count, 3).flat()), count, 3),
    y: new Matrix(new Float64Array(labelsOf(count)), count, 1),
  };
}

test('the seed determines the order of rows', () => {
  const hash = (options: Partial<TrainerOptions<never>>) => trained('float64', { batchSize: 4, ...options }).hash;
  expect(hash({ seed: 3 })).toBe(hash({ seed: 3 }));
  const hashes = [
    hash({}),
    hash({ seed: 3 }),
    hash({ seed: 4 }),
    hash({ seed: 2 ** 32 + 3 }),
    hash({ shuffle: false }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  // The network's seed unless another is given.
  expect(hash({ seed: 7 })).toBe(hashes[0]);
});

test('an epoch uses every row once, and each epoch in an order of its own', () => {
  const network = binaryNetwork('float64');
  const orders: string[] = [];
  const core = coreOf(network);
  const dataset = new Dataset(core, matrices(23), 4);
  for (let epoch = 0; epoch < 4; epoch++) {
    dataset.shuffle(5, epoch);
    expect([...dataset.order].sort((a, b) => a - b)).toEqual(x.map((_, i) => i));
    orders.push(dataset.order.join());
  }
  expect(new Set(orders).size).toBe(4);
  // At rate 0+ nothing is learnt, so the epoch's loss is the mean over all rows, each counted once.
  const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 1e-300 }), batchSize: 4 });
  const run = trainer.start(data, { epochs: 2 });
  run.advance({ steps: 100 });
  for (const value of run.history.loss) expect(value).toBeCloseTo(trainer.evaluate(data).loss, 14);
});

test('a run says how far it is', () => {
  const trainer = new Trainer(binaryNetwork('float64'), { loss, batchSize: 10 });
  const run = trainer.start(data, { epochs: 2 });
  const seen = [];
  while (!run.done) {
    seen.push([run.epoch, run.progress.rows, run.progress.of]);
    run.advance({ steps: 1 });
  }
  expect(seen).toEqual([
    [0, 0, 23],
    [0, 10, 23],
    [0, 20, 23],
    [1, 0, 23],
    [1, 10, 23],
    [1, 20, 23],
  ]);
  expect(run.progress).toEqual({ rows: 23, of: 23 });
  run.advance({ steps: 5 });
  expect([trainer.steps, run.history.epochs]).toEqual([6, 2]);
});

test('the optimizers go on where the last run ended', () => {
  for (const optimizer of [adam({ learningRate: 0.05 }), sgd({ learningRate: 0.1, momentum: 0.9 })]) {
    const make = () => {
      const network = binaryNetwork('float64');
      return { network, trainer: new Trainer(network, { loss, optimizer, batchSize: 'full' }) };
    };
    const [once, twice] = [make(), make()];
    once.trainer.start(data, { epochs: 6 }).advance({ steps: 99 });
    for (const epochs of [2, 4]) twice.trainer.start(data, { epochs }).advance({ steps: 99 });
    expect(twice.network.hash()).toBe(once.network.hash());
  }
});

test('the learning rate may be set between steps', () => {
  const [one, two] = [binaryNetwork('float64'), binaryNetwork('float64')];
  const trainer = new Trainer(one, { loss, optimizer: sgd({ learningRate: 0.5 }) });
  const other = new Trainer(two, { loss, optimizer: sgd({ learningRate: 0.125 }) });
  expect(trainer.learningRate).toBe(0.5);
  trainer.learningRate = 0.125;
  trainer.step(x, y);
  other.step(x, y);
  expect(one.hash()).toBe(two.hash());
  expect(trainer.optimizer).toMatchObject({ name: 'sgd', learningRate: 0.5, momentum: 0, nesterov: false });
});

test('applyGradients of a trainer is the update of its optimizer', () => {
  for (const optimizer of [adam(), sgd({ momentum: 0.9, nesterov: true }), sgd()]) {
    const [byHand, stepped] = [binaryNetwork('float32'), binaryNetwork('float32')];
    const [trainer, other] = [byHand, stepped].map((network) => new Trainer(network, { loss, optimizer }));
    for (let step = 0; step < 4; step++) {
      trainer!.applyGradients(byHand.backward(byHand.forward(x, { cache: true }), y, { loss }));
      other!.step(x, y);
    }
    expect(byHand.hash()).toBe(stepped.hash());
    expect(trainer!.steps).toBe(4);
  }
});

test('a data set is taken as it is when the run begins', () => {
  const flat = { x: new Float64Array(x.flat()), y: new Float64Array(y) } satisfies TrainingData;
  const network = binaryNetwork('float64');
  const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.25 }), batchSize: 5 });
  const run = trainer.start(flat, { epochs: 3 });
  flat.x.fill(NaN);
  flat.y.fill(NaN);
  run.advance({ steps: 99 });
  expect(network.hash()).toBe(trained('float64', { batchSize: 5 }).hash);
});

test.each(dtypes)('%s: a run on data that memory does not hold gives the bits of one that it does', (dtype) => {
  const run = (residentBytes: number, batchSize: number, shuffle: boolean) => {
    const network: Network<DType> = everyLayer(dtype);
    const core = coreOf(network);
    const optimizer = optimizerFor('adam');
    const memory = new TrainerMemory(core, optimizer, undefined);
    const training = new TrainingRun({
      core,
      memory,
      loss: lossFor('categoricalCrossEntropy', core.layers.at(-1)!),
      optimizer,
      schedule: undefined,
      clip: undefined,
      metrics: [measureFor('trainer', 'accuracy')],
      batchSize,
      shuffle,
      seed: 5,
      microBatchSize: undefined,
      mixup: undefined,
      train: matrices(23),
      validation: undefined,
      options: { epochs: 3 },
      reached: undefined,
      residentBytes,
      save: () => new Uint8Array(),
      onEnd() {},
    });
    while (!training.done) training.advance({ steps: 4 });
    return { hash: network.hash(), history: training.history };
  };
  for (const [batchSize, shuffle] of [
    [4, true],
    [4, false],
    [1, true],
    [22, true],
  ] as const) {
    const resident = run(1e9, batchSize, shuffle);
    for (const limit of [1, 400, 700]) expect(run(limit, batchSize, shuffle)).toEqual(resident);
  }
});
