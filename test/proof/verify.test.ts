// A training made again from its model card: it agrees to the byte, and nothing that was changed does.
import { describe, expect, test } from 'vitest';
import {
  Network,
  type OptimizerConfig,
  type RunOptions,
  Trainer,
  type TrainerOptions,
  dense,
  isLayerwiseError,
  normalization,
} from '../../src/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { type Verification, verifyTraining } from '../../src/proof/index.ts';
import { optimizerNames } from '../../src/training/optimizers/optimizers.ts';
import { dtypes } from '../support/kernel.ts';
import { everyLayer, labelsOf, oneHot, rowsOf } from '../support/networks.ts';
import { randomValues } from '../support/values.ts';

const data = { x: rowsOf(30, 3), y: oneHot(labelsOf(30), 2) };
const options: TrainerOptions = { loss: 'categoricalCrossEntropy', metrics: ['accuracy'], batchSize: 7 };

/** The file of a training of every kind of layer. */
function fileOf(dtype: (typeof dtypes)[number], more: Partial<TrainerOptions>, run: RunOptions): Uint8Array {
  const network = everyLayer(dtype);
  const trainer = new Trainer(network, { ...options, ...more });
  trainer.start(data, { ...run, card: true }).advance({ steps: 1e6 });
  return network.save({ card: trainer.card() });
}

const differing = ({ checks }: Verification) => checks.filter(({ agrees }) => !agrees).map(({ what }) => what);

