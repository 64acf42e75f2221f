import { describe, expect, test } from 'vitest';
import { Step } from '../../assembly/steps.ts';
import { Builder } from '../../src/program/builder.ts';
import * as formulas from '../../src/program/expression.ts';
import { type Result, type Span, emitFormula } from '../../src/program/formula.ts';
import { evaluate, exactSteps } from '../reference/expressions.ts';
import { KernelBench, type Operand, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, randomValues, rounding } from '../support/values.ts';

type Bench = KernelBench<'float64' | 'float32'>;

/** Evaluates once, on m rows. */
function run(bench: Bench, results: readonly Result[], span: Span, wide = false, m = 1): void {
  const builder = new Builder(bench.engine, { capacity: m, training: false, base: 0 });
  emitFormula(builder, results, span, wide);
  const program = builder.finish();
  program.run(m);
  program.release();
}

const { load, add, multiply, subtract, divide, sqrt, exp, select, scalar } = formulas;

/** More elements than one register holds, in both types. */
const sizes = [...awkwardSizes.filter((size) => size > 0), 255, 256, 257, 512, 513, 1100];

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);

  /** The operands a, b and c, and a result with one element more, which must stay. */
  function operands(size: number): {
    bench: Bench;
    inputs: Operand<'float64' | 'float32'>[];
    y: Operand<'float64' | 'float32'>;
  } {
    const bench: Bench = new KernelBench<'float64' | 'float32'>(dtype);
    const inputs = [1, 2, 3].map((seed) => bench.tensor(mixedValues(size, seed + size), seed, `x${seed}`));
    return {
      bench,
      inputs,
      y: bench.tensor(
        Array.from({ length: size + 1 }, () => 7),
        1,
        'y',
      ),
    };
  }

  test.each(exactSteps)('%s at awkward sizes', (name) => {
    for (const size of sizes) {
      const { bench, inputs, y } = operands(size);
      const value = { step: Step[name], inputs: inputs.map(load) };
      run(bench, [{ to: y, value }], { count: size });
      const expected = Array.from({ length: size }, (_, i) =>
        evaluate(value, ({ source }) => (source as Operand<'float64'>).values[i]!, round),
      );
      expectSame(y.values, [...expected, 7], `${size}: element`);
    }
  });

  test('an expression with shared parts, constants and a scalar, its result among its inputs', () => {
    for (const size of sizes) {
      const { bench, inputs } = operands(size);
      const rate = bench.reserve(8, 'rate');
      bench.engine.scalars(rate.address, 1)[0] = 0.3;
      const [w, g, v] = inputs.map(load) as [formulas.Expression, formulas.Expression, formulas.Expression];
      const velocity = add(multiply(v, 0.9), multiply(scalar(rate), g));
      const value = subtract(w, divide(velocity, add(sqrt(multiply(g, g)), 0.125)));
      const leaves = (i: number) => (leaf: formulas.Expression) =>
        leaf.source === rate ? 0.3 : (leaf.source as Operand<'float64'>).values[i]!;
      const expected = [value, velocity].map((expression) =>
        Array.from({ length: size }, (_, i) => evaluate(expression, leaves(i), round)),
      );
      run(
        bench,
        [
          { to: inputs[0]!, value },
          { to: inputs[2]!, value: velocity },
        ],
        { count: size },
      );
      expectSame(inputs[0]!.values, expected[0]!, `${size}: w`);
      expectSame(inputs[2]!.values, expected[1]!, `${size}: v`);
    }
  });

  test('rows, columns, and their numbers', () => {
    const bench: Bench = new KernelBench<'float64' | 'float32'>(dtype);
    for (const n of [1, 3, 7, 300]) {
      for (const m of [1, 2, 5, 200]) {
        const perRow = bench.tensor(randomValues(m, 1));
        const perColumn = bench.tensor(randomValues(n, 2));
        const y = bench.tensor(Array.from({ length: m * n }, () => 0));
        const value = [formulas.perRow(perRow), formulas.perColumn(perColumn), formulas.columnIndex, formulas.rows];
        run(bench, [{ to: y, value: value.reduce((a, b) => add(a, b)) }], { n }, false, m);
        const expected = Array.from({ length: m * n }, (_, i) => {
          const [row, column] = [Math.floor(i / n), i % n];
          return round(round(round(perRow.values[row]! + perColumn.values[column]!) + column) + m);
        });
        expectSame(y.values, expected, `${m}×${n} element`);
      }
    }
  });

  test('a wide formula computes in float64, and its sum is one of float64', () => {
    const size = 700;
    const bench: Bench = new KernelBench<'float64' | 'float32'>(dtype);
    const x = bench.tensor(randomValues(size, 3));
    const y = bench.tensor(Array.from({ length: size }, () => 0));
    const total = bench.reserve(8);
    const largest = bench.reserve(8);
    const value = multiply(load(x), add(load(x), 1e-9));
    const results: Result[] = [
      { to: y, value },
      { to: total, value, as: 'sum' },
      { to: largest, value, as: 'largest' },
    ];
    run(bench, results, { count: size }, true);
    const terms = Array.from(x.values, (x) => x * (x + 1e-9));
    expectSame(y.values, terms.map(round));
    const chunk = (from: number) => terms.slice(from, from + 256).reduce((a, b) => a + b);
    expect(bench.engine.scalars(total.address, 1)[0]).toBe(chunk(0) + chunk(256) + chunk(512));
    expect(bench.engine.scalars(largest.address, 1)[0]).toBe(Math.max(...terms));
  });

  test('scalars are computed from scalars', () => {
    const bench: Bench = new KernelBench<'float64' | 'float32'>(dtype);
    const power = bench.reserve(8);
    bench.engine.scalars(power.address, 1)[0] = 0.1;
    const value = multiply(scalar(power), 0.9);
    run(bench, [{ to: power, value, as: 'storeScalar' }], { count: 1 }, true);
    expect(bench.engine.scalars(power.address, 1)[0]).toBe(0.1 * 0.9);
  });

  test('more values at once than inputs', () => {
    const bench: Bench = new KernelBench<'float64' | 'float32'>(dtype);
    const x = bench.tensor(randomValues(20, 5));
    const y = bench.tensor(Array.from({ length: 20 }, () => 0));
    const terms = Array.from({ length: 40 }, (_, i) => multiply(load(x), i));
    // Summed from the last, so that all are alive together.
    const value = terms
      .slice()
      .reverse()
      .reduce((a, b) => add(a, b));
    run(
      bench,
      [
        {
          to: y,
          value: add(
            value,
            terms.reduce((a, b) => add(a, b)),
          ),
        },
      ],
      { count: 20 },
    );
    expectSame(
      y.values,
      Array.from(x.values, (x) => {
        const products = terms.map((_, i) => (i === 0 ? 0 : i === 1 ? x : round(x * i)));
        const sum = (list: number[]) => list.reduce((a, b) => round(a + b));
        return round(sum(products.slice().reverse()) + sum(products));
      }),
    );
  });
});

