// Losses and softmax against correctly rounded values: as records, and through a network.
import { describe, expect, test } from 'vitest';
import { Activation, LossKind, Reduction } from '../../assembly/kinds.ts';
import { type LossConfig, Matrix, Network, activation } from '../../src/index.ts';
import { lossName } from '../support/golden-nets.ts';
import { camelCase, coverage, errorOf, readGolden } from '../support/goldens.ts';
import { KernelBench } from '../support/kernel.ts';

interface Elementwise {
  readonly loss: string;
  readonly kw: Readonly<Record<string, number>>;
  readonly pred: readonly number[];
  readonly target: readonly number[];
  readonly each: readonly number[];
  readonly mean: number;
  readonly sum: number;
  readonly grad_of_mean: readonly number[];
}

interface CrossEntropy {
  readonly logits: readonly (readonly number[])[];
  readonly labels?: readonly number[];
  readonly soft?: readonly (readonly number[])[];
  readonly class_weight?: readonly number[];
  readonly label_smoothing?: number;
  readonly mean: number;
  readonly grad_of_mean: readonly (readonly number[])[];
  readonly probs: readonly (readonly number[])[];
}

interface Softmax {
  readonly x: readonly number[];
  readonly upstream: readonly number[];
  readonly softmax: readonly number[];
  readonly softmax_grad: readonly number[];
}

const goldens = readGolden<{ elementwise: Elementwise[]; cross_entropy: CrossEntropy[]; softmax: Softmax[] }>('losses');

/** A loss's relative error, and a gradient's in units of its largest value. */
const TOLERANCE = 1e-15;

const matrix = (rows: readonly (readonly number[])[]) =>
  new Matrix<'float64'>(Float64Array.from(rows.flat()), rows.length, rows[0]!.length);

/** The loss and ∂J/∂Z of a network whose only layer is the activation, which has no parameters. */
function throughNetwork(output: 'linear' | 'relu' | 'sigmoid' | 'softmax', loss: LossConfig, z: Matrix, y: Matrix) {
  const network = new Network({ inputs: z.columns, layers: [activation(output)] });
  const {
    loss: value,
    dZ,
    dX,
  } = network.backward(network.forward(z, { cache: true }), y, { loss, inputGradient: true });
  expect(dZ).toEqual([undefined]);
  return { value: value!.data, gradient: [...dX!.data] };
}

/** The same from the record. */
function throughRecord(kind: LossKind, reduction: Reduction, prediction: Matrix, target: Matrix) {
  const bench = new KernelBench('float64');
  const { rows, columns: n } = prediction;
  const logits = bench.tensor(prediction.data);
  const output = bench.tensor(prediction.data);
  const gradient = bench.tensor(prediction.data.map(() => 9));
  const result = bench.reserve(8);
  const activated = { z: logits, a: output, n };
  if (kind === LossKind.sigmoidCrossEntropy)
    bench.run('BiasActivation', { ...activated, activation: Activation.sigmoid }, rows);
  if (kind === LossKind.softmaxCrossEntropy) bench.run('Softmax', activated, rows);
  const y = bench.tensor(target.data);
  const operands = { prediction: logits, output, target: y, gradient, n, targetColumns: target.columns };
  bench.run('Loss', { ...operands, loss: kind, reduction, result }, rows);
  return { value: bench.engine.scalars(result.address, 1)[0]!, gradient: [...gradient.values] };
}

/** `floors` are the least that errors of the loss and of the gradient are relative to. */
function expectClose(
  actual: { readonly value: number; readonly gradient: readonly number[] },
  value: number,
  gradient: readonly number[],
  floors = { loss: 0, gradient: 0 },
): void {
  expect(errorOf([actual.value], [value], floors.loss), 'loss').toBeLessThanOrEqual(TOLERANCE);
  expect(errorOf(actual.gradient, gradient, floors.gradient), 'gradient').toBeLessThanOrEqual(TOLERANCE);
}

/** How the golden's losses are called here: those on logits, and those on probabilities, which relu leaves as they are. */
const elementwise: Readonly<Record<string, { name: string; kind?: LossKind; fromLogits?: true }>> = {
  mse: { name: 'meanSquaredError', kind: LossKind.squaredError },
  half_mse: { name: 'halfSquaredError', kind: LossKind.halfSquaredError },
  bce_logits: { name: 'binaryCrossEntropy', kind: LossKind.sigmoidCrossEntropy, fromLogits: true },
  bce_prob: { name: 'binaryCrossEntropy', kind: LossKind.binaryCrossEntropy },
  poisson_log: { name: 'poisson', fromLogits: true },
};

/** And their options. */
const optionNames: Readonly<Record<string, string>> = { pos_weight: 'positiveWeight', q: 'quantile' };

