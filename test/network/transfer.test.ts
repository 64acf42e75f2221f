// What one network has learned as the beginning of another.
import { describe, expect, test } from 'vitest';
import {
  Network,
  Trainer,
  batchNormalization,
  dense,
  dropout,
  normalization,
  residual,
  transfer,
} from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const x = rowsOf(20, 3);
const layers = [
  normalization({ mean: [0, 1, 2], deviation: [1, 2, 3] }),
  dense(4, { activation: 'tanh', bias: false }),
  batchNormalization(),
  residual([dense(4, { activation: 'relu' }), dropout(0.2)]),
  dense(2, { activation: 'softmax' }),
];

describe.each(dtypes)('%s', (dtype) => {
  const base = (): Network<typeof dtype> => {
    const network = new Network({ inputs: 3, layers, dtype, seed: 5, classes: ['a', 'b'] });
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
    for (let step = 0; step < 3; step++) trainer.step(x, classesOf(20, 2));
    trainer.dispose();
    return network;
  };

  test('a new head learns, what was kept does not', () => {
    const old = base();
    const network = transfer(old, { keep: 4, head: [dense(3, { activation: 'softmax' })], classes: ['x', 'y', 'z'] });
    const [before, given] = [network.getWeights(), old.getWeights()];
    for (const name of Object.keys(given).filter((key) => !key.startsWith('layers.4.')))
      expectSame(before[name]!.data, given[name]!.data, name);
    expect(network.parameters.length).toBe(4 * 3 + 3);
    const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
    trainer.step(x, classesOf(20, 3));
    const after = Object.entries(network.getWeights());
    const changed = after.filter(([name, { data }]) => data.some((value, i) => value !== before[name]!.data[i]));
    expect(changed.map(([name]) => name).sort()).toEqual(['layers.4.biases', 'layers.4.weights']);
    expect(trainer.listing()).not.toMatch(/backward [0-3]/);
    expect(network.classes).toEqual(['x', 'y', 'z']);
    expect(Network.load(network.save()).hash()).toBe(network.hash());
  });

  test('frozen and thawed it predicts the same, and everything learns again', () => {
    const old = base();
    const frozen = transfer(old, { freeze: 3 });
    const thawed = transfer(frozen, { freeze: 0 });
    for (const copy of [frozen, thawed]) {
      expectSame(copy.predict(x).data, old.predict(x).data);
      expect(copy.classes).toEqual(['a', 'b']);
    }
    expect(thawed.parameters.length).toBe(old.parameters.length);
    expect(thawed.layers.map(({ config }) => config)).toEqual(old.layers.map(({ config }) => config));
  });
});

test('mistakes name the option', () => {
  const network = new Network({ inputs: 3, layers });
  expectError(() => transfer(network, { keep: 6 }), 'INVALID_OPTION', /transfer: "keep" must be at most 5, got 6/);
  expectError(() => transfer(network, { keep: 1, freeze: 2 }), 'INVALID_OPTION', /"freeze" must be at most 1/);
  expectError(() => transfer(network, { keep: 0 }), 'INVALID_OPTION', /"layers" must hold at least one layer/);
  expectError(
    () => transfer(network, { head: dense(2) as never }),
    'INVALID_OPTION',
    /"head" must be an array, got an/,
  );
  expectError(() => transfer({} as never), 'INVALID_OPTION', /a Network is needed/);
});
