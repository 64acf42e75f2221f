// Networks that go out as ONNX and come back.
import { describe, expect, test } from 'vitest';
import { exportOnnx, importOnnx } from '../../src/exchange/index.ts';
import {
  type DType,
  Network,
  Trainer,
  activation,
  batchNormalization,
  columnGroups,
  dense,
  dropout,
  embedding,
  layerNormalization,
  normalization,
  residual,
  scale,
} from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { fitTable } from '../../src/table/index.ts';
import { expectError } from '../support/errors.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';
import { customers, houses, quick } from '../table/rows.ts';

describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
  /** What a network becomes on its way out and back. */
  const there = (network: Network<DType>) => importOnnx(exportOnnx(network, { dtype }));

  test.each(activationNames)('the activation %s', (name) => {
    const network = new Network<DType>({
      inputs: 3,
      layers: [dense(5, { activation: name }), dense(4, { bias: false }), activation(name), dense(2)],
      dtype,
      seed: 2,
    });
    const x = rowsOf(30, 3);
    expectSame(there(network).predict(x).data, network.predict(x).data);
  });

  test('groups of columns: embeddings, a scaler, columns that pass, groups inside of groups', () => {
    const network = new Network<DType>({
      inputs: 8,
      layers: [
        columnGroups([
          { columns: 2, layers: [normalization({ mean: [1, 2], deviation: [3, 4] }), activation('smoothClip')] },
          { columns: 1 },
          { columns: 1, layers: [embedding({ categories: 9, dimensions: 4 }), dense(3, { activation: 'mish' })] },
          { columns: 2, layers: [embedding({ categories: 7, dimensions: 2 })] },
          {
            columns: 2,
            layers: [
              columnGroups([
                { columns: 1, layers: [embedding({ categories: 3, dimensions: 1 })] },
                { columns: 1, layers: [residual([dense(1, { activation: 'tanh' })])] },
              ]),
              dense(2),
            ],
          },
        ]),
        residual([columnGroups([{ columns: 5 }, { columns: 7, layers: [dense(7, { activation: 'relu' })] }])]),
        dense(2, { activation: 'softmax' }),
      ],
      dtype,
      seed: 4,
    });
    const x = rowsOf(40, 8).map((row, i) => [...row.slice(0, 3), i % 9, i % 7, (3 * i) % 7, i % 3, row[7]!]);
    const back = there(network);
    expectSame(back.predict(x).data, network.predict(x).data);
    const plain = ({ layers }: Network<DType>) => JSON.stringify(layers.map(({ config }) => config));
    expect(plain(there(back))).toBe(plain(back));
    expect(back.layers.map(({ config }) => config.kind)).toEqual(network.layers.map(({ config }) => config.kind));
    expect(back.layers[0]!.config).toMatchObject({
      groups: [
        { columns: 2, layers: [{ kind: 'normalization' }, { kind: 'activation' }] },
        { columns: 1 },
        { columns: 1, layers: [{ kind: 'embedding', categories: 9, dimensions: 4 }, { kind: 'dense' }] },
        { columns: 2, layers: [{ kind: 'embedding', categories: 7, dimensions: 2 }] },
        { columns: 2, layers: [{ kind: 'columnGroups' }, { kind: 'dense' }] },
      ],
    });
    x[3]![3] = 9;
    expectError(() => back.predict(x), 'INVALID_VALUE', /row 3, column 3/);
  });

  test('an embedding alone', () => {
    const layers = [embedding({ categories: 5, dimensions: 3 }), dense(1)];
    const network = new Network<DType>({ inputs: 2, layers, dtype });
    const x = [
      [0, 4],
      [3, 1],
    ];
    expectSame(there(network).predict(x).data, network.predict(x).data);
  });
});

test.each([
  ['churned', customers(120)],
  ['price', houses(120)],
])('the network and the linear model of a table that predicts %s', async (target, rows) => {
  const model = await fitTable(rows, { target, ...quick });
  for (const { network } of [model, model.linear!]) {
    const back = importOnnx(exportOnnx(network, { dtype: 'float64' }));
    const x = model.encode(rows);
    expectSame(back.predict(x).data, network.predict(x).data);
    expect([back.features, back.classes]).toEqual([network.features, network.classes]);
  }
});

test('a slope or an epsilon of float64 comes back as it is', () => {
  const layers = [
    dense(3, { activation: { name: 'elu', alpha: 0.1234567890123 } }),
    layerNormalization({ epsilon: 1 / 3 }),
  ];
  const network = new Network({ inputs: 3, layers });
  const back = importOnnx(exportOnnx(network, { dtype: 'float64' }));
  expectSame(back.predict(rowsOf(9, 3)).data, network.predict(rowsOf(9, 3)).data);
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
