// Penalties, constraints and clipping.
import { describe, expect, test } from 'vitest';
import { type ClipOptions, Network, Trainer, dense, elastic, l1, l2, maxNorm, sgd } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, labelsOf, rowsOf } from '../support/networks.ts';
import { randomValues } from '../support/values.ts';

const loss = 'meanSquaredError';

describe.each(dtypes)('%s', (dtype) => {
  const digits = dtype === 'float64' ? 12 : 5;

  test('a penalty is in the loss and in the gradient', () => {
    const weights = [0.5, -0.25, 0, 2];
    const expected = { l1: 0.1 * 2.75, l2: 0.1 * 4.3125, elastic: 0.1 * 2.75 + 0.2 * 4.3125 };
    for (const regularizer of [l1(0.1), l2(0.1), elastic(0.1, 0.2)]) {
      const layers = [dense(2, { regularizer }), dense(1, { regularizer: l1(1) })];
      const network = new Network({ inputs: 2, layers, dtype });
      network.setWeights({ 'layers.0.weights': weights, 'layers.1.weights': [0, -3] });
      const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 1 }) });
      trainer.step([0, 0], [0]);
      expect(trainer.lastLoss.penalty).toBeCloseTo(expected[regularizer.name as 'l1'] + 3, digits);
      // No row, no other gradient.
      const first =
        (regularizer.name === 'l2' ? 0 : 0.1) + { l1: 0, l2: 0.1, l2PerSample: 0, elastic: 0.2 }[regularizer.name];
      expect(network.parameters[0]).toBeCloseTo(0.5 - first, digits);
      expect(network.parameters[2]).toBe(0);
    }
  });

  test('l1 makes weights of no use zero, or nearly so', () => {
    const x = rowsOf(50, 3);
    const y = x.map(([a]) => [a!]);
    const network = new Network({ inputs: 3, layers: [dense(1, { regularizer: l1(0.05) })], dtype });
    const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.01 }) });
    for (let step = 0; step < 1000; step++) trainer.step(x, y);
    const [a, b, c] = network.parameters;
    expect(a).toBeGreaterThan(0.8);
    expect(Math.max(Math.abs(b!), Math.abs(c!))).toBeLessThan(0.01);
  });

  test('maxNorm keeps the norm of the weights into each unit', () => {
    const network = new Network({ inputs: 5, layers: [dense(3, { constraint: maxNorm(0.5) })], dtype });
    const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 1e-9 }) });
    const weights = randomValues(15, 4);
    // The second unit's are short already.
    const given = weights.map((w, i) => (i % 3 === 1 ? w / 16 : w));
    network.setWeights({ 'layers.0.weights': given });
    trainer.step([0, 0, 0, 0, 0], [0, 0, 0]);
    const norm = (values: ArrayLike<number>, unit: number) =>
      Math.hypot(...Array.from(values).filter((_, i) => i < 15 && i % 3 === unit));
    expect(norm(given, 0)).toBeGreaterThan(0.5);
    for (const unit of [0, 2]) expect(norm(network.parameters, unit)).toBeCloseTo(0.5, digits);
    const second = (values: ArrayLike<number>) =>
      Array.from(values, Math.fround).filter((_, i) => i < 15 && i % 3 === 1);
    expect(second(network.parameters)).toEqual(second(given));
    expect(Network.load(network.save()).layers[0]!.config).toMatchObject({ constraint: maxNorm(0.5) });
  });

  test('each gradient may be clipped by its own norm', () => {
    const step = (clip: ClipOptions | undefined) => {
      const network = binaryNetwork(dtype);
      const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 1 }), ...(clip && { clip }) });
      const before = network.parameters.slice();
      trainer.step(rowsOf(5, 3), labelsOf(5));
      const step = before.map((w, i) => w - network.parameters[i]!);
      let start = 0;
      return network.layers
        .flatMap(({ parameters: p }) => [p['weights']!, p['biases']!])
        .map(({ length }) => step.slice(start, (start += length)));
    };
    const [whole, clipped] = [step(undefined), step({ norm: 0.01 })];
    whole.forEach((gradient, i) => {
      const factor = Math.min(1, 0.01 / (Math.hypot(...gradient) + 1e-6));
      gradient.forEach((value, j) => expect(clipped[i]![j]).toBeCloseTo(value * factor, dtype === 'float64' ? 12 : 6));
    });
  });
});

test('value comes before norm', () => {
  const network = new Network({ inputs: 1, layers: [dense(2, { bias: false })] });
  const trainer = new Trainer(network, {
    loss,
    optimizer: sgd({ learningRate: 1 }),
    clip: { value: 3, globalNorm: 2.5 },
  });
  network.parameters.fill(0);
  const shape = network.backward(network.forward([0], { cache: true }), [0, 0], { loss });
  trainer.applyGradients({ ...shape, flat: Float64Array.of(-300, 4) });
  const factor = 2.5 / (Math.hypot(3, 3) + 1e-6);
  expect([...network.parameters]).toEqual([3, -3].map((value) => expect.closeTo(value * factor, 12) as number));
});

test.each<[string, unknown, RegExp]>([
  ['a clip of 0', { value: 0 }, /"clip": "value" must be a positive number, got 0/],
  ['a norm of 3', { norm: 1, normType: 3 }, /"normType" must be 1, 2 or "inf", got 3/],
  ['an unknown way to clip', { clipnorm: 1 }, /unknown option "clipnorm"/],
  ['a number', 1, /options must be an object, got 1/],
])('%s', (_, clip, message) => {
  expectError(
    () => new Trainer(binaryNetwork('float64'), { loss, clip: clip as ClipOptions }),
    'INVALID_OPTION',
    message,
  );
});

test('a wrong constraint', () => {
  const make = (constraint: unknown) => () =>
    new Network({ inputs: 1, layers: [dense(1, { constraint: constraint as never })] });
  expectError(make({ name: 'minNorm', maxValue: 1 }), 'UNKNOWN_NAME', /"minNorm"; did you mean "maxNorm"/);
  expectError(make(maxNorm(-1)), 'INVALID_OPTION', /"maxValue".*-1/);
});
