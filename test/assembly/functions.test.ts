import { beforeAll, describe, expect, test } from 'vitest';
import { type FunctionName, reals, ulpError } from '../reference/functions.ts';
import { type Apply, vectorFunctions } from '../support/functions.ts';
import { dtypes } from '../support/kernel.ts';
import { expectSame, randomValues, rounding } from '../support/values.ts';

/** The stated bounds in ULP, and where each function's formula changes. */
const functions = {
  exp: {
    bound: 1,
    borders: [0, -708, 708, -708.3964, -745.13, 709.7827, -87, 87, -87.3365, -103.97, 88.7228, Math.LN2 / 2],
  },
  expm1: {
    bound: 2.5,
    borders: [0, -44, 708, -20, 87, 709.7827, 88.7228, Math.LN2 / 2, -Math.LN2 / 2, (3 * Math.LN2) / 2, -37, -17],
  },
  log: {
    bound: 1,
    borders: [0, 1, 2, Math.SQRT1_2, Math.SQRT2, 2 * Math.SQRT1_2, 2 ** -1022, 2 ** -126, 2 ** 100 * Math.SQRT2],
  },
  log1p: { bound: 1, borders: [0, -1, Math.SQRT1_2 - 1, Math.SQRT2 - 1, 1, 2 ** 24, 2 ** 53, 2 * Math.SQRT2 - 1] },
  tanh: { bound: 2.5, borders: [0, Math.LN2 / 4, (3 * Math.LN2) / 4, 9, 10, 19, 22] },
  sigmoid: { bound: 2.5, borders: [0, Math.LN2 / 2, -37, 37, -87, -103.97, -708, -745.13, 708] },
  erf: { bound: 2, borders: [0, 0.223, 0.27, 0.5, 0.6, 1, 3.95, 5.93] },
  softplus: { bound: 2, borders: [0, -0.88, 0.88, -87, -103.97, -708, -745.13, 36, 708] },
} satisfies Record<FunctionName, { bound: number; borders: readonly number[] }>;
const names = Object.keys(functions) as FunctionName[];

const least = { float64: -1074, float32: -149 };
const greatest = { float64: Number.MAX_VALUE, float32: 2 ** 128 - 2 ** 104 };

describe.each(dtypes)('%s', (dtype) => {
  const round = rounding(dtype);
  let apply: Apply;
  beforeAll(async () => {
    apply = await vectorFunctions(dtype);
  });

  /** x and its neighbours, some next to it and some around it. */
  function around(x: number): number[] {
    const step =
      2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), least[dtype] + 52) - (dtype === 'float64' ? 52 : 23)) ||
      2 ** least[dtype];
    return [-40, -3, -2, -1, 0, 1, 2, 3, 40].map((k) => round(x + k * step));
  }

  /** Points over all exponents, densely where the functions do most, and around the borders. */
  function points(name: FunctionName): number[] {
    const values: number[] = functions[name].borders.flatMap(around);
    const random = randomValues(4000, names.indexOf(name) + 1);
    let i = 0;
    for (let exponent = least[dtype]; exponent < Math.log2(greatest[dtype]); exponent += dtype === 'float64' ? 4 : 1) {
      for (const sign of [1, -1]) values.push(sign * (1.5 + random[i++]! / 2) * 2 ** exponent);
    }
    for (const width of [0.5, 2, 8, 32, dtype === 'float64' ? 760 : 110]) {
      for (let k = 0; k < 300; k++) values.push(width * random[i++]!);
    }
    const lowest = name === 'log' ? 0 : name === 'log1p' ? -1 : -Infinity;
    return values.map(round).filter((x) => x > lowest && x !== 0 && Number.isFinite(x));
  }

  test.each(names)('%s is within its bound in ULP', (name) => {
    const x = points(name);
    const y = apply(name, x);
    let worst = { error: 0, x: 0 };
    x.forEach((value, i) => {
      const error = ulpError(y[i]!, reals[name](value), dtype);
      if (error > worst.error) worst = { error, x: value };
    });
    expect(worst.error, `at ${worst.x}`).toBeLessThanOrEqual(functions[name].bound);
    // A table of wrong constants, or a reference that returns what it is given, would be this exact.
    expect(worst.error).toBeGreaterThan(0.5);
  });

  test.each<[FunctionName, (readonly [number, number])[]]>([
    [
      'exp',
      [
        [0, 1],
        [-0, 1],
        [Infinity, Infinity],
        [-Infinity, 0],
        [1e300, Infinity],
        [-1e300, 0],
        [5e-324, 1],
      ],
    ],
    [
      'expm1',
      [
        [0, 0],
        [-0, -0],
        [Infinity, Infinity],
        [-Infinity, -1],
        [1e300, Infinity],
        [-1e300, -1],
        [-50, -1],
        [2 ** least[dtype], 2 ** least[dtype]],
      ],
    ],
    [
      'erf',
      [
        [0, 0],
        [-0, -0],
        [Infinity, 1],
        [-Infinity, -1],
        [1e300, 1],
        [-7, -1],
        [2 ** least[dtype], 2 ** least[dtype]],
      ],
    ],
    [
      'log',
      [
        [1, 0],
        [0, -Infinity],
        [-0, -Infinity],
        [-1, NaN],
        [-5e-300, NaN],
        [-Infinity, NaN],
        [Infinity, Infinity],
      ],
    ],
    [
      'log1p',
      [
        [0, 0],
        [-0, -0],
        [-1, -Infinity],
        [-1.5, NaN],
        [-Infinity, NaN],
        [Infinity, Infinity],
        [2 ** least[dtype], 2 ** least[dtype]],
      ],
    ],
    [
      'tanh',
      [
        [0, 0],
        [-0, -0],
        [Infinity, 1],
        [-Infinity, -1],
        [1e300, 1],
        [-50, -1],
        [2 ** least[dtype], 2 ** least[dtype]],
      ],
    ],
    [
      'sigmoid',
      [
        [0, 0.5],
        [-0, 0.5],
        [Infinity, 1],
        [-Infinity, 0],
        [800, 1],
        [-800, 0],
      ],
    ],
    [
      'softplus',
      [
        [0, Math.LN2],
        [-Infinity, 0],
        [Infinity, Infinity],
        [800, 800],
        [-800, 0],
      ],
    ],
  ])('%s of special values', (name, cases) => {
    // A denormal of float64 is 0 in float32: −5e−300 too, which −0 then stands for.
    const representable = cases.filter(([x]) => x === 0 || round(x) !== 0);
    expectSame(
      apply(
        name,
        representable.map(([x]) => x),
      ),
      representable.map(([, y]) => round(y)),
      name,
    );
    for (const x of [NaN, -NaN]) expect(apply(name, [1, x, 2, x, 3])[1]).toBeNaN();
  });

  test.each(names)('%s of an element depends on its value alone', (name) => {
    const values = [...points(name).slice(0, 40), NaN, Infinity, 0.3, -Infinity, 2, -0, 1e-310, 3, 900];
    const alone = values.map((x) => apply(name, [x])[0]!);
    for (let shift = 0; shift < 4; shift++) {
      for (let from = 0; from < 4; from++) {
        expectSame(apply(name, values.slice(from), shift), alone.slice(from), `shift ${shift}, from ${from}: element`);
      }
    }
    for (let count = 0; count < 10; count++)
      expectSame(apply(name, values.slice(35, 35 + count)), alone.slice(35, 35 + count));
  });
});
