// Initial values: the moments of every distribution, the defaults, the seeds.
import { describe, expect, test } from 'vitest';
import { type ActivationName, type DType, type Initializer, Network, dense, normal, uniform } from '../../src/index.ts';
import { activationNames } from '../../src/layers/activations.ts';
import { initializerNames } from '../../src/layers/initializers.ts';
import { dtypes } from '../support/kernel.ts';
import { expectSame } from '../support/values.ts';

const [INPUTS, UNITS] = [200, 300];

function weightsOf(
  initializer: Initializer | undefined,
  dtype: DType = 'float64',
  seed = 0,
  activation: ActivationName = 'linear',
) {
  const options = initializer === undefined ? { activation } : { activation, initializer };
  return new Network({ inputs: INPUTS, layers: [dense(UNITS, options)], dtype, seed }).layers[0]!.parameters[
    'weights'
  ]!;
}

/** The variance and the largest value that a distribution allows, by the papers. */
const expected: Record<(typeof initializerNames)[number], readonly [variance: number, bound: number]> = {
  zeros: [0, 0],
  heNormal: [2 / INPUTS, Infinity],
  heUniform: [2 / INPUTS, Math.sqrt(6 / INPUTS)],
  glorotNormal: [2 / (INPUTS + UNITS), Infinity],
  glorotUniform: [2 / (INPUTS + UNITS), Math.sqrt(6 / (INPUTS + UNITS))],
  lecunNormal: [1 / INPUTS, Infinity],
  lecunUniform: [1 / INPUTS, Math.sqrt(3 / INPUTS)],
};

describe.each(dtypes)('%s', (dtype) => {
  test.each([
    ...initializerNames.map((name) => [name as Initializer, ...expected[name], 0] as const),
    [normal(0.01), 1e-4, Infinity, 0],
    [uniform(-0.5, 1.5), 1 / 3, 1.5, 0.5],
  ] as const)('%o has its moments', (initializer, variance, bound, mean) => {
    const values = weightsOf(initializer, dtype);
    const count = values.length;
    const moment = (f: (d: number) => number) => {
      let sum = 0;
      for (const value of values) sum += f(value - mean);
      return sum / count;
    };
    // Five standard errors of the mean; of the variance, whose relative error is at most √(2/n).
    expect(Math.abs(moment((d) => d))).toBeLessThanOrEqual(5 * Math.sqrt(variance / count));
    expect(Math.abs(moment((d) => d * d) - variance)).toBeLessThanOrEqual(5 * variance * Math.sqrt(2 / count));
    const low = 2 * mean - bound;
    expect(Math.max(...values)).toBeLessThanOrEqual(dtype === 'float32' ? Math.fround(bound) : bound);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(dtype === 'float32' ? Math.fround(low) : low);
    // A normal's fourth moment is 3σ⁴, a uniform's 1.8σ⁴.
    const fourth = (bound === Infinity ? 3 : 1.8) * variance ** 2;
    expect(Math.abs(moment((d) => d ** 4) - fourth)).toBeLessThanOrEqual(0.15 * variance ** 2);
  });
});

/** The activations that come after other weights than most. */
const standards = { relu: 'heNormal', leakyRelu: 'heNormal', selu: 'lecunNormal' } as const;

test('float32 values are the rounded float64 ones', () => {
  for (const initializer of [...initializerNames, normal(0.3), uniform(-1, 2)]) {
    expectSame(weightsOf(initializer, 'float32', 6), new Float32Array(weightsOf(initializer, 'float64', 6)));
  }
});

test('rectified layers start as heNormal, all others as glorotUniform, biases as zeros', () => {
  for (const activation of activationNames) {
    const standard = standards[activation as keyof typeof standards] ?? 'glorotUniform';
    expectSame(weightsOf(undefined, 'float64', 2, activation), weightsOf(standard, 'float64', 2, activation));
  }
  const network = new Network({ inputs: 3, layers: [dense(4), dense(2, { biasInitializer: normal(1) })] });
  expectSame(network.layers[0]!.parameters['biases']!, [0, 0, 0, 0]);
  expect(network.layers[1]!.parameters['biases']!.every((value) => value !== 0)).toBe(true);
});

test('every parameter has a stream of its own, and every seed', () => {
  const make = (seed: number) =>
    new Network({ inputs: 8, layers: [8, 8, 8].map((units) => dense(units, { initializer: normal(1) })), seed });
  const drawn = [0, 1, 2 ** 32, 2 ** 53 - 1].flatMap((seed) =>
    make(seed).layers.map(({ parameters }) => parameters['weights']!.join()),
  );
  expect(new Set(drawn).size).toBe(12);
  expectSame(weightsOf('heNormal', 'float64', 5), weightsOf('heNormal', 'float64', 5));
});
