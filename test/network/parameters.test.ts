// The parameters from outside: by name, copied, hashed, drawn; and the end of a network.
import { describe, expect, test } from 'vitest';
import { Network, Trainer, dense } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, everyLayer, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

describe.each(dtypes)('%s', (dtype) => {
  test('weights have names and shapes, and are copies', () => {
    const network = everyLayer(dtype);
    const weights = network.getWeights();
    const shapes = Object.entries(weights).map(([name, { rows, columns }]) => `${name} ${rows}×${columns}`);
    expect(shapes.sort()).toEqual([
      'layers.0.deviation 1×3',
      'layers.0.mean 1×3',
      'layers.1.biases 1×4',
      'layers.1.weights 3×4',
      'layers.3.weights 4×3',
      'layers.5.biases 1×2',
      'layers.5.weights 3×2',
    ]);
    const hash = network.hash();
    weights['layers.1.weights']!.data.fill(3);
    expect(network.hash()).toBe(hash);
    network.setWeights(weights);
    expectSame(
      network.layers[1]!.parameters['weights']!,
      Array.from({ length: 12 }, () => 3),
    );
  });

  test('setWeights sets those named, and nothing unless all fit', () => {
    const network = binaryNetwork(dtype);
    const before = network.getWeights();
    network.setWeights({ 'layers.2.biases': [0.5] });
    expect(network.layers[2]!.parameters['biases']![0]).toBe(0.5);
    expectSame(network.layers[2]!.parameters['weights']!, before['layers.2.weights']!.data);
    const hash = network.hash();
    const good = { 'layers.2.biases': [0.75] };
    expectError(
      () => network.setWeights({ ...good, 'layers.3.biases': [1] }),
      'UNKNOWN_NAME',
      /no "layers\.3\.biases"/,
    );
    expectError(() => network.setWeights({ ...good, 'layers.0.biases': [1, 2] }), 'INVALID_SHAPE', /layers\.0\.biases/);
    expectError(() => network.setWeights({ ...good, 'layers.1.weights': rowsOf(4, 4) }), 'INVALID_SHAPE', /4 rows.*5/);
    expectError(() => network.setWeights({ ...good, 'layers.0.biases': [1, 2, NaN, 4, 5] }), 'NON_FINITE', /column 2/);
    expect(network.hash()).toBe(hash);
  });

  test('parameters are all trainable ones in order, live', () => {
    const network = binaryNetwork(dtype);
    const names = network.layers.flatMap(({ parameters }) => Object.values(parameters).flatMap((view) => [...view]));
    expectSame(network.parameters, names);
    const before = network.predict([1, 2, 3]).data[0];
    network.parameters[0]! += 1;
    expect(network.layers[0]!.parameters['weights']![0]).toBe(network.parameters[0]);
    expect(network.predict([1, 2, 3]).data[0]).not.toBe(before);
  });

  test('a clone is equal and apart', () => {
    const network = everyLayer(dtype);
    network.parameters.fill(0.25);
    const clone = network.clone();
    expect(clone.hash()).toBe(network.hash());
    expect([clone.seed, clone.dtype, clone.classes]).toEqual([network.seed, dtype, ['no', 'yes']]);
    expectSame(clone.predict(rowsOf(3, 3)).data, network.predict(rowsOf(3, 3)).data);
    clone.parameters[0] = 2;
    expect(clone.hash()).not.toBe(network.hash());
    network.copyFrom(clone);
    expect(clone.hash()).toBe(network.hash());
    expectError(() => network.copyFrom(binaryNetwork(dtype)), 'INVALID_SHAPE', /this network has .*, the other /);
  });

  test('the hash changes with a single bit', () => {
    const network = everyLayer(dtype);
    const hash = network.hash();
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(everyLayer(dtype).hash()).toBe(hash);
    const { mean } = network.layers[0]!.parameters;
    for (const view of [network.parameters, mean!]) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      bytes[bytes.length - 1]! ^= 1;
      expect(network.hash()).not.toBe(hash);
      bytes[bytes.length - 1]! ^= 1;
    }
    expect(network.hash()).toBe(hash);
  });
});

test('seed 0 is the default and a seed of its own', () => {
  const make = (seed?: number) =>
    new Network({ inputs: 4, layers: [dense(4)], ...(seed === undefined ? {} : { seed }) }).hash();
  expect(make(0)).toBe(make());
  const hashes = [0, 1, 2, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map(make);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('a disposed network refuses everything', () => {
  const network = binaryNetwork('float64');
  network.run();
  network.predict([1, 2, 3]);
  const layer = network.layers[0]!;
  network.dispose();
  network.dispose();
  for (const use of [
    () => network.predict([1, 2, 3]),
    () => network.run(),
    () => network.input,
    () => network.output,
    () => network.parameters,
    () => network.forward([1, 2, 3]),
    () => network.save(),
    () => network.hash(),
    () => network.clone(),
    () => layer.parameters,
    () => layer.forward([1, 2, 3]),
    () => new Trainer(network, { loss: 'binaryCrossEntropy' }),
  ]) {
    expectError(use, 'INVALID_STATE', 'the network was disposed of');
  }
});

test('using disposes at the end of the block', () => {
  let kept: Network;
  {
    using network = binaryNetwork('float64');
    network.predict([1, 2, 3]);
    kept = network;
  }
  expectError(() => kept.predict([1, 2, 3]), 'INVALID_STATE', /disposed/);
});

test('views end when the memory grows, and the getters renew them', () => {
  const network = binaryNetwork('float64');
  const [parameters, input, output] = [network.parameters, network.input, network.output];
  const weights = network.layers[0]!.parameters['weights']!;
  const values = [...parameters];
  input.set([1, 2, 3]);
  network.run();
  const [expected] = output;
  network.forward(rowsOf(5000, 3), { cache: true });
  for (const view of [parameters, input, output, weights]) expect(view.length).toBe(0);
  expectSame(network.parameters, values);
  expectSame(network.layers[0]!.parameters['weights']!, values.slice(0, 15));
  expectSame(network.input, [1, 2, 3]);
  expect(network.output[0]).toBe(expected);
  network.run();
  expect(network.output[0]).toBe(expected);
});

test('the summary has a line a layer and the totals', () => {
  const lines = everyLayer('float32').summary().split('\n');
  expect(lines[0]).toMatch(/^layer +activation +outputs +parameters$/);
  expect(lines.slice(2, -1).map((line) => line.split(/ {2,}/).join('|'))).toEqual([
    'layers[0] normalization|linear|3|6',
    'layers[1] dense|leakyRelu|4|16',
    'layers[2] dropout|linear|4|0',
    'layers[3] dense|linear|3|12',
    'layers[4] activation|tanh|3|0',
    'layers[5] dense|softmax|2|8',
  ]);
  expect(lines.at(-1)).toBe('3 inputs; 42 parameters, 36 trainable, 168 bytes (float32)');
});

test('a network of no trainable parameters predicts and cannot be trained', () => {
  const network = new Network({ inputs: 2, layers: [{ kind: 'activation', activation: 'relu' }] });
  expect(network.predict([-1, 2]).toArray()).toEqual([[0, 2]]);
  expect(network.parameters.length).toBe(0);
  const make = () => new Trainer(network, { loss: 'meanSquaredError' });
  expectError(make, 'INVALID_OPTION', /no trainable parameters/);
});
