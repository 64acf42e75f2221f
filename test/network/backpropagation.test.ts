// forward with a cache, backward, and the layers' own: the course's functions.
import { describe, expect, test } from 'vitest';
import { type ForwardCache, Network, Trainer, checkGradients, dense, l2PerSample, sgd } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { binaryNetwork, everyLayer, labelsOf, oneHot, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const loss = 'binaryCrossEntropy';
const x = rowsOf(5, 3);
const y = labelsOf(5);

describe.each(dtypes)('%s', (dtype) => {
  test("the cache holds X and every Z and A in the course's indices", () => {
    const network = binaryNetwork(dtype);
    const cache = network.forward(x, { cache: true });
    expect(cache.Z.map((z) => z && [z.rows, z.columns])).toEqual([undefined, [5, 5], [5, 4], [5, 1]]);
    expect(cache.A.map((a) => [a.rows, a.columns])).toEqual([
      [5, 3],
      [5, 5],
      [5, 4],
      [5, 1],
    ]);
    expectSame(cache.A[0]!.data, x.flat());
    const relu = cache.Z[2]!.data.map((z) => (z > 0 ? z : 0));
    expectSame(cache.A[2]!.data, relu);
    cache.Z[1]!.data.forEach((z, i) => expect(cache.A[1]!.data[i]).toBeCloseTo(Math.tanh(z), 6));
    expectSame(cache.A[3]!.data, network.predict(x).data);
    expectSame(cache.output.data, network.predict(x).data);
    expectSame(network.forward(x).data, network.predict(x).data);
  });

  test('dZ of a fused output is (A − Y)/m, dW = A_prevᵀ·dZ, db its sums', () => {
    const network = binaryNetwork(dtype);
    const cache = network.forward(x, { cache: true });
    const { dZ, dW, db, flat } = network.backward(cache, y, { loss });
    const digits = dtype === 'float64' ? 14 : 6;
    y.forEach((label, i) => expect(dZ[3]!.data[i]).toBeCloseTo((cache.A[3]!.data[i]! - label) / 5, digits));
    for (let unit = 0; unit < 4; unit++) {
      let sum = 0;
      for (let row = 0; row < 5; row++) sum += cache.A[2]!.row(row)[unit]! * dZ[3]!.data[row]!;
      expect(dW[3]!.data[unit]).toBeCloseTo(sum, digits);
    }
    expect(db[3]!.data[0]).toBeCloseTo(
      [...dZ[3]!.data].reduce((sum, value) => sum + value, 0),
      digits,
    );
    expectSame(
      flat,
      [1, 2, 3].flatMap((l) => [...dW[l]!.data, ...db[l]!.data]),
    );
  });

  test('dX is the derivative by the inputs', () => {
    const network = binaryNetwork('float64');
    const { dX } = network.backward(network.forward(x, { cache: true }), y, { loss, inputGradient: true });
    const lossAt = (row: number, column: number, h: number): number => {
      const moved = x.map((values) => [...values]);
      moved[row]![column]! += h;
      return network.backward(network.forward(moved, { cache: true }), y, { loss }).loss!.total;
    };
    for (const [row, column] of [
      [0, 0],
      [2, 1],
      [4, 2],
    ] as const) {
      expect(dX!.row(row)[column]).toBeCloseTo((lossAt(row, column, 1e-6) - lossAt(row, column, -1e-6)) / 2e-6, 8);
    }
  });

  test('dA of the last layer in place of the targets gives the same gradients', () => {
    const network = new Network({ inputs: 3, layers: [dense(4, { activation: 'tanh' }), dense(2)], dtype });
    const targets = rowsOf(5, 2, 9);
    const cache = network.forward(x, { cache: true });
    const expected = network.backward(cache, targets, {
      loss: { name: 'halfSquaredError', reduction: 'sum' },
      inputGradient: true,
    });
    const dA = cache.output.toArray().map((row, i) => row.map((a, j) => a - targets[i]![j]!));
    const given = network.backward(cache, { dA }, { inputGradient: true });
    expectSame(given.flat, expected.flat);
    expectSame(given.dX!.data, expected.dX!.data);
    expect(given.loss).toBeUndefined();
  });

  test('caches of any size and mode may be used in any order, and again', () => {
    const network = everyLayer(dtype);
    const option = { loss: 'categoricalCrossEntropy', inputGradient: true } as const;
    const cases = [2, 7, 3, 300, 1].map((count, i) => ({
      x: rowsOf(count, 3, i + 1),
      y: oneHot(labelsOf(count, i + 4), 2),
      training: i % 2 === 1,
      step: i,
    }));
    const alone = cases.map(({ x, y, training, step }) => {
      const fresh = everyLayer(dtype);
      return fresh.backward(fresh.forward(x, { cache: true, training, step }), y, option);
    });
    const caches = cases.map(({ x, training, step }) => network.forward(x, { cache: true, training, step }));
    for (const i of [4, 0, 3, 1, 1, 2, 0, 3]) {
      const gradients = network.backward(caches[i]!, cases[i]!.y, option);
      expectSame(gradients.flat, alone[i]!.flat, `flat of cache ${i}`);
      expectSame(gradients.dX!.data, alone[i]!.dX!.data, `dX of cache ${i}`);
      expect(gradients.loss).toEqual(alone[i]!.loss);
    }
  });

  test('a cache stays true while the network does other things', () => {
    const network = everyLayer(dtype);
    const targets = oneHot(y, 2);
    const backward = (cache: ForwardCache<typeof dtype>) =>
      network.backward(cache, targets, { loss: 'categoricalCrossEntropy' }).flat;
    const cache = network.forward(x, { cache: true, training: true, step: 3 }) as never;
    const expected = backward(cache);
    network.predict(rowsOf(40, 3));
    network.layers[1]!.forward(rowsOf(5, 3, 8));
    network.layers[1]!.backward(rowsOf(5, 4, 9));
    network.forward(rowsOf(64, 3, 5));
    expectSame(backward(cache), expected);
  });

  test('applyGradients equals a step of plain descent', () => {
    const [byHand, trained] = [binaryNetwork(dtype), binaryNetwork(dtype)];
    const trainer = new Trainer(trained, { loss, optimizer: sgd({ learningRate: 0.5 }) });
    for (let step = 0; step < 5; step++) {
      const gradients = byHand.backward(byHand.forward(x, { cache: true }), y, { loss });
      byHand.applyGradients(gradients, { learningRate: 0.5 });
      expect(trainer.step(x, y)).toBe(gradients.loss!.total);
      expectSame(byHand.parameters, trained.parameters, `after step ${step}: parameter`);
    }
  });

  test('the layers one by one give what the network gives', () => {
    const network = binaryNetwork(dtype);
    const cache = network.forward(x, { cache: true });
    const gradients = network.backward(cache, y, { loss: { name: loss, reduction: 'sum' }, inputGradient: true });
    let a = cache.A[0]!;
    for (const [index, layer] of network.layers.entries()) {
      a = layer.forward(a);
      expectSame(a.data, cache.A[index + 1]!.data, `A[${index + 1}]`);
    }
    let dA = cache.output.toArray().map(([p], i) => [(p! - y[i]!) / (p! * (1 - p!))]) as unknown as typeof a;
    const tolerance = dtype === 'float64' ? 1e-14 : 1e-5;
    for (let l = 3; l >= 1; l--) {
      const { dAPrev, dZ, dW, db } = network.layers[l - 1]!.backward(dA);
      for (const [actual, expected] of [
        [dZ, gradients.dZ[l]],
        [dW, gradients.dW[l]],
        [db, gradients.db[l]],
      ]) {
        actual!.data.forEach((value, i) => expect(Math.abs(value - expected!.data[i]!)).toBeLessThan(tolerance));
      }
      dA = dAPrev;
    }
    dA.data.forEach((value, i) => expect(Math.abs(value - gradients.dX!.data[i]!)).toBeLessThan(tolerance));
  });
});

test("a layer's backward belongs to its own last forward", () => {
  const network = binaryNetwork('float64');
  const [first, second] = [network.layers[0]!, network.layers[1]!];
  first.forward(x);
  const expected = first.backward(rowsOf(5, 5)).dW!.data;
  first.forward(x);
  second.forward(rowsOf(2, 5));
  second.backward(rowsOf(2, 4));
  network.forward(rowsOf(50, 3));
  expectSame(first.backward(rowsOf(5, 5)).dW!.data, expected);
  expectError(() => first.backward(rowsOf(4, 5)), 'INVALID_SHAPE', 'layers[0] dense: dA has 4 rows, the forward had 5');
  const wide = { data: new Float64Array(12), rows: 2, columns: 6 };
  expectError(() => second.forward(wide), 'INVALID_SHAPE', 'layers[1] dense: aPrev has 6 columns, the layer takes 5');
  expectError(() => first.backward(wide), 'INVALID_SHAPE', 'layers[0] dense: dA has 6 columns, the layer takes 5');
  expectError(() => network.layers[2]!.backward([[1]]), 'INVALID_STATE', /layers\[2\] dense: call forward/);
});

test('gradients are right: every layer, dropout drawing and not, penalties', () => {
  const network = everyLayer('float64');
  const targets = oneHot(y, 2);
  for (const training of [true, false]) {
    const check = checkGradients(network, { loss: 'categoricalCrossEntropy', x, y: targets, training, step: 2 });
    expect(check.maxRelativeError).toBeLessThan(1e-6);
    expect(check.checked).toBe(network.parameters.length);
  }
  const perSample = new Network({
    inputs: 3,
    layers: [dense(4, { activation: 'sigmoid', regularizer: l2PerSample(0.7) }), dense(2, { activation: 'tanh' })],
  });
  const hash = perSample.hash();
  const { maxRelativeError } = checkGradients(perSample, { loss: 'meanSquaredError', x, y: rowsOf(5, 2, 3) });
  expect(maxRelativeError).toBeLessThan(1e-6);
  expect(perSample.hash()).toBe(hash);
});