/** Each optimizer with its defaults, and with what makes it another. */
const optimizers: OptimizerConfig[] = [
  ...optimizerNames.map((name) => ({ name })),
  { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
  { name: 'sgd', learningRate: 0.05, momentum: 0.5, averaged: true },
  { name: 'adam', learningRate: 0.01, beta1: 0.8, epsilon: 1e-6 },
];

describe.each(dtypes)('%s', (dtype) => {
  test.each(optimizers)('the replay agrees: %j', async (optimizer) => {
    const file = fileOf(dtype, { optimizer }, { epochs: 5, validationSplit: 0.2 });
    const epochs: number[] = [];
    const verification = await verifyTraining(file, data, { onProgress: ({ epoch }) => epochs.push(epoch) });
    expect(differing(verification)).toEqual([]);
    expect(verification.agrees).toBe(true);
    expect(verification.checks.map(({ what }) => what)).toEqual([
      'data',
      'parameters of the seed',
      'numerics',
      ...[1, 2, 3, 4, 5].map((epoch) => `parameters after epoch ${epoch}`),
      'epochs',
      'parameters at the end',
      'metrics',
      'file',
    ]);
    expect(epochs.at(-1)).toBe(5);
  });

  test('full batches, rows in order, a seed of the trainer’s own, early stopping', async () => {
    const runs: [Partial<TrainerOptions>, RunOptions][] = [
      [{ batchSize: 'full' }, { epochs: 3 }],
      [{ shuffle: false, seed: 99 }, { epochs: 3 }],
      [
        { optimizer: { name: 'adam', learningRate: 0.1 } },
        { epochs: 300, validationSplit: 0.3, earlyStopping: { patience: 3 } },
      ],
    ];
    for (const [more, run] of runs) {
      const file = fileOf(dtype, more, run);
      expect(differing(await verifyTraining(file, data))).toEqual([]);
    }
  });
});

test('validation data that was given is a part of the data', async () => {
  const validationData = { x: rowsOf(9, 3, 8), y: oneHot(labelsOf(9), 2) };
  const file = fileOf('float64', {}, { epochs: 3, validationData });
  expect((await verifyTraining(file, { ...data, validationData })).agrees).toBe(true);
  expect(differing(await verifyTraining(file, data))).toEqual(['data']);
});

test('what was done after the training is done again', async () => {
  const network = everyLayer('float64');
  const trainer = new Trainer(network, options);
  await trainer.fit(data, { epochs: 2, card: true });
  const card = { ...trainer.card(), author: 'Ada' };
  const finish = (trained: typeof network) => trained.setWeights({ 'layers.5.biases': [[1, 2]] });
  finish(network);
  const file = network.save({ card });
  expect(differing(await verifyTraining(file, data))).toEqual(['file']);
  expect((await verifyTraining(file, data, { finish: (replayed) => finish(replayed as typeof network) })).agrees).toBe(
    true,
  );
});

test('a file without the card of a training cannot agree', async () => {
  const network = everyLayer('float64');
  for (const card of [undefined, { author: 'Ada' }, [], { trainer: {}, run: {}, checkpoints: [null] }]) {
    const file = network.save(card === undefined ? {} : { card });
    expect(differing(await verifyTraining(file, data))).toEqual(['card']);
  }
});

/** What the file's card would say, sealed again: what someone would do who knows the format. */
function forged(file: Uint8Array, change: (card: Record<string, unknown>) => Record<string, unknown>): Uint8Array {
  const network = Network.load(file);
  return network.save({ card: change({ ...network.card }) });
}

const afterTheSeed = [
  ...[1, 2, 3].map((epoch) => `parameters after epoch ${epoch}`),
  'parameters at the end',
  'metrics',
  'file',
];

const forgeries: [
  what: string,
  change: (card: Record<string, unknown>) => Record<string, unknown>,
  differs: string[],
][] = [
  ['other metrics', (card) => ({ ...card, metrics: { loss: 0, accuracy: 1 } }), ['metrics', 'file']],
  [
    'fewer checkpoints',
    ({ checkpoints, ...card }) => ({ ...card, checkpoints: (checkpoints as []).slice(0, 2) }),
    ['file'],
  ],
  ['no checkpoints', (card) => ({ ...card, checkpoints: [] }), ['parameters of the seed']],
  ['another learning rate', (card) => withOptimizer(card, { name: 'adam', learningRate: 0.5 }), afterTheSeed],
  [
    'a course that overflows',
    (card) => ({ ...withOptimizer(card, { name: 'sgd', learningRate: 1e9 }), run: { epochs: 50 } }),
    ['course'],
  ],
  ['another numerics version', (card) => ({ ...card, numerics: 0 }), ['numerics', 'file']],
  ['another result', (card) => ({ ...card, result: '0'.repeat(64) }), ['parameters at the end', 'file']],
  ['more epochs', (card) => ({ ...card, run: { epochs: 4 } }), ['parameters at the end', 'metrics', 'file']],
];

function withOptimizer(card: Record<string, unknown>, optimizer: OptimizerConfig): Record<string, unknown> {
  return { ...card, trainer: { ...(card['trainer'] as TrainerOptions), optimizer } };
}

test.each(forgeries)('a card that was forged does not agree: %s', async (_, change, differs) => {
  const file = forged(fileOf('float64', {}, { epochs: 3 }), change);
  expect(differing(await verifyTraining(file, data))).toEqual(differs);
});

test('parameters that were changed do not agree with a card that was not', async () => {
  const file = fileOf('float64', {}, { epochs: 3 });
  const network = Network.load(file);
  network.parameters[0]! += 2 ** -40;
  expect(differing(await verifyTraining(network.save({ card: network.card! }), data))).toEqual(['file']);
});

/** A training small enough to be made a thousand times. */
function smallFile(): { file: Uint8Array; x: number[][]; y: number[] } {
  const x = rowsOf(12, 2);
  const y = labelsOf(12);
  const network = new Network({
    inputs: 2,
    layers: [normalization({ mean: [0.25, -1], deviation: [2, 3] }), dense(3), dense(1, { activation: 'sigmoid' })],
    seed: 5,
    features: ['height in cm', 'weight'],
    classes: ['no', 'yes'],
  });
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', metrics: ['auc'], batchSize: 5 });
  const run = { epochs: 20, validationSplit: 0.2, earlyStopping: { patience: 19 }, card: true };
  trainer.start({ x, y }, run).advance({ steps: 1e6 });
  return { file: network.save({ card: trainer.card() }), x, y };
}

/** Whether the change was found out: the file refused as damaged, or something does not agree. */
async function caught(file: Uint8Array, data: { x: number[][]; y: number[] }): Promise<boolean> {
  try {
    return !(await verifyTraining(file, data)).agrees;
  } catch (error) {
    if (isLayerwiseError(error) && error.code === 'INVALID_FILE') return true;
    throw error;
  }
}

/** The bits whose flip was not found out. */
async function missedFlips(file: Uint8Array, data: { x: number[][]; y: number[] }): Promise<number[]> {
  const missed: number[] = [];
  for (let place = 0; place < file.length * 8; place++) {
    const flipped = file.slice();
    flipped[place >> 3]! ^= 1 << (place & 7);
    if (!(await caught(flipped, data))) missed.push(place);
  }
  return missed;
}

/** The same float64 but for its last bit. */
function withLastBitFlipped(value: number): number {
  const bits = new BigInt64Array(1);
  const number = new Float64Array(bits.buffer);
  number[0] = value;
  bits[0]! ^= 1n;
  return number[0]!;
}

test('every bit of a file that is flipped is caught', async () => {
  const { file, ...rows } = smallFile();
  expect(await caught(file, rows)).toBe(false);
  expect(await missedFlips(file, rows)).toEqual([]);
});

test('one changed cell of the data is caught, 1,000 times of 1,000', async () => {
  const { file, x, y } = smallFile();
  const cells = randomValues(1000, 12).map((value) => Math.floor(((value + 1) / 2) * 36));
  const changes = randomValues(1000, 13);
  const missed: number[] = [];
  for (const [i, cell] of cells.entries()) {
    const row = Math.floor(cell / 3);
    const changed = { x: x.map((values) => [...values]), y: [...y] };
    if (cell % 3 === 2) changed.y[row] = 1 - y[row]!;
    else changed.x[row]![cell % 3] = i % 2 === 0 ? changes[i]! : withLastBitFlipped(x[row]![cell % 3]!);
    if (!(await caught(file, changed))) missed.push(cell);
  }
  expect(missed).toEqual([]);
});

test('two rows that changed places are other data', async () => {
  const { file, x, y } = smallFile();
  const swapped = { x: [x[1]!, x[0]!, ...x.slice(2)], y: [y[1]!, y[0]!, ...y.slice(2)] };
  expect(differing(await verifyTraining(file, swapped))).toEqual(['data']);
});

test('the seal is in the metadata, and load refuses a file whose seal is broken', () => {
  const { file } = smallFile();
  const { tensors, metadata } = decodeSafetensors(file);
  const named = [...tensors].map(([name, tensor]) => ({ name, ...tensor }));
  const broken = [
    { ...metadata, card: metadata['card']!.replace('"auc"', '"r2"') },
    { ...metadata, layerwise: metadata['layerwise']!.replace('"yes"', '"yea"') },
    { ...metadata, seal: '' },
    Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'seal')),
    Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'card')),
  ];
  for (const changed of broken) {
    expect(() => Network.load(encodeSafetensors(named, changed))).toThrow(/not those that were sealed/);
  }
  expect(Network.load(encodeSafetensors(named, metadata)).card).toMatchObject({ version: expect.any(String) });
});
