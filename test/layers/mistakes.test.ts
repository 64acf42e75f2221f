// Layers that do not fit: errors that name the place, and nothing changed.
import { describe, expect, test } from 'vitest';
import {
  Network,
  NetworkPool,
  Trainer,
  batchNormalization,
  columnGroups,
  dense,
  dropout,
  embedding,
  gaussianNoise,
  layerNormalization,
  residual,
} from '../../src/index.ts';
import { type BadCall, testBadCalls, wrong } from '../support/mistakes.ts';
import { labelsOf, rowsOf } from '../support/networks.ts';

const made =
  (...layers: unknown[]) =>
  () =>
    new Network({ inputs: 4, layers: layers as never });
const table = embedding({ categories: 3, dimensions: 2 });

describe('options and shapes', () => {
  const calls: BadCall[] = [
    [
      'momentum',
      made(batchNormalization({ momentum: 2 })),
      'INVALID_OPTION',
      /layers\[0\] batchNormalization: "momentum"/,
    ],
    ['epsilon', made(layerNormalization({ epsilon: 0 })), 'INVALID_OPTION', /layerNormalization: "epsilon"/],
    ['an unknown option', made(batchNormalization(wrong({ axis: 1 }))), 'INVALID_OPTION', /unknown option "axis"/],
    ['a momentum alone', () => batchNormalization(wrong(0.9)), 'INVALID_OPTION', /^batchNormalization: options.*0\.9/],
    ['an epsilon alone', () => layerNormalization(wrong(1e-3)), 'INVALID_OPTION', /^layerNormalization: options/],
    ['deviation', made(gaussianNoise(-1)), 'INVALID_OPTION', /layers\[0\] gaussianNoise: "deviation"/],
    ['trainable', made(dense(2, { trainable: wrong(1) })), 'INVALID_OPTION', /layers\[0\] dense: "trainable"/],
    [
      'a block of another width',
      made(residual([dense(5), dense(3)])),
      'INVALID_SHAPE',
      /layers\[0\] residual: its layers give 3 columns, its input has 4/,
    ],
    ['an empty block', made(residual([])), 'INVALID_OPTION', /layers\[0\]: "layers" must hold/],
    ['no block', made(residual(wrong(3))), 'INVALID_OPTION', /layers\[0\]: "layers" must be an array, got 3/],
    [
      'inside a block',
      made(dense(4), residual([dense(0)])),
      'INVALID_OPTION',
      /layers\[1\]\.layers\[0\] dense: "units"/,
    ],
    ['no layer', made(residual([wrong(null)])), 'INVALID_OPTION', /layers\[0\]\.layers\[0\] must be a layer/],
    ['too few columns', made(columnGroups([{ columns: 3 }])), 'INVALID_SHAPE', /take 3 columns, its input has 4/],
    ['no columns', made(columnGroups([wrong({})])), 'INVALID_OPTION', /layers\[0\]\.groups\[0\]: "columns"/],
    ['no groups', made(columnGroups([])), 'INVALID_OPTION', /layers\[0\] columnGroups: "groups"/],
    [
      'inside a group',
      made(columnGroups([{ columns: 3 }, { columns: 1, layers: [dropout(2)] }])),
      'INVALID_OPTION',
      /layers\[0\]\.groups\[1\]\.layers\[0\] dropout: "rate"/,
    ],
    [
      'an embedding of what is learned',
      made(dense(4), table),
      'INVALID_OPTION',
      /layers\[1\] embedding: takes the network/,
    ],
    ['categories', made(embedding(wrong({ dimensions: 2 }))), 'INVALID_OPTION', /embedding: "categories"/],
    ['dimensions', made(embedding({ categories: 2, dimensions: 0 })), 'INVALID_OPTION', /embedding: "dimensions"/],
  ];
  testBadCalls(calls, () => []);
});

