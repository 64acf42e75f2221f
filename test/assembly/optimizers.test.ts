import { describe, test } from 'vitest';
import * as twin from '../reference/optimizers.ts';
import { KernelBench, dtypes } from '../support/kernel.ts';
import { awkwardSizes, expectSame, mixedValues, randomValues, rounding } from '../support/values.ts';

const settings = [
  {},
  { momentum: 0.9, gradientWeight: 1, nesterov: 0 },
  { momentum: 0.9, gradientWeight: 1, nesterov: 1 },
  { momentum: 0.8, gradientWeight: 0.2, nesterov: 1 },
];

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);

  test.each(settings)('Sgd %o equals its twin', (options) => {
    for (const count of awkwardSizes) {
      for (const values of [randomValues, mixedValues]) {
        const bench = new KernelBench(dtype);
        const w = bench.tensor([...values(count, 1), 9], 1);
        const gradient = bench.tensor(values(count, 2), count % 2);
        const velocity = options.momentum ? bench.tensor([...values(count, 3), 9]) : undefined;
        const learningRate = bench.reserve(8);
        bench.engine.scalars(learningRate.address, 1)[0] = 0.1;
        const expected = [...w.values].slice(0, -1);
        const speed = velocity && [...velocity.values].slice(0, -1);
        const nesterov = options.nesterov === 1;
        twin.sgd(expected, [...gradient.values], speed, { ...options, learningRate: 0.1, nesterov }, round);
        bench.run('Sgd', { w, gradient, velocity, count, learningRate, ...options });
        expectSame(w.values, [...expected, 9], `weight of ${count}`);
        if (velocity) expectSame(velocity.values, [...speed!, 9], `velocity of ${count}`);
      }
    }
  });

  const betas = [
    [0.9, 0.999],
    [0.4, 0.3],
  ] as const;
  test.each(betas)('Adam with β₁ = %d and β₂ = %d equals its twin', (beta1, beta2) => {
    const powers: [number, number] = [beta1 ** 3, beta2 ** 3];
    const options = { learningRate: 0.01, beta1, beta2, epsilon: 1e-8, powers };
    for (const count of awkwardSizes) {
      for (const values of [randomValues, mixedValues]) {
        const bench = new KernelBench(dtype);
        const w = bench.tensor([...values(count, 1), 9], 1);
        const gradient = bench.tensor(values(count, 2), count % 2);
        const first = bench.tensor([...values(count, 3), 9]);
        const second = bench.tensor([...values(count, 4).map(Math.abs), 9], 1);
        const scalars = bench.reserve(24);
        bench.engine.scalars(scalars.address, 3).set([...powers, 0.01]);
        const [weights, m, v] = [w, first, second].map((operand) => [...operand.values].slice(0, -1)) as [
          number[],
          number[],
          number[],
        ];
        twin.adam(weights, [...gradient.values], m, v, options, round);
        const learningRate = { name: 'learningRate', address: scalars.address + 16 };
        const { epsilon } = options;
        bench.run('Adam', { w, gradient, first, second, count, learningRate, powers: scalars, beta1, beta2, epsilon });
        expectSame(w.values, [...weights, 9], `weight of ${count}`);
        expectSame(first.values, [...m, 9], `first moment of ${count}`);
        expectSame(second.values, [...v, 9], `second moment of ${count}`);
      }
    }
  });

  test('all operands may be relative to a base', () => {
    const bench = new KernelBench(dtype);
    const operands = [0, 1, 2, 3].map((seed) => bench.tensor(randomValues(5, seed).map(Math.abs)));
    const scalars = bench.reserve(24);
    bench.engine.scalars(scalars.address, 3).set([0.5, 0.25, 0.1]);
    const base = operands[0]!.address;
    const at = (address: number) => ({ name: 'relative', address: (address - base) | 1 });
    const [w, gradient, first, second] = operands.map((operand) => at(operand.address));
    const [weights, g, m, v] = operands.map((operand) => [...operand.values]) as [
      number[],
      number[],
      number[],
      number[],
    ];
    const learningRate = at(scalars.address + 16);
    bench.run('AdamPowers', { powers: at(scalars.address), beta1: 0.5, beta2: 0.5 }, 1, base);
    const betas = { beta1: 0.5, beta2: 0.5, epsilon: 1e-8 };
    bench.run(
      'Adam',
      { w, gradient, first, second, count: 5, learningRate, powers: at(scalars.address), ...betas },
      1,
      base,
    );
    bench.run(
      'Sgd',
      { w, gradient, velocity: first, count: 5, learningRate, momentum: 0.9, gradientWeight: 1 },
      1,
      base,
    );
    twin.adam(weights, g, m, v, { learningRate: 0.1, ...betas, powers: [0.25, 0.125] }, round);
    twin.sgd(weights, g, m, { learningRate: 0.1, momentum: 0.9, gradientWeight: 1 }, round);
    expectSame(operands[0]!.values, weights);
    expectSame(operands[2]!.values, m);
  });
});
