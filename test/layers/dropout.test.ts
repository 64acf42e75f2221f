// Dropout through the public API: off in inference, drawn by (seed, step, layer, element) in training.
import { describe, expect, test } from 'vitest';
import { type DType, Network, Trainer, dense, dropout, sgd } from '../../src/index.ts';
import { dtypes } from '../support/kernel.ts';
import { labelsOf, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const loss = 'binaryCrossEntropy';

/** Dropout alone: what comes in, times the mask. */
function mask<D extends DType>(dtype: D, rate: number, columns = 10, seed = 0) {
  return new Network({ inputs: columns, layers: [dropout(rate)], dtype, seed });
}

function hidden<D extends DType>(dtype: D) {
  return new Network({
    inputs: 3,
    layers: [dropout(0.25), dense(8, { activation: 'tanh' }), dropout(0.5), dense(1, { activation: 'sigmoid' })],
    dtype,
    seed: 3,
  });
}

describe.each(dtypes)('%s', (dtype) => {
  test('inference leaves the rows as they are', () => {
    const network = mask(dtype, 0.5);
    const x = rowsOf(7, 10);
    expectSame(network.predict(x).data, x.flat());
    expectSame(network.forward(x).data, x.flat());
  });

  test('training drops the share of the rate and scales the rest, so that the mean stays', () => {
    for (const rate of [0.125, 0.5, 0.75]) {
      const y = mask(dtype, rate).forward(new Float64Array(100_000).fill(1), { training: true }).data;
      const kept = 1 / (1 - rate);
      const scale = dtype === 'float32' ? Math.fround(kept) : kept;
      expect(y.every((value) => value === 0 || value === scale)).toBe(true);
      const dropped = [...y].filter((value) => value === 0).length / y.length;
      // Six standard deviations of a share of 100,000 draws.
      expect(Math.abs(dropped - rate)).toBeLessThan(6 * Math.sqrt((rate * (1 - rate)) / 100_000));
    }
    const x = rowsOf(5, 10);
    expectSame(mask(dtype, 0).forward(x, { training: true }).data, x.flat());
  });

  test('the mask depends on seed, step and layer, and not on what ran before', () => {
    const ones = new Float64Array(400).fill(1);
    const at = (step: number, seed = 0) =>
      mask(dtype, 0.5, 10, seed).forward(ones, { training: true, step }).data.join();
    const masks = [at(0), at(1), at(2 ** 33), at(0, 1), at(0, 2 ** 32)];
    expect(new Set(masks).size).toBe(masks.length);
    const network = mask(dtype, 0.5);
    for (const step of [1, 0, 2 ** 33, 0]) {
      network.forward(rowsOf(3, 10), { training: true, step: 77 });
      expect(network.forward(ones, { training: true, step }).data.join()).toBe(at(step));
    }
    const two = new Network({ inputs: 10, layers: [dropout(0.5), dropout(0.5)], dtype });
    const cache = two.forward(ones, { training: true, cache: true });
    expect(cache.output.data.join()).not.toBe(at(0));
  });

  test('the first rows of a batch are dropped alike, however many follow', () => {
    const network = mask(dtype, 0.5);
    const all = network.forward(new Float64Array(640).fill(1), { training: true, step: 4 });
    const few = network.forward(new Float64Array(30).fill(1), { training: true, step: 4 });
    expectSame(few.data, all.data.subarray(0, 30));
  });

  test('a trainer at step t draws what forward draws at step t, whatever the batches before', () => {
    const [trained, byHand] = [hidden(dtype), hidden(dtype)];
    const trainer = new Trainer(trained, { loss, optimizer: sgd({ learningRate: 0.5 }) });
    for (const count of [5, 1, 12, 5, 3]) {
      const [x, y] = [rowsOf(count, 3, count), labelsOf(count)];
      const cache = byHand.forward(x, { cache: true, training: true, step: trainer.steps });
      byHand.applyGradients(byHand.backward(cache, y, { loss }), { learningRate: 0.5 });
      trainer.step(x, y);
      expect(trained.hash()).toBe(byHand.hash());
    }
    const other = hidden(dtype);
    new Trainer(other, { loss, optimizer: sgd({ learningRate: 0.5 }), seed: 4 }).step(rowsOf(5, 3, 5), labelsOf(5));
    const same = hidden(dtype);
    new Trainer(same, { loss, optimizer: sgd({ learningRate: 0.5 }), seed: 3 }).step(rowsOf(5, 3, 5), labelsOf(5));
    expect(other.hash()).not.toBe(same.hash());
  });

  test('the backward pass drops the same elements', () => {
    const network = mask(dtype, 0.5);
    const ones = new Float64Array(50).fill(1);
    const cache = network.forward(ones, { cache: true, training: true, step: 9 });
    expectSame(network.backward(cache, { dA: ones }, { inputGradient: true }).dX!.data, cache.output.data);
  });
});

test('evaluation and prediction of a network that is being trained do not drop', () => {
  const network = hidden('float64');
  const trainer = new Trainer(network, { loss });
  const [x, y] = [rowsOf(20, 3), labelsOf(20)];
  trainer.step(x, y);
  const [first, second] = [trainer.evaluate({ x, y }), trainer.evaluate({ x, y })];
  expect(first).toEqual(second);
  expectSame(network.predict(x).data, network.forward(x).data);
});