describe('categories', () => {
  const layers = [columnGroups([{ columns: 1 }, { columns: 1, layers: [table] }]), dense(1)];
  const network = new Network({ inputs: 2, layers });
  const trainer = new Trainer(network, { loss: 'meanSquaredError' });
  const x = [
    [0.5, 0],
    [0.5, 3],
  ];
  const message = /x: row 1, column 1: 3 is no category of layers\[0\]\.groups\[1\]\.layers\[0\] embedding.*0 to 2/;
  const y = [[1], [2]];
  const pool = new NetworkPool({ inputs: 2, layers, trainer: { loss: 'meanSquaredError' } });
  const pooled = pool.add();
  const calls: BadCall[] = [
    ['predict', () => network.predict(x), 'INVALID_VALUE', message],
    ['forward', () => network.forward(x), 'INVALID_VALUE', message],
    ['layer', () => network.layers[0]!.forward(x), 'INVALID_VALUE', /row 1, column 1: 3/],
    ['step', () => trainer.step(x, y), 'INVALID_VALUE', message],
    ['start', () => trainer.start({ x, y }, { epochs: 1 }), 'INVALID_VALUE', message],
    ['evaluate', () => trainer.evaluate({ x, y }), 'INVALID_VALUE', message],
    ['pool', () => pooled.predict(x), 'INVALID_VALUE', message],
    ['a fraction', () => network.predict([[1, 0.5]]), 'INVALID_VALUE', /row 0, column 1: 0.5/],
    ['less than 0', () => network.predict([[1, -1]]), 'INVALID_VALUE', /row 0, column 1: -1/],
  ];
  testBadCalls(calls, () => [network.hash(), trainer.steps]);
});

describe('a batch of one row', () => {
  const layers = [residual([batchNormalization()]), dense(1)];
  const network = new Network({ inputs: 3, layers });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', batchSize: 8 });
  const [x, y] = [rowsOf(17, 3), labelsOf(17)];
  const pooled = new NetworkPool({ inputs: 3, layers, trainer: { loss: 'meanSquaredError' } }).add();
  const needs = /has 1 row, layers\[0\]\.layers\[0\] batchNormalization needs at least 2/;
  const single = new Trainer(new Network({ inputs: 3, layers }), { loss: 'meanSquaredError', batchSize: 1 });
  const calls: BadCall[] = [
    ['step', () => trainer.step([x[0]!], [[1]]), 'INVALID_SHAPE', needs],
    ['pool', () => pooled.step([x[0]!], [[1]]), 'INVALID_SHAPE', needs],
    ['forward', () => network.forward([x[0]!], { training: true }), 'INVALID_SHAPE', needs],
    [
      'the last batch',
      () => trainer.start({ x, y }, { epochs: 1 }),
      'INVALID_SHAPE',
      /batch of 8 of the 17 rows has 1 row/,
    ],
    ['batches of one', () => single.start({ x, y }, { epochs: 1 }), 'INVALID_SHAPE', /batch of 1 of the 17 rows/],
  ];
  testBadCalls(calls, () => [network.hash(), trainer.steps, single.steps]);

  test('is predicted, and trained where the layer is frozen', () => {
    expect(network.predict(x[0]!).rows).toBe(1);
    const frozen = new Network({ inputs: 3, layers: [batchNormalization({ trainable: false }), dense(1)] });
    expect(new Trainer(frozen, { loss: 'meanSquaredError' }).step([x[0]!], [[1]])).toBeGreaterThanOrEqual(0);
  });
});

test.each([
  ['float64', 1e160],
  ['float32', 1e25],
] as const)('%s: statistics that overflow stop the step, though its gradients are finite', (dtype, huge) => {
  const network = new Network({ inputs: 2, layers: [batchNormalization(), dense(1)], dtype });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer: 'sgd' });
  const [x, y] = [rowsOf(6, 2), labelsOf(6)];
  trainer.step(x, y);
  const hash = network.hash();
  const wide = x.map(([a, b]) => [a!, b! * huge]);
  expect(() => trainer.step(wide, y)).toThrow(
    /step 1: layers\[0\] batchNormalization: a statistic is .* in row 0, column 1/,
  );
  expect(network.hash()).toBe(hash);
  trainer.step(x, y);
  expect(trainer.steps).toBe(2);
});