describe('derivative', () => {
  const bench = new KernelBench('float64');
  const points = [-3.1, -1.2, -0.4, 0.3, 0.9, 2.2, 5.5];
  const unary = {
    abs: formulas.abs,
    exp,
    expm1: formulas.expm1,
    tanh: formulas.tanh,
    sigmoid: formulas.sigmoid,
    softplus: formulas.softplus,
    log: (x: formulas.Operand) => formulas.log(add(multiply(x, x), 1)),
    log1p: (x: formulas.Operand) => formulas.log1p(multiply(x, x)),
    sqrt: (x: formulas.Operand) => sqrt(add(multiply(x, x), 2)),
    divide: (x: formulas.Operand) => divide(subtract(x, 1), add(multiply(x, x), 3)),
    divideNumber: (x: formulas.Operand) => divide(3, add(exp(x), 1)),
    minimum: (x: formulas.Operand) => formulas.minimum(multiply(x, 2), 1),
    maximum: (x: formulas.Operand) => formulas.maximum(multiply(x, 3), add(x, 1)),
    select: (x: formulas.Operand) => select(subtract(x, 1), exp(x), multiply(x, 2)),
    power: (x: formulas.Operand) => formulas.power(formulas.abs(x), 1.7),
    floor: (x: formulas.Operand) => multiply(formulas.floor(x), x),
  } as const;

  test.each(Object.keys(unary) as (keyof typeof unary)[])('%s', (name) => {
    const at = (values: readonly number[], of: 'value' | 'slope') => {
      const x = bench.tensor(values);
      const y = bench.tensor(values.map(() => 0));
      const value = unary[name](load(x));
      const leaf = value.inputs.length === 0 ? value : leafOf(value);
      run(bench, [{ to: y, value: of === 'value' ? value : formulas.derivative(value, leaf) }], {
        count: values.length,
      });
      return [...y.values];
    };
    const h = 1e-5;
    const [above, below] = [h, -h].map((step) =>
      at(
        points.map((x) => x + step),
        'value',
      ),
    );
    at(points, 'slope').forEach((slope, i) => {
      const difference = (above![i]! - below![i]!) / (2 * h);
      expect(Math.abs(slope - difference), `at ${points[i]}`).toBeLessThan(1e-7 * Math.max(1, Math.abs(slope)));
    });
  });
});

/** The one leaf of an expression that reads a tensor. */
function leafOf(value: formulas.Expression): formulas.Expression {
  if (value.step === Step.load) return value;
  return value.inputs.map(leafOf).find(({ step }) => step === Step.load) ?? value;
}
