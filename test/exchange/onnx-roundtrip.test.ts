// Networks that go out as ONNX and come back.
import { expect, test } from 'vitest';
import { exportOnnx, importOnnx } from '../../src/exchange/index.ts';
import {
  Network,
  Trainer,
  activation,
  batchNormalization,
  dense,
  dropout,
  layerNormalization,
  normalization,
  residual,
  scale,
} from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

test.each(activationNames)('the activation %s', (name) => {
  const network = new Network({
    inputs: 3,
    layers: [dense(5, { activation: name }), dense(4, { bias: false }), activation(name), dense(2)],
    dtype: 'float32',
    seed: 2,
  });
  const back = importOnnx(exportOnnx(network));
  const x = rowsOf(30, 3);
  expectSame(back.predict(x).data, network.predict(x).data);
});

test.each([
  { name: 'elu', alpha: 0.7 },
  { name: 'celu', alpha: 1.3 },
  { name: 'leakyRelu', negativeSlope: 0.3 },
] as const)('the activation %j', (config) => {
  const network = new Network({ inputs: 3, layers: [dense(5, { activation: config }), dense(2)], dtype: 'float32' });
  const back = importOnnx(exportOnnx(network));
  expect(back.layers[0]!.config).toMatchObject({ activation: config });
  expectSame(back.predict(rowsOf(30, 3)).data, network.predict(rowsOf(30, 3)).data);
});

test('a deep network, trained', () => {
  const network = new Network({
    inputs: 3,
    layers: [
      normalization({ mean: [1, 2, 3], deviation: [4, 5, 6] }),
      scale(),
      dense(8),
      batchNormalization(),
      activation('relu'),
      dropout(0.3),
      residual([dense(8, { activation: 'tanh' }), residual([dense(8, { activation: 'relu' })]), dense(8)]),
      layerNormalization({ epsilon: 1e-3 }),
      dense(3, { activation: 'softmax' }),
    ],
    dtype: 'float32',
  });
  const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
  for (let step = 0; step < 5; step++) trainer.step(rowsOf(20, 3, step + 1), classesOf(20, 3));
  const back = importOnnx(exportOnnx(network));
  const kinds = ({ layers }: Pick<Network<'float32'>, 'layers'>) => layers.map(({ config }) => config.kind);
  expect(kinds(back as Network<'float32'>)).toEqual(kinds(network).filter((kind) => kind !== 'dropout'));
  expectSame(back.predict(rowsOf(30, 3)).data, network.predict(rowsOf(30, 3)).data);
});
