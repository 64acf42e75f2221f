// What losses can be told: label smoothing, weights of classes and of labels, focusing; and losses by formula.
import { describe, expect, test } from 'vitest';
import {
  type Expression,
  type LossOption,
  Network,
  Trainer,
  checkGradients,
  dense,
  formula,
  sgd,
} from '../../src/index.ts';
import { classesOf, labelsOf, oneHot, rowsOf } from '../support/networks.ts';
import { expectError } from '../support/errors.ts';

const x = rowsOf(7, 3);

const networkOf = (units: number, activation: 'linear' | 'sigmoid' | 'softmax') =>
  new Network({ inputs: 3, layers: [dense(4, { activation: 'tanh' }), dense(units, { activation })], seed: 4 });

const options: readonly (readonly [LossOption, 'sigmoid' | 'softmax'])[] = [
  [{ name: 'binaryCrossEntropy', labelSmoothing: 0.2 }, 'sigmoid'],
  [{ name: 'binaryCrossEntropy', positiveWeight: 3 }, 'sigmoid'],
  [{ name: 'binaryFocalCrossEntropy', gamma: 1.5, alpha: 0.25 }, 'sigmoid'],
  [{ name: 'binaryFocalCrossEntropy', gamma: 0 }, 'sigmoid'],
  [{ name: 'categoricalCrossEntropy', labelSmoothing: 0.1 }, 'softmax'],
  [{ name: 'categoricalCrossEntropy', classWeights: [1, 2, 0.5] }, 'softmax'],
  [{ name: 'categoricalCrossEntropy', classWeights: [1, 2, 0.5], reduction: 'sum' }, 'softmax'],
  [{ name: 'categoricalFocalCrossEntropy', gamma: 3, classWeights: [0, 1, 1] }, 'softmax'],
];

describe.each(options)('%j', (loss, activation) => {
  const y = activation === 'sigmoid' ? labelsOf(7).map((label) => [label, 1 - label]) : classesOf(7, 3);
  const units = activation === 'sigmoid' ? 2 : 3;

  test('has the gradient of its value, fused and not', () => {
    for (const output of activation === 'sigmoid'
      ? (['sigmoid', 'softmax'] as const)
      : (['softmax', 'sigmoid'] as const)) {
      const network = networkOf(units, output);
      expect(checkGradients(network, { loss, x, y }).maxRelativeError).toBeLessThan(1e-6);
    }
  });

  test('is the same from logits', () => {
    const [probabilities, logits] = [networkOf(units, activation), networkOf(units, 'linear')];
    const a = new Trainer(probabilities, { loss, optimizer: sgd() });
    const b = new Trainer(logits, { loss: { ...(loss as object), fromLogits: true } as LossOption, optimizer: sgd() });
    for (let i = 0; i < 3; i++) expect(b.step(x, y)).toBe(a.step(x, y));
    expect([...logits.parameters]).toEqual([...probabilities.parameters]);
  });

  test('evaluates many rows in chunks to what they are together', () => {
    const many = rowsOf(600, 3);
    const targets = activation === 'sigmoid' ? labelsOf(600).map((label) => [label, 1 - label]) : classesOf(600, 3);
    const network = networkOf(units, activation);
    const { total } = network.backward(network.forward(many, { cache: true }), targets, { loss }).loss!;
    const { loss: evaluated } = new Trainer(network, { loss }).evaluate({ x: many, y: targets });
    expect(Math.abs(evaluated / total - 1)).toBeLessThan(1e-12);
  });
});

test('class indices and one-hot rows are the same', () => {
  const loss: LossOption = { name: 'categoricalCrossEntropy', classWeights: [1, 2, 0.5], labelSmoothing: 0.1 };
  const classes = classesOf(7, 3);
  const losses = [classes, oneHot(classes, 3)].map((y) => new Trainer(networkOf(3, 'softmax'), { loss }).step(x, y));
  expect(losses[1]).toBe(losses[0]);
});

test('focal losses are finite and right where the probability rounds to 0 or 1', () => {
  const network = new Network({ inputs: 1, layers: [dense(1, { activation: 'sigmoid' })] });
  network.setWeights({ 'layers.0.weights': [[1]], 'layers.0.biases': [0] });
  const cache = network.forward([[1000], [-1000], [1000]], { cache: true });
  const loss: LossOption = { name: 'binaryFocalCrossEntropy', reduction: 'sum' };
  const { loss: value, dZ } = network.backward(cache, [0, 1, 1], { loss });
  expect(value!.total).toBe(2000);
  expect([...dZ[1]!.data]).toEqual([1, -1, 0]);
});

