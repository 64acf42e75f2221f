// What every kind of layer must do: be saved, cloned, pooled, gone on with, looked at, frozen and refused.
import { describe, expect, test } from 'vitest';
import {
  type AnyLayerConfig,
  type DType,
  Network,
  NetworkPool,
  Trainer,
  type TrainerOptions,
  checkGradients,
} from '../../src/index.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { coreOf } from '../../src/network/network.ts';
import { dtypes } from '../support/kernel.ts';
import { COLUMNS, categoriesOf, layersWith, networkWith } from '../support/layers.ts';
import { classesOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const ROWS = 30;
const x = categoriesOf(ROWS);
const y = classesOf(ROWS, 2);
const options: TrainerOptions<'accuracy'> = {
  loss: 'categoricalCrossEntropy',
  optimizer: { name: 'adam', learningRate: 0.05 },
  metrics: ['accuracy'],
  batchSize: 7,
};
const training = { cache: true, training: true, step: 6 } as const;

/** A network whose running statistics are no longer those that it began with. */
function trained<D extends DType>(kind: AnyLayerConfig['kind'], dtype: D): Network<D> {
  const network = networkWith(kind, dtype);
  const trainer = new Trainer(network, options);
  for (let step = 0; step < 3; step++) trainer.step(x, y);
  trainer.dispose();
  return network;
}

describe.each(dtypes)('%s', (dtype) => {
  describe.each(layerKinds)('%s', (kind) => {
    test('a file and a clone hold all of it', () => {
      const network = trained(kind, dtype);
      for (const copy of [Network.load(network.save()), network.clone()]) {
        expect(copy.hash()).toBe(network.hash());
        expect(copy.layers.map(({ config }) => config)).toEqual(network.layers.map(({ config }) => config));
        expectSame(copy.predict(x).data, network.predict(x).data);
        expectSame(copy.forward(x, training).output.data, network.forward(x, training).output.data);
        expectSame(copy.save(), network.save());
      }
    });

    test('training goes on from a file to the bit', async () => {
      const run = { epochs: 6, validationSplit: 0.3, earlyStopping: { patience: 1, minDelta: 0.01 } };
      const whole = new Trainer(networkWith(kind, dtype), options);
      const history = await whole.fit({ x, y }, run);
      let trainer = new Trainer(networkWith(kind, dtype), options);
      let part = trainer.start({ x, y }, run);
      for (part.advance({ steps: 2 }); !part.done; part.advance({ steps: 2 })) {
        trainer = Trainer.load(trainer.save()) as unknown as typeof trainer;
        part = trainer.start({ x, y }, run);
      }
      expect(part.history).toEqual(history);
      expect(trainer.network.hash()).toBe(whole.network.hash());
      expect(trainer.save()).toEqual(whole.save());
    });

    test('early stopping restores what the best epoch predicted', () => {
      const trainer = new Trainer(networkWith(kind, dtype), options);
      const validationData = { x: categoriesOf(9, 5), y: classesOf(9, 2, 6) };
      const earlyStopping = { patience: 3 };
      const run = trainer.start({ x, y }, { epochs: 30, validationData, earlyStopping });
      run.advance({ steps: 1000 });
      const { valLoss, bestEpoch } = run.history;
      expect(trainer.evaluate(validationData).loss).toBe(valLoss[bestEpoch]);
    });

    test('a pool makes the same steps', () => {
      const layers = layersWith(kind);
      const pool = new NetworkPool({ inputs: COLUMNS, layers, dtype, trainer: options });
      const [first, second] = [pool.add({ seed: 3 }), pool.add({ seed: 4 })];
      const trainers = [3, 4].map((seed) => new Trainer(networkWith(kind, dtype, seed), options));
      for (let step = 0; step < 3; step++) {
        for (const [i, network] of [first, second].entries()) expect(network.step(x, y)).toBe(trainers[i]!.step(x, y));
      }
      for (const [i, network] of [first, second].entries()) {
        expectSame(network.predict(x).data, trainers[i]!.network.predict(x).data);
        expect(network.toNetwork().hash()).toBe(trainers[i]!.network.hash());
      }
    });

    test('a cache gives the same gradients after other forwards', () => {
      const network = trained(kind, dtype);
      const loss = { loss: 'categoricalCrossEntropy', inputGradient: true } as const;
      for (const mode of [training, { cache: true }] as const) {
        const cache = network.forward(x, mode);
        const gradients = network.backward(cache, y, loss);
        network.forward(categoriesOf(ROWS, 9), { ...mode, training: true });
        network.forward(categoriesOf(3, 8), { cache: true });
        expect(network.backward(cache, y, loss)).toEqual(gradients);
      }
    });

    test('forward and backward change no parameter', () => {
      const network = trained(kind, dtype);
      const hash = network.hash();
      network.backward(network.forward(x, training), y, { loss: 'categoricalCrossEntropy' });
      expect(network.hash()).toBe(hash);
    });

    test('layer by layer is the whole', () => {
      const network = trained(kind, dtype);
      let a = network.layers[0]!.forward(x);
      for (const layer of network.layers.slice(1)) a = layer.forward(a);
      expectSame(a.data, network.predict(x).data);
      const dA = rowsOf(ROWS, 2);
      let d = network.layers.at(-1)!.backward(dA).dAPrev;
      for (const layer of network.layers.slice(0, -1).reverse()) d = layer.backward(d).dAPrev;
      const whole = network.backward(network.forward(x, { cache: true }), { dA }, { inputGradient: true });
      expectSame(d.data, whole.dX!.data);
    });

    test('gradients are right in prediction too', () => {
      const network = trained(kind, dtype);
      const check = { loss: 'categoricalCrossEntropy', x: x.slice(0, 5), y: y.slice(0, 5), training: false } as const;
      expect(checkGradients(network, check).maxRelativeError).toBeLessThan(dtype === 'float64' ? 1e-6 : 0.1);
    });

    test('frozen, all of it stays as it is, and the others’ gradients are right', () => {
      const layers = layersWith(kind).map((layer, i, { length }) =>
        i < length - 1 ? { ...layer, trainable: false } : layer,
      );
      const network = new Network({ inputs: COLUMNS, layers, dtype, seed: 3 });
      const before = network.getWeights();
      const trainer = new Trainer(network, options);
      for (let step = 0; step < 3; step++) trainer.step(x, y);
      const head = `layers.${layers.length - 1}.`;
      const after = Object.entries(network.getWeights());
      const changed = after.filter(([name, { data }]) => data.some((value, i) => value !== before[name]!.data[i]));
      expect(changed.map(([name]) => name).sort()).toEqual([`${head}biases`, `${head}weights`]);
      expect(network.parameters.length).toBe(
        Object.values(network.layers.at(-1)!.parameters).flatMap((p) => [...p]).length,
      );
      const check = { loss: 'categoricalCrossEntropy', x: x.slice(0, 5), y: y.slice(0, 5) } as const;
      expect(checkGradients(network, check).maxRelativeError).toBeLessThan(dtype === 'float64' ? 1e-6 : 0.1);
      expect(Network.load(network.save()).layers.map(({ config }) => config)).toEqual(
        network.layers.map(({ config }) => config),
      );
    });

    test('a step that is refused changes nothing', () => {
      const network = trained(kind, dtype);
      const trainer = new Trainer(network, { loss: 'categoricalCrossEntropy', optimizer: 'adam' });
      trainer.step(x, y);
      network.layers.at(-1)!.parameters['weights']!.fill(Infinity);
      const hash = network.hash();
      expect(() => trainer.step(x, y)).toThrow(/step 1: layers/);
      expect(network.hash()).toBe(hash);
      expect(trainer.steps).toBe(1);
    });

    test('the summary and the listings name it', () => {
      const network = networkWith(kind, dtype);
      expect(network.summary()).toContain(kind);
      expect(network.listing()).toContain('forward');
      const { count } = coreOf(network).parameters;
      expect(Object.values(network.getWeights()).reduce((sum, { data }) => sum + data.length, 0)).toBe(count);
      const views = network.layers.flatMap(({ parameters }) => Object.values(parameters));
      expect(views.reduce((sum, view) => sum + view.length, 0)).toBe(count);
    });
  });
});
