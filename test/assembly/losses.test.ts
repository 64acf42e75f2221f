import { describe, expect, test } from 'vitest';
import { LossKind, Reduction } from '../../assembly/kinds.ts';
import { softmax } from '../reference/activations.ts';
import * as twin from '../reference/losses.ts';
import { orderedSum } from '../reference/reduce.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { expectSame, randomValues, rounding } from '../support/values.ts';

type LossName = keyof typeof LossKind;
type ReductionName = keyof typeof Reduction;
const names = Object.keys(twin.lossGradients) as LossName[];
const reductions: readonly ReductionName[] = ['mean', 'sum', 'sumOverOutputs'];
const isPerRow = (name: LossName): name is keyof typeof twin.rowLosses => name in twin.rowLosses;

test('every loss has its twin', () => {
  expect(names.sort()).toEqual(
    Object.keys(LossKind)
      .filter((key) => Number.isNaN(Number(key)))
      .sort(),
  );
});

interface Batch {
  readonly prediction: readonly number[];
  readonly output: readonly number[];
  readonly target: readonly number[];
}

/** Predictions, outputs and targets that suit a loss. */
function batchOf(name: LossName, m: number, n: number, round: (x: number) => number): Batch {
  const random = randomValues(m * n, 11 * m + n);
  const wide = random.map((x) => round(6 * x));
  const inside = random.map((x) => round(0.5 + 0.49 * x));
  const other = randomValues(m * n, m + n + 1).map((x) => round(0.5 + 0.5 * x));
  const rows = (values: readonly number[]) => Array.from({ length: m }, (_, i) => values.slice(i * n, (i + 1) * n));
  const shares = (values: readonly number[]) => rows(values).flatMap((row) => softmax(row).map(round));
  switch (name) {
    case 'sigmoidCrossEntropy':
      return { prediction: wide, output: wide.map((z) => round(1 / (1 + Math.exp(-z)))), target: other };
    case 'softmaxCrossEntropy':
      return { prediction: wide, output: shares(wide), target: shares(other) };
    case 'binaryCrossEntropy':
      return { prediction: inside, output: inside, target: other };
    case 'categoricalCrossEntropy':
      return { prediction: shares(wide), output: shares(wide), target: shares(other) };
    default:
      return { prediction: wide, output: wide, target: other };
  }
}

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);
  const epsilon = dtype === 'float64' ? 2 ** -52 : 2 ** -23;

  interface Options {
    readonly reduction?: ReductionName;
    readonly into?: 'prediction' | 'output' | 'own' | 'none';
    readonly targetColumns?: number;
    readonly shift?: number;
  }

  /** The Loss record on a batch. */
  function run(name: LossName, m: number, n: number, batch: Batch, options: Options = {}) {
    const { reduction = 'sum', into = 'own', targetColumns = n, shift = 0 } = options;
    const bench = new KernelBench(dtype);
    const prediction = bench.tensor(batch.prediction, shift);
    const output = bench.tensor(batch.output, shift);
    const target = bench.tensor(batch.target);
    const own = bench.tensor(new Array<number>(m * n + 1).fill(7), 1);
    const gradient = { prediction, output, own, none: undefined }[into];
    const result = bench.reserve(8);
    const fields = { prediction, output, target, gradient, n, targetColumns, result };
    bench.run('Loss', { ...fields, loss: LossKind[name], reduction: Reduction[reduction] }, m);
    return {
      value: bench.engine.scalars(result.address, 1)[0]!,
      gradient: Array.from((gradient ?? own).values).slice(0, m * n),
      end: own.values[m * n],
      operands: [prediction, output, target].map(({ values }) => [...values]),
    };
  }

  describe.each(names)('%s', (name) => {
    test.each(reductions)('%s: value and gradient equal the twin’s', (reduction) => {
      for (const [m, n] of [
        [1, 1],
        [3, 1],
        [1, 2],
        [5, 3],
        [2, 5],
        [16, 4],
        [17, 10],
        [63, 1],
        [65, 17],
      ] as const) {
        const batch = batchOf(name, m, n, round);
        const scale = 1 / twin.divisorOf(reduction, m, n, isPerRow(name));
        const terms = isPerRow(name)
          ? Array.from({ length: m }, (_, i) =>
              twin.rowLosses[name](batch.prediction.slice(i * n, (i + 1) * n), batch.target.slice(i * n, (i + 1) * n)),
            )
          : batch.prediction.map((x, e) => twin.elementLosses[name](x, batch.target[e]!));
        const { value, gradient, end, operands } = run(name, m, n, batch, { reduction, shift: m % 3 });
        const expected = scale * terms.reduce((sum, term) => sum + term, 0);
        // In float64 whatever the type. A loss of z is rounded relative to |z|, which may be a few times the loss.
        expect(Math.abs(value - expected), `${m}×${n}`).toBeLessThanOrEqual(20 * 2 ** -52 * Math.abs(expected));
        const source =
          name === 'sigmoidCrossEntropy' || name === 'softmaxCrossEntropy' ? batch.output : batch.prediction;
        gradient.forEach((slope, e) => {
          const exact = scale * twin.lossGradients[name](source[e]!, batch.target[e]!);
          expect(Math.abs(slope - exact), `${m}×${n}: element ${e}`).toBeLessThanOrEqual(4 * epsilon * Math.abs(exact));
        });
        expect(end).toBe(7);
        expect(operands).toEqual([batch.prediction, batch.output, batch.target]);
      }
    });

    test('the gradient may take the place of the predictions or outputs, or be left out', () => {
      const [m, n] = [7, 5];
      const batch = batchOf(name, m, n, round);
      const { value, gradient } = run(name, m, n, batch, { reduction: 'mean' });
      for (const into of ['prediction', 'output'] as const) {
        const other = run(name, m, n, batch, { reduction: 'mean', into });
        expectSame(other.gradient, gradient, `into ${into}: element`);
        expect(other.value).toBe(value);
      }
      const none = run(name, m, n, batch, { reduction: 'mean', into: 'none' });
      expect(none.value).toBe(value);
      expect(none.gradient).toEqual(new Array<number>(m * n).fill(7));
    });

    test('adds its losses in order over chunks', () => {
      for (const count of [5, 4095, 4096, 4097, 4099, 10_001]) {
        const n = isPerRow(name) ? 2 : 1;
        const batch = batchOf(name, count, n, round);
        // 61 different losses, repeated: each is computed alone once.
        const distinct = 61;
        const repeat = (values: readonly number[]) =>
          Array.from({ length: count * n }, (_, e) => values[e % (distinct * n)]!);
        const repeated =
          count < distinct
            ? batch
            : { prediction: repeat(batch.prediction), output: repeat(batch.output), target: repeat(batch.target) };
        const alone = Array.from({ length: Math.min(count, distinct) }, (_, i) => {
          const row = (values: readonly number[]) => values.slice(i * n, (i + 1) * n);
          return run(name, 1, n, {
            prediction: row(batch.prediction),
            output: row(batch.output),
            target: row(batch.target),
          }).value;
        });
        const terms = Array.from({ length: count }, (_, i) => alone[i % distinct]!);
        const expected = isPerRow(name) ? twin.sumOfChunks(terms) : orderedSum(terms);
        for (const shift of [0, 1]) expect(run(name, count, n, repeated, { shift }).value, `${count}`).toBe(expected);
      }
    });

    test('NaN comes through', () => {
      const n = 3;
      for (let e = 0; e < 2 * n; e++) {
        for (const operand of ['prediction', 'target'] as const) {
          const batch = batchOf(name, 2, n, round);
          const spoilt = batch[operand].map((x, i) => (i === e ? NaN : x));
          expect(run(name, 2, n, { ...batch, [operand]: spoilt }).value, `${operand} ${e}`).toBeNaN();
        }
      }
    });
  });

  test.each(Object.keys(twin.rowLosses) as (keyof typeof twin.rowLosses)[])(
    '%s: indices have the bits of one-hot rows',
    (name) => {
      for (const n of [2, 3, 4, 5, 17]) {
        const m = 9;
        const { prediction, output } = batchOf(name, m, n, round);
        const classes = Array.from({ length: m }, (_, i) => (i * 7) % n);
        const oneHot = classes.flatMap((k) => Array.from({ length: n }, (_, j) => (j === k ? 1 : 0)));
        for (const into of ['own', 'prediction', 'output'] as const) {
          const dense = run(name, m, n, { prediction, output, target: oneHot }, { reduction: 'mean', into });
          const sparse = run(
            name,
            m,
            n,
            { prediction, output, target: classes },
            { reduction: 'mean', into, targetColumns: 1 },
          );
          expect(sparse.value).toBe(dense.value);
          expectSame(sparse.gradient, dense.gradient, `n ${n}, into ${into}: element`);
          expect(sparse.end).toBe(7);
        }
      }
    },
  );

  /** One element's loss, or one row's. */
  function single(name: LossName, prediction: readonly number[], target: readonly number[]): number {
    return run(name, 1, prediction.length, { prediction, output: prediction, target }).value;
  }

  test('far logits neither overflow nor cancel', () => {
    const tiny = dtype === 'float64' ? -700 : -80;
    expect(single('sigmoidCrossEntropy', [1000], [1])).toBe(0);
    expect(single('sigmoidCrossEntropy', [1000], [0])).toBe(1000);
    expect(single('sigmoidCrossEntropy', [-1000], [1])).toBe(1000);
    expect(single('sigmoidCrossEntropy', [tiny], [0]) / Math.exp(tiny)).toBeCloseTo(1, 5);
    expect(single('softmaxCrossEntropy', [1000, 0], [1, 0])).toBe(0);
    expect(single('softmaxCrossEntropy', [1000, 0], [0, 1])).toBe(1000);
    expect(single('softmaxCrossEntropy', [-Infinity, 2, 2], [0, 1, 0])).toBeCloseTo(Math.LN2, 6);
  });

  test('logarithms stop at −100 and divisors at 10⁻¹²', () => {
    expect(single('binaryCrossEntropy', [0], [1])).toBe(100);
    expect(single('binaryCrossEntropy', [1], [0])).toBe(100);
    expect(single('binaryCrossEntropy', [0], [0])).toBe(0);
    expect(single('categoricalCrossEntropy', [0, 1], [1, 0])).toBe(100);
    expect(single('categoricalCrossEntropy', [0, 1], [0, 1])).toBe(0);
    const gradient = (name: LossName, prediction: number[], target: number[]) =>
      run(name, 1, prediction.length, { prediction, output: prediction, target }).gradient;
    const most = 1 / round(1e-12);
    expect(gradient('binaryCrossEntropy', [0], [1])[0]! / most).toBeCloseTo(-1, 6);
    expect(gradient('binaryCrossEntropy', [1], [0])[0]! / most).toBeCloseTo(1, 6);
    expect(gradient('categoricalCrossEntropy', [0, 1], [1, 0])[0]! / most).toBeCloseTo(-1, 6);
  });

  test('a small probability keeps its digits in the loss of its complement', () => {
    const p = round(1e-12);
    expect(single('binaryCrossEntropy', [p], [0]) / p).toBeCloseTo(1, 11);
  });
});

test.each(names)('%s: the gradient agrees with central differences', (name) => {
  const [m, n] = [3, 4];
  const batch = batchOf(name, m, n, (x) => x);
  const bench = new KernelBench('float64');
  const result = bench.reserve(8);
  const target = bench.tensor(batch.target);
  const loss = (values: readonly number[], gradient?: ReturnType<typeof bench.tensor>): number => {
    const prediction = bench.tensor(values);
    const output = bench.tensor(batch.output);
    bench.run('Loss', { prediction, output, target, gradient, n, targetColumns: n, loss: LossKind[name], result }, m);
    return bench.engine.scalars(result.address, 1)[0]!;
  };
  const gradient = bench.tensor(new Array<number>(m * n));
  loss(batch.prediction, gradient);
  gradient.values.forEach((slope, e) => {
    // A step in proportion: the logarithm of a small probability bends within a fixed one.
    const step = 1e-5 * Math.abs(batch.prediction[e]!);
    const moved = (by: number) => batch.prediction.map((x, i) => (i === e ? x + by : x));
    const quotient = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
    expect(Math.abs(slope - quotient), `element ${e}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(slope)));
  });
});
