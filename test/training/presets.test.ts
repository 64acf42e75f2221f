// The presets are what they say they are, and train.
import { describe, expect, test } from 'vitest';
import { Network, Trainer, cosineLog, dense, presets, robustScaler, sgd } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { fill } from '../support/goldens.ts';
import { wrong } from '../support/mistakes.ts';

const ROWS = 60;
const x = fill(1, ROWS * 3, 2);
const classes = Array.from({ length: ROWS }, (_, i) => (x[3 * i]! > 0.3 ? 2 : x[3 * i + 1]! > 0 ? 1 : 0));
const numbers = Array.from({ length: ROWS }, (_, i) => 150 + 40 * x[3 * i]! - 10 * x[3 * i + 1]!);
const rows = { data: x, rows: ROWS, columns: 3 };

describe('realMlp', () => {
  test('learns classes', async () => {
    const { network, trainer, fit } = presets.realMlp({ x: rows, classes: 3, epochs: 64 });
    const one = new Trainer(new Network(network), trainer);
    const history = await one.fit({ x: rows, y: classes }, fit);
    expect(history.epochs).toBe(64);
    expect(history.valAccuracy[history.bestEpoch]).toBe(Math.max(...history.valAccuracy));
    expect(history.bestEpoch).toBe(history.valAccuracy.lastIndexOf(Math.max(...history.valAccuracy)));
    expect(one.evaluate({ x: rows, y: classes }).accuracy).toBeGreaterThan(0.9);
  });

  test('learns numbers in their own units, from their mean on', async () => {
    const { network, trainer, fit } = presets.realMlp({ x: rows, y: numbers, epochs: 64 });
    const one = new Network(network);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / ROWS;
    for (const value of one.predict(rows).data) expect(value).toBeCloseTo(mean, 9);
    const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS;
    await new Trainer(one, trainer).fit({ x: rows, y: numbers }, fit);
    const error = one.predict(rows).data.reduce((sum, value, i) => sum + (value - numbers[i]!) ** 2, 0) / ROWS;
    expect(error).toBeLessThan(0.1 * variance);
  });

  test('the rate is 0 first and last, and has its peaks where the logarithm is odd', () => {
    const schedule = cosineLog({ steps: 15, cycles: 4 });
    const network = new Network({ inputs: 1, layers: [dense(1)] });
    const trainer = new Trainer(network, { loss: 'meanSquaredError', optimizer: sgd({ learningRate: 0.5 }), schedule });
    const rates = Array.from({ length: 16 }, () => {
      trainer.step([0], [0]);
      return trainer.currentLearningRate;
    });
    const expected = rates.map((_, t) => 0.25 * (1 - Math.cos(2 * Math.PI * Math.log2(1 + t))));
    rates.forEach((rate, t) => expect(rate).toBeCloseTo(expected[t]!, 12));
    expect(rates[15]).toBeCloseTo(0, 12);
  });

  test('weights are drawn at the scale of the parametrisation, and step by it', () => {
    const { network, trainer } = presets.realMlp({ x: rows, classes: 3 });
    const { layers } = new Network(network);
    const deviation = (values: ArrayLike<number>) =>
      Math.sqrt(Array.from(values, (v) => v * v).reduce((a, b) => a + b, 0) / values.length);
    expect(deviation(layers[4]!.parameters.weights!) * 16).toBeCloseTo(1, 1);
    expect(deviation(layers[4]!.parameters.biases!)).toBeCloseTo(1, 0);
    expect(deviation(layers[6]!.parameters.weights!)).toBe(0);
    expect(trainer.optimizer).toMatchObject({
      learningRate: 0.04,
      beta2: 0.95,
      learningRateScales: { factors: 6, biases: 0.1, 'layers.3.weights': 1 / Math.sqrt(3), 'layers.6.weights': 1 / 16 },
    });
    expect(trainer.schedule).toMatchObject({ steps: 256 });
  });
});

test('robustScaler takes the median and the quartiles, half the range if they are equal', () => {
  const { mean, deviation } = robustScaler([
    [1, 0, 7],
    [2, 5, 7],
    [4, 5, 7],
    [8, 5, 7],
    [100, 9, 7],
  ]);
  expect([...mean]).toEqual([4, 5, 7]);
  expect([...deviation]).toEqual([6, 4.5, 1e30]);
});

describe('sklearnMlp', () => {
  test.each([
    [undefined, numbers.map((value) => (value - 150) / 40), 'halfSquaredError', 1],
    [2, classes.map((c) => Math.min(c, 1)), 'binaryCrossEntropy', 1],
    [3, classes, 'categoricalCrossEntropy', 3],
  ] as const)('%s classes', async (count, y, loss, outputs) => {
    const data = { inputs: 3, rows: ROWS, ...(count === undefined ? {} : { classes: count }) };
    const { network, trainer, fit } = presets.sklearnMlp(data);
    expect(trainer).toMatchObject({ loss, batchSize: ROWS });
    const one = new Trainer(new Network(network), trainer);
    expect(one.network.layers.map((layer) => layer.outputs)).toEqual([100, outputs]);
    const history = await one.fit({ x: rows, y }, fit);
    expect(history.loss.at(-1)).toBeLessThan(history.loss[0]!);
    const limit = Math.sqrt(6 / 103);
    const [first] = new Network(network).layers;
    expect(Math.max(...first!.parameters.biases!)).toBeLessThanOrEqual(limit);
    expect(Math.min(...first!.parameters.biases!)).toBeLessThan(-0.8 * limit);
  });
});

test('mistakes name the option', () => {
  expectError(() => presets.realMlp(wrong({ x: rows, epoch: 3 })), 'INVALID_OPTION', /^realMlp: .*"epochs"/);
  expectError(() => presets.realMlp(wrong(undefined)), 'INVALID_OPTION', /^realMlp: options must be an object/);
  const data = { inputs: 3, rows: ROWS };
  expectError(() => presets.sklearnMlp(wrong({ ...data, layers: [9] })), 'INVALID_OPTION', /^sklearnMlp: .*"layers"/);
  expectError(() => presets.sklearnMlp({ ...data, hidden: wrong(9) }), 'INVALID_OPTION', /"hidden" must be an array/);
  expectError(() => presets.sklearnMlp(wrong({ inputs: 3 })), 'INVALID_OPTION', /"rows" must be a positive integer/);
});
