// What the first four examples say is true. Each is run as it stands, against the built package.
import { beforeAll, describe, expect, test, vi } from 'vitest';

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  return () => vi.restoreAllMocks();
});

describe('01: the binary classifier', () => {
  const example = () => import('../../examples/01-binary-classifier.mjs');

  test('the first cost is that of the equations, and a step lowers it', async () => {
    const { afterOneStep, computed, writtenOut } = await example();
    expect(computed).toBeCloseTo(writtenOut, 14);
    expect(Math.abs(computed - Math.LN2)).toBeLessThan(1e-4);
    expect(afterOneStep).toBeLessThan(writtenOut);
  });

  test('a wrong dimension is refused with the name of the layer', async () => {
    const { dimensionError } = await example();
    expect(dimensionError).toBe('layers[1] dense: aPrev has 30 columns, the layer takes 16');
  });

  test('small weights converge with one hidden layer and stay on the plateau with three; He leaves it', async () => {
    const { entropy, he, plateau, shallow } = await example();
    for (const run of [shallow, plateau, he]) expect(run.converged).toBe(true);
    expect(shallow.cost).toBeLessThan(0.05);
    expect(shallow.accuracy).toBeGreaterThan(0.98);
    expect(Math.abs(plateau.first! - Math.LN2)).toBeLessThan(1e-3);
    expect(Math.abs(plateau.cost - entropy)).toBeLessThan(1e-4);
    expect(plateau.firstNorm).toBeLessThan(1e-3 * he.firstNorm);
    expect(he.cost).toBeLessThan(0.05);
    expect(he.accuracy).toBeGreaterThan(0.98);
  });

  test('without L2 the plateau is left after more than a thousand steps, with it not in three thousand', async () => {
    const { withL2, withoutL2 } = (await example()).leaves;
    expect(withL2).toBe(3000);
    expect(withoutL2).toBeGreaterThan(1000);
    expect(withoutL2).toBeLessThan(3000);
  });
});

describe('02: layer by layer', () => {
  const example = () => import('../../examples/02-layer-by-layer.mjs');

  test('the chain of layers has the bits of the network', async () => {
    const { fusedDifference, identical } = await example();
    expect(identical).toEqual({ forward: true, dZ: true, dW: true, db: true, dX: true });
    expect(fusedDifference).toBeLessThan(1e-15);
  });

  test("the input's gradient is the derivative", async () => {
    const { backpropagated, centralDifference } = (await example()).inputGradient;
    expect(Math.abs(backpropagated)).toBeGreaterThan(1e-4);
    expect(backpropagated).toBeCloseTo(centralDifference, 9);
  });

  test('descent by the two functions learns the circle', async () => {
    const { accuracy, costs } = await example();
    expect(costs[0]).toBeGreaterThan(0.5);
    expect(costs.at(-1)).toBeLessThan(0.01);
    expect(accuracy).toBe(1);
  });
});

describe('03: the derivation', () => {
  const example = () => import('../../examples/03-derivation-corrected.mjs');

  test('every line that is called wrong is, and every corrected one is the derivative', async () => {
    const { derivation, libraryError } = await example();
    expect(derivation).toHaveLength(14);
    expect(derivation.filter(({ after }) => !(after! < 1e-7))).toEqual([]);
    // A matrix of another shape has no error, and is wrong.
    expect(derivation.filter(({ before, wrong }) => wrong !== undefined && before! < 0.1)).toEqual([]);
    const rightAsWritten = derivation.filter(({ before }) => before! < 1e-7).map(({ written }) => written);
    expect(rightAsWritten).toEqual(['∂b3 = 1/m Σ ∂Z3', '∂A2 = W3ᵀ . ∂Z3', '∂b2 = 1/m Σ ∂Z2', '∂b1 = 1/m Σ ∂Z1']);
    expect(libraryError).toBeLessThan(1e-7);
  });

  test("the answer's gradient has the wrong sign", async () => {
    const { answers } = await example();
    expect(answers.map(({ activation }) => activation)).toEqual(['linear', 'tanh']);
    for (const { after, afterWrongSign, backpropagated, before, chain, numeric } of answers) {
      for (const i of [0, 1]) {
        expect(Math.abs(numeric[i]!)).toBeGreaterThan(0.1);
        expect(chain[i]).toBeCloseTo(numeric[i]!, 8);
        expect(backpropagated[i]).toBeCloseTo(chain[i]!, 12);
      }
      expect(after).toBeLessThan(before);
      expect(afterWrongSign).toBeGreaterThan(before);
    }
  });

  test('batch, mini-batch and stochastic descent differ in their steps, and all lower the cost', async () => {
    const { descents } = await example();
    expect(descents.map(({ steps }) => steps)).toEqual([20, 160, 2560]);
    for (const { costs } of descents) {
      expect(costs).toHaveLength(20);
      expect(costs.at(-1)).toBeLessThan(costs[0]!);
    }
    const last = descents.map(({ costs }) => costs.at(-1)!);
    expect(last).toEqual([...last].sort((a, b) => b - a));
  });
});

describe('04: the deep sigmoid network', () => {
  const example = () => import('../../examples/04-deep-sigmoid.mjs');

  test('the cost falls at every step for 200 seeds of 200, at every depth', async () => {
    const { costs, falling, floor } = await example();
    expect(Object.values(falling)).toEqual([200, 200, 200, 200]);
    expect(costs).toHaveLength(101);
    expect(costs.at(-1)).toBeGreaterThan(floor);
  });

  test('samples become alike on the way up, gradients small on the way down', async () => {
    const { reach, spread } = await example();
    expect(spread).toHaveLength(6);
    expect(spread.at(-1)).toBeLessThan(0.01 * spread[0]!);
    expect(reach[0]).toBeLessThan(0.01 * reach.at(-1)!);
  });
});