describe('a loss by formula', () => {
  const { maximum, multiply, subtract } = formula;
  const pinball = {
    name: 'pinball',
    formula: (p: Expression, y: Expression) => {
      const e = subtract(y, p);
      return maximum(multiply(e, 0.9), multiply(e, -0.1));
    },
  };

  test('is the loss that it says', () => {
    const y = rowsOf(7, 2, 5);
    const [own, built] = [pinball, { name: 'quantile', quantile: 0.9 } as const].map((loss) => {
      const network = networkOf(2, 'linear');
      const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate: 0.1 }) });
      return [...Array.from({ length: 5 }, () => trainer.step(x, y)), ...network.parameters];
    });
    own!.forEach((value, i) => expect(value).toBeCloseTo(built![i]!, 14));
    expect(checkGradients(networkOf(2, 'linear'), { loss: pinball, x, y }).maxRelativeError).toBeLessThan(1e-6);
  });

  test('is asked for again by a file, which then goes on to the same bits', () => {
    const y = rowsOf(7, 2, 5);
    const trainer = new Trainer(networkOf(2, 'linear'), { loss: pinball });
    trainer.step(x, y);
    const bytes = trainer.save();
    expectError(() => Trainer.load(bytes), 'INVALID_OPTION', /the loss "pinball", which is by formula/);
    expectError(() => Trainer.load(bytes, { loss: { ...pinball, name: 'other' } }), 'INVALID_OPTION', /"pinball"/);
    const loaded = Trainer.load(bytes, { loss: pinball });
    for (let i = 0; i < 3; i++) expect(loaded.step(x, y)).toBe(trainer.step(x, y));
    expect(loaded.network.hash()).toBe(trainer.network.hash());
  });

  test('is not one that a model card can tell', () => {
    const trainer = new Trainer(networkOf(2, 'linear'), { loss: pinball });
    const start = () => trainer.start({ x, y: rowsOf(7, 2, 5) }, { epochs: 1, card: true });
    expectError(start, 'INVALID_STATE', /a loss and metrics of the library alone/);
  });

  test('needs a name of its own and a function', () => {
    const make = (loss: unknown) => () => new Trainer(networkOf(2, 'linear'), { loss: loss as LossOption });
    expectError(make({ name: 'huber', formula: pinball.formula }), 'INVALID_OPTION', /a "name" of its own/);
    expectError(make({ name: 'mine', formula: 'p - y' }), 'INVALID_OPTION', /a function as "formula"/);
    const arithmetic = { name: 'mine', formula: (p: never, y: never) => p - y };
    expectError(make(arithmetic), 'INVALID_OPTION', /a function as "formula" that returns an expression/);
    expectError(make({ ...pinball, delta: 1 }), 'INVALID_OPTION', /unknown option "delta"/);
  });
});

test('mistakes name the loss, the option and what is allowed', () => {
  const make = (loss: unknown, units = 3, activation: 'linear' | 'sigmoid' | 'softmax' = 'softmax') =>
    expectError.bind(undefined, () => new Trainer(networkOf(units, activation), { loss: loss as LossOption }));
  make({ name: 'categoricalCrossEntropy', classWeights: [1, 2] })('INVALID_OPTION', /"classWeights" must be 3 numbers/);
  make({ name: 'categoricalCrossEntropy', classWeights: [1, 2, -1] })('INVALID_OPTION', /classWeights\[2\]/);
  make({ name: 'categoricalCrossEntropy', labelSmoothing: 2 })(
    'INVALID_OPTION',
    /"labelSmoothing" must be a number from 0 to 1/,
  );
  make({ name: 'meanSquaredError', delta: 2 })('INVALID_OPTION', /unknown option "delta"/);
  make(
    'poisson',
    1,
    'linear',
  )('INVALID_OPTION', /takes rates, but layers\[1\] dense is linear: give it activation "softplus"/);
});

test('a formula of more numbers than a record can name is refused', () => {
  const loss = (count: number) => ({
    name: 'long',
    formula: (p: Expression, y: Expression) =>
      Array.from({ length: count }, (_, i) => i + 2).reduce(
        (sum, factor) => formula.add(sum, formula.multiply(p, factor)),
        formula.square(formula.subtract(p, y)),
      ),
  });
  const step = (count: number) => {
    const network = new Network({ inputs: 1, layers: [dense(1)] });
    return new Trainer(network, { loss: loss(count) }).step([[1]], [[1]]);
  };
  expect(step(200)).toBeTypeOf('number');
  expectError(() => step(300), 'INVALID_OPTION', /a formula has 30\d operands and 30\d registers of 256/);
});
