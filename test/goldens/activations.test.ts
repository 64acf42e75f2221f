// Activations against correctly rounded values, through a layer's forward and backward.
import { expect, test } from 'vitest';
import { Network, activation } from '../../src/index.ts';
import { activationOption } from '../support/golden-nets.ts';
import { coverage, readGolden } from '../support/goldens.ts';
import { expectSame } from '../support/values.ts';

interface Golden {
  readonly act: string;
  readonly param: number | null;
  readonly y: readonly number[];
  readonly dy: readonly number[];
}

const { x, cases } = readGolden<{ x: number[]; cases: Golden[] }>('activations');

const layerOf = ({ act, param }: Golden) => {
  const spec = activationOption(param === null ? act : `${act}:${param}`);
  return new Network({ inputs: x.length, layers: [activation(spec)] }).layers[0]!;
};

const { covered, uncovered } = coverage(cases, layerOf);

/** Exact to the bit: they select and multiply, no more. */
const piecewise = ['identity', 'relu', 'leaky_relu'];

/** The largest error of the others' values, in units in the last place. */
const MAX_ULP = 2.5;

/** Those whose tail is a difference, or has an argument much larger than 1: there in units in the last place of 1. */
const roundedTails = ['gelu', 'gelu_tanh'];

test('all of these activations are in the library', () => {
  expect(uncovered).toEqual([]);
});

const named = (goldens: readonly Golden[]) =>
  goldens.map((golden) => [`${golden.act} ${golden.param ?? ''}`, golden] as const);

/** Values and derivatives at x. */
function evaluate(golden: Golden) {
  const layer = layerOf(golden);
  const y = layer.forward(x).data;
  return { y, dy: layer.backward(x.map(() => 1)).dZ.data };
}

test.each(named(covered.filter(({ act }) => piecewise.includes(act))))('%s is exact', (_, golden) => {
  const { y, dy } = evaluate(golden);
  expectSame(y, golden.y, 'value');
  expectSame(dy, golden.dy, 'derivative');
});

// From a rounded a, sigmoid's a(1 − a) and tanh's 1 − a² lose what 1 − a loses: half a unit in the last place of 1.
test.each(named(covered.filter(({ act }) => !piecewise.includes(act))))('%s', (_, golden) => {
  const { y, dy } = evaluate(golden);
  golden.y.forEach((value, i) => {
    const unit = roundedTails.includes(golden.act) ? Math.max(ulp(1), ulp(value)) : ulp(value);
    expect(Math.abs(y[i]! - value) / unit, `value at ${x[i]}`).toBeLessThan(MAX_ULP);
  });
  golden.dy.forEach((value, i) => {
    expect(Math.abs(dy[i]! - value) - 4 * ulp(value), `derivative at ${x[i]}`).toBeLessThan(2 ** -52);
  });
});

/** The distance from |value| to the next larger float64. */
function ulp(value: number): number {
  const bits = new BigUint64Array(new Float64Array([Math.abs(value)]).buffer);
  bits[0]!++;
  return new Float64Array(bits.buffer)[0]! - Math.abs(value);
}