describe('losses with a value for each output', () => {
  const options = (golden: Elementwise): LossConfig => {
    const { name, fromLogits } = elementwise[golden.loss] ?? { name: lossName(golden.loss) };
    const kw = Object.fromEntries(
      Object.entries(golden.kw).map(([key, value]) => [optionNames[key] ?? camelCase(key), value]),
    );
    return { name, ...(fromLogits === undefined ? {} : { fromLogits }), ...kw } as LossConfig;
  };
  const outputOf = (golden: Elementwise) => (golden.loss === 'bce_prob' ? 'relu' : 'linear');
  const run = (golden: Elementwise, reduction: keyof typeof Reduction, rows: readonly (readonly [number, number])[]) =>
    throughNetwork(
      outputOf(golden),
      { ...options(golden), reduction },
      matrix(rows.map(([prediction]) => [prediction])),
      matrix(rows.map(([, target]) => [target])),
    );
  const pairs = ({ pred, target }: Elementwise) => pred.map((p, i) => [p, target[i]!] as const);
  const { covered, uncovered } = coverage(goldens.elementwise, (golden) => run(golden, 'mean', pairs(golden)));

  test('all of these are in the library', () => {
    expect(uncovered).toEqual([]);
  });

  describe.each(covered.map((golden, i) => [`${golden.loss} ${i}`, golden] as const))('%s', (_, golden) => {
    const { mean, sum, each, grad_of_mean: gradient, pred, target } = golden;
    const summed = gradient.map((g) => g * pred.length);

    test('through a network, as column and as row', () => {
      expectClose(run(golden, 'mean', pairs(golden)), mean, gradient);
      expectClose(run(golden, 'sumOverOutputs', pairs(golden)), mean, gradient);
      expectClose(run(golden, 'sum', pairs(golden)), sum, summed);
      const [z, y] = [matrix([pred]), matrix([target])];
      const row = (reduction: keyof typeof Reduction) =>
        throughNetwork(outputOf(golden), { ...options(golden), reduction }, z, y);
      expectClose(row('mean'), mean, gradient);
      expectClose(row('sumOverOutputs'), sum, summed);
    });

    // A gradient by logits is output − target, rounded like the output. A loss of a probability p has log(1 − p).
    test('each value alone', () => {
      const floors = { loss: golden.loss === 'bce_prob' ? 1 : 0, gradient: 1 };
      each.forEach((value, i) =>
        expectClose(run(golden, 'mean', [[pred[i]!, target[i]!]]), value, [summed[i]!], floors),
      );
    });
  });

  const records = covered.flatMap((golden, i) => {
    const { kind } = elementwise[golden.loss] ?? {};
    const plain = kind !== undefined && Object.keys(golden.kw).length === 0;
    return plain ? [[`${golden.loss} ${i}`, kind, golden] as const] : [];
  });

  test.each(records)('%s as a record', (_, kind, { mean, sum, grad_of_mean: gradient, pred, target }) => {
    const [z, y] = [matrix([pred]), matrix([target])];
    expectClose(throughRecord(kind, Reduction.mean, z, y), mean, gradient);
    expectClose(
      throughRecord(kind, Reduction.sum, z, y),
      sum,
      gradient.map((g) => g * pred.length),
    );
  });
});

describe('cross-entropy over classes', () => {
  const options = ({ class_weight: classWeights, label_smoothing: labelSmoothing }: CrossEntropy) =>
    ({
      name: 'categoricalCrossEntropy',
      ...(classWeights === undefined ? {} : { classWeights }),
      ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    }) as LossConfig;
  /** Soft rows, or class indices as they are and as one-hot rows. */
  const targetsOf = ({ labels, soft, logits }: CrossEntropy): Matrix[] =>
    labels === undefined
      ? [matrix(soft!)]
      : [
          matrix(labels.map((label) => [label])),
          matrix(labels.map((label) => logits[0]!.map((_, j) => Number(j === label)))),
        ];
  const titleOf = (golden: CrossEntropy) =>
    [golden.soft ? 'soft rows' : 'classes', ...Object.keys(options(golden)).slice(1)].join(', ');
  const run = (golden: CrossEntropy) =>
    targetsOf(golden).flatMap((y) => [
      throughNetwork('softmax', options(golden), matrix(golden.logits), y),
      throughNetwork('linear', { ...options(golden), fromLogits: true }, matrix(golden.logits), y),
    ]);
  const { covered, uncovered } = coverage(goldens.cross_entropy, run);

  test('all of these are in the library', () => {
    expect(uncovered).toEqual([]);
  });

  test.each(covered.map((golden) => [titleOf(golden), golden] as const))('%s', (_, golden) => {
    const { mean, grad_of_mean: gradient, logits, probs } = golden;
    for (const result of run(golden)) expectClose(result, mean, gradient.flat());
    for (const y of Object.keys(options(golden)).length === 1 ? targetsOf(golden) : []) {
      expectClose(
        throughRecord(LossKind.softmaxCrossEntropy, Reduction.mean, matrix(logits), y),
        mean,
        gradient.flat(),
      );
    }
    const outputs = new Network({ inputs: 3, layers: [activation('softmax')] }).predict(logits);
    probs.flat().forEach((p, i) => expect(Math.abs(outputs.data[i]! - p)).toBeLessThanOrEqual(TOLERANCE * p));
  });
});

// The exponents x − max x are rounded: the error of exp grows with them.
test.each(goldens.softmax)('softmax of $x', ({ x, upstream, softmax, softmax_grad: gradient }) => {
  const layer = new Network({ inputs: x.length, layers: [activation('softmax')] }).layers[0]!;
  const [outputs] = layer.forward([x]).toArray();
  softmax.forEach((p, i) =>
    expect(Math.abs(outputs![i]! - p)).toBeLessThanOrEqual(TOLERANCE * (1 + Math.abs(x[i]!)) * p),
  );
  const { dZ } = layer.backward([upstream]);
  gradient.forEach((g, i) => expect(Math.abs(dZ.data[i]! - g)).toBeLessThanOrEqual(TOLERANCE));
});
