// The shipped files of layerwise/predict against the library: the same models give the same bits.
import type * as Source from '../../src/predict/index.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as inline from '../../dist/predict/index.js';
import { Network, Trainer, dense } from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { dtypes } from '../support/kernel.ts';
import { edgeBundle } from '../support/edge.ts';
import { categoriesOf, networkWith } from '../support/layers.ts';
import { binaryNetwork, classesOf, everyLayer, labelsOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

type Predict = typeof Source;

const bundles: readonly (readonly [name: string, bundle: Predict])[] = [
  ['index.js', inline as unknown as Predict],
  ['edge.js', (await edgeBundle('dist/predict/edge.js', 'dist/predict/kernels.wasm')) as Predict],
];

const folder = new URL('../fixtures/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));

describe.each(bundles)('dist/predict/%s', (_, { load, isLayerwiseError }) => {
  /** Predicts in one chunk, in several and by single rows. */
  function expectSamePredictions(
    bytes: Uint8Array,
    rowsFor = (rows: number): number[][] => rowsOf(rows, Network.load(bytes).inputs, rows),
  ): void {
    const network = Network.load(bytes);
    const model = load(bytes);
    for (const rows of [1, 5, 600]) {
      const x = rowsFor(rows);
      const expected = network.predict(x);
      const outputs = model.predict(x);
      expectSame(outputs.data, expected.data);
      expect([outputs.rows, outputs.columns]).toEqual([rows, network.outputs]);
      const out = new Float64Array(expected.data.length);
      expect(model.predict(x, out)).toBe(out);
      expectSame(out, expected.data);
    }
    const [row] = rowsFor(1);
    for (const each of [network, model]) {
      each.input.set(row!);
      each.run();
    }
    expectSame(model.output, network.output);
  }

  describe.each(dtypes)('%s', (dtype) => {
    test.each(layerKinds)('a layer %s', (kind) => {
      const network = networkWith(kind, dtype);
      const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy' });
      trainer.step(categoriesOf(9), classesOf(9, 2));
      expectSamePredictions(network.save(), categoriesOf);
    });

    test.each(activationNames)('%s', (activation) => {
      const layers = [17, 64, 3].map((units) => dense(units, { activation }));
      expectSamePredictions(new Network({ inputs: 7, layers, dtype, seed: 3 }).save());
    });

    test('wide layers, whose products are blocked and packed', () => {
      const layers = [dense(256, { activation: 'tanh' }), dense(300, { activation: 'relu' }), dense(1)];
      expectSamePredictions(new Network({ inputs: 130, layers, dtype }).save());
    });

    test("a trainer's file", () => {
      const trainer = new Trainer(binaryNetwork(dtype), {
        loss: 'binaryCrossEntropy',
        optimizer: 'adam',
        batchSize: 4,
      });
      trainer.step(rowsOf(4, 3), labelsOf(4));
      const bytes = trainer.save();
      const x = rowsOf(9, 3);
      const expected = Trainer.load(bytes).network.predict(x).data;
      expectSame(load(bytes).predict(x).data, expected);
    });
  });

  test.each(fixtures)('%s', (name) => expectSamePredictions(readFileSync(new URL(name, folder))));

  test('says what the file says of inputs and outputs', () => {
    const options = { inputs: 2, dtype: 'float32', classes: ['no', 'yes'], features: ['a', 'b'] } as const;
    const model = load(new Network({ ...options, layers: [dense(1, { activation: 'sigmoid' })] }).save());
    const { inputs, outputs, dtype, classes, features } = model;
    expect({ inputs, outputs, dtype, classes, features }).toEqual({ ...options, outputs: 1 });
  });

  test('takes the kernels of the library too', () => {
    const network = everyLayer('float64');
    const module = new WebAssembly.Module(readFileSync('dist/kernels.wasm'));
    expectSame(load(network.save(), { module }).predict([[1, 2, 3]]).data, network.predict([[1, 2, 3]]).data);
  });

  test('refuses what Network.load refuses', () => {
    const bytes = everyLayer('float64').save();
    const nan = new Network({ inputs: 1, layers: [dense(1)] }).save();
    nan.fill(255, -16);
    const refused = [
      [() => load(bytes.subarray(1)), 'INVALID_FILE'],
      [() => load(nan), 'INVALID_FILE'],
      [() => load(bytes, { maxParameters: 10 }), 'INVALID_FILE'],
      [() => load(bytes).predict([[1, 2]]), 'INVALID_SHAPE'],
      [() => load(bytes).predict([[1, 2, NaN]]), 'NON_FINITE'],
    ] as const;
    for (const [action, code] of refused) {
      let error: unknown;
      try {
        action();
      } catch (thrown) {
        error = thrown;
      }
      expect(isLayerwiseError(error) && error.code).toBe(code);
    }
  });
});
