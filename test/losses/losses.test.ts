// The losses through the public API: values, reductions, fusion with the output, penalties.
import { describe, expect, test } from 'vitest';
import {
  type ActivationName,
  type DType,
  type LossOption,
  Network,
  Trainer,
  checkGradients,
  dense,
  l2,
  l2PerSample,
  sgd,
} from '../../src/index.ts';
import { type LossName, type ReductionName, lossNames } from '../../src/losses/losses.ts';
import { dtypes } from '../support/kernel.ts';
import { classesOf, labelsOf, oneHot, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const reductions: readonly ReductionName[] = ['mean', 'sum', 'sumOverOutputs'];
const x = rowsOf(6, 3);

type ByElement = (p: number, y: number) => number;

/** What each loss is of one row: of its outputs a and targets y. */
const sumOf =
  (loss: ByElement) =>
  (a: readonly number[], y: readonly number[]): number =>
    a.reduce((sum, p, j) => sum + loss(p, y[j]!), 0);

const byRow: Record<LossName, (a: readonly number[], y: readonly number[]) => number> = {
  binaryCrossEntropy: sumOf((p, y) => -y * Math.log(p) - (1 - y) * Math.log(1 - p)),
  categoricalCrossEntropy: sumOf((p, y) => -y * Math.log(p)),
  binaryFocalCrossEntropy: sumOf((p, y) => -y * (1 - p) ** 2 * Math.log(p) - (1 - y) * p ** 2 * Math.log(1 - p)),
  categoricalFocalCrossEntropy: sumOf((p, y) => -y * (1 - p) ** 2 * Math.log(p)),
  klDivergence: sumOf((p, y) => (y === 0 ? 0 : y * Math.log(y / p))),
  meanSquaredError: sumOf((p, y) => (p - y) ** 2),
  halfSquaredError: sumOf((p, y) => (p - y) ** 2 / 2),
  meanAbsoluteError: sumOf((p, y) => Math.abs(p - y)),
  huber: sumOf((p, y) => (Math.abs(p - y) < 1 ? (p - y) ** 2 / 2 : Math.abs(p - y) - 0.5)),
  logCosh: sumOf((p, y) => Math.log(Math.cosh(p - y))),
  quantile: sumOf((p, y) => Math.abs(p - y) / 2),
  poisson: sumOf((p, y) => p - y * Math.log(p)),
  hinge: sumOf((p, y) => Math.max(0, 1 - (2 * y - 1) * p)),
  squaredHinge: sumOf((p, y) => Math.max(0, 1 - (2 * y - 1) * p) ** 2),
};

/** A network that suits the loss, its targets, and the same with logits as outputs. */
function setup<D extends DType>(name: LossName, dtype: D, activation: ActivationName = outputOf(name)) {
  const network = new Network({
    inputs: 3,
    layers: [dense(4, { activation: 'tanh' }), dense(2, { activation })],
    dtype,
    seed: 5,
  });
  const soft = [0.25, 0, 1, 0.5, 0.875, 0.125].map((p) => [p, 1 - p]);
  return {
    network,
    y: ['sigmoid', 'softmax'].includes(activation) || name.toLowerCase().endsWith('hinge') ? soft : rowsOf(6, 2, 3),
  };
}

/** The activation of outputs that a loss takes. */
const outputOf = (name: LossName) =>
  (({ poisson: 'softplus', klDivergence: 'softmax' }) as Partial<Record<LossName, 'softplus' | 'softmax'>>)[name] ??
  (!name.endsWith('CrossEntropy') ? 'linear' : name.startsWith('binary') ? 'sigmoid' : 'softmax');

/** Whether a loss has one value a row. */
const isOverClasses = (name: LossName) => outputOf(name) === 'softmax';

describe.each(lossNames)('%s', (name) => {
  const perRow = isOverClasses(name);

  test.each(dtypes)('%s: every reduction has its value, alike in step, evaluate and backward', (dtype) => {
    for (const reduction of reductions) {
      const loss = { name, reduction };
      const { network, y } = setup(name, dtype);
      const outputs = network.predict(x).toArray();
      const sum = outputs.reduce((total, a, i) => total + byRow[name](a, y[i]!), 0);
      const expected = sum / { mean: perRow ? 6 : 12, sum: 1, sumOverOutputs: 6 }[reduction];
      const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 1e-300 }) });
      const digits = dtype === 'float64' ? 13 : 5;
      expect(trainer.evaluate({ x, y }).loss).toBeCloseTo(expected, digits);
      const { total } = network.backward(network.forward(x, { cache: true }), y, { loss }).loss!;
      expect(trainer.evaluate({ x, y }).loss).toBeCloseTo(total, 14);
      expect(trainer.step(x, y)).toBe(total);
      expect(trainer.lastLoss).toEqual({ data: total, penalty: 0, total });
    }
  });

  test('gradients agree with differences, fused and on the outputs', () => {
    for (const reduction of reductions) {
      for (const activation of [outputOf(name), 'sigmoid']) {
        const { network, y } = setup(name, 'float64', activation as never);
        expect(checkGradients(network, { loss: { name, reduction }, x, y }).maxRelativeError).toBeLessThan(1e-6);
      }
    }
  });
});

test.each(dtypes)('%s: evaluate in chunks is the loss of all rows', (dtype) => {
  for (const name of lossNames) {
    for (const reduction of reductions) {
      const { network } = setup(name, dtype);
      const many = rowsOf(600, 3);
      const y = oneHot(classesOf(600, 2), 2);
      const trainer = new Trainer(network, { loss: { name, reduction } });
      const { total } = network.backward(network.forward(many, { cache: true }), y, {
        loss: { name, reduction },
      }).loss!;
      expect(Math.abs(trainer.evaluate({ x: many, y }).loss / total - 1)).toBeLessThan(1e-12);
    }
  }
});

test.each(dtypes)('%s: logits train like the activation that the loss is fused with', (dtype) => {
  for (const name of ['binaryCrossEntropy', 'categoricalCrossEntropy'] as const) {
    const y = name === 'binaryCrossEntropy' ? rowsOf(6, 2, 4).map((row) => row.map(Math.abs)) : classesOf(6, 2);
    const make = (activation: 'linear' | 'sigmoid' | 'softmax', loss: LossOption) => {
      const { network } = setup(name, dtype, activation as never);
      const trainer = new Trainer<DType>(network, { loss, optimizer: 'adam' });
      const losses = Array.from({ length: 5 }, () => trainer.step(x, y));
      return { network, losses, evaluation: trainer.evaluate({ x, y }) };
    };
    const probabilities = make(outputOf(name) as 'sigmoid', name);
    const logits = make('linear', { name, fromLogits: true });
    expect(logits.losses).toEqual(probabilities.losses);
    expect(logits.evaluation).toEqual(probabilities.evaluation);
    expectSame(logits.network.parameters, probabilities.network.parameters);
    expect(logits.network.predict(x).data).not.toEqual(probabilities.network.predict(x).data);
  }
});

test('a fused loss is finite and its gradient right where the probability rounds to 0 or 1', () => {
  const network = new Network({ inputs: 1, layers: [dense(1, { activation: 'sigmoid' })] });
  network.setWeights({ 'layers.0.weights': [[1]], 'layers.0.biases': [0] });
  const { loss, dZ } = network.backward(network.forward([[1000], [-1000], [1000]], { cache: true }), [0, 1, 1], {
    loss: { name: 'binaryCrossEntropy', reduction: 'sum' },
  });
  expect(loss!.total).toBe(2000);
  expectSame(dZ[1]!.data, [1, -1, 0]);
});

test('l2 adds λ ΣW², l2PerSample λ/(2m) ΣW², to the reported loss and to dW', () => {
  const y = labelsOf(6);
  const make = (regularizer?: ReturnType<typeof l2>) =>
    new Network({
      inputs: 3,
      layers: [
        dense(4, { activation: 'tanh', ...(regularizer === undefined ? {} : { regularizer }) }),
        dense(1, { activation: 'sigmoid', ...(regularizer === undefined ? {} : { regularizer }) }),
      ],
    });
  const loss = 'binaryCrossEntropy';
  const bare = make();
  const plain = bare.backward(bare.forward(x, { cache: true }), y, { loss });
  const weights = [0, 1].map((l) => bare.layers[l]!.parameters['weights']!);
  const squares = weights.reduce((sum, w) => sum + w.reduce((s, value) => s + value * value, 0), 0);
  for (const [regularizer, penalty, slope] of [
    [l2(0.7), 0.7 * squares, 1.4],
    [l2PerSample(0.7), (0.7 / 12) * squares, 0.7 / 6],
  ] as const) {
    const network = make(regularizer);
    const gradients = network.backward(network.forward(x, { cache: true }), y, { loss });
    expect(gradients.loss!.data).toBe(plain.loss!.data);
    expect(gradients.loss!.penalty).toBeCloseTo(penalty, 14);
    expect(gradients.loss!.total).toBe(gradients.loss!.data + gradients.loss!.penalty);
    for (const l of [1, 2]) {
      weights[l - 1]!.forEach((w, i) =>
        expect(gradients.dW[l]!.data[i]).toBeCloseTo(plain.dW[l]!.data[i]! + slope * w, 14),
      );
      expectSame(gradients.db[l]!.data, plain.db[l]!.data);
    }
    const trainer = new Trainer(network, { loss });
    expect(trainer.evaluate({ x, y }).loss).toBeCloseTo(gradients.loss!.total, 14);
    expect(trainer.step(x, y)).toBe(gradients.loss!.total);
    expect(trainer.lastLoss).toEqual(gradients.loss);
  }
});
