// What an exported module says and refuses, and its functions against the kernels, bit for bit.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Step } from '../../assembly/steps.ts';
import { exportJavaScript } from '../../src/exchange/index.ts';
import { Dialect, type FunctionName, functionTexts } from '../../src/exchange/javascript/functions.ts';
import { type DType, Network, columnGroups, defineLayer, dense, embedding, isLayerwiseError } from '../../src/index.ts';
import { emitFormula } from '../../src/program/formula.ts';
import { Builder } from '../../src/program/builder.ts';
import { type Expression, erf, exp, expm1, load, sigmoid, softplus, tanh } from '../../src/program/expression.ts';
import { Engine } from '../../src/runtime/engine.ts';
import { dtypes } from '../support/kernel.ts';
import { expectSame, rounding, specialValues } from '../support/values.ts';

interface Exported {
  predict(rows: unknown): number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly features?: readonly string[];
  readonly classes?: readonly string[];
}

const importText = (text: string): Promise<unknown> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
const moduleOf = (network: Network<DType>) => importText(exportJavaScript(network)) as Promise<Exported>;

const features = ['age', '__proto__', '</script>'];
const classes = ['no', 'yes'];
const named = new Network({ inputs: 3, layers: [dense(1, { activation: 'sigmoid' })], features, classes });

test('rows by place and by name, one and several, arrays and typed arrays', async () => {
  const { predict, ...rest } = await moduleOf(named);
  expect(rest).toMatchObject({ inputs: 3, outputs: 1, features, classes });
  const expected = Array.from(named.predict([[1, 2, 3]]).data);
  const byName = JSON.parse('{"age":1,"__proto__":2,"</script>":3}') as object;
  for (const row of [[1, 2, 3], new Float32Array([1, 2, 3]), byName]) {
    expect(predict(row)).toEqual(expected);
    expect(predict([row, row])).toEqual([expected, expected]);
  }
  expect(predict([])).toEqual([]);
});

test('a module inside of a page stays inside', () => {
  expect(exportJavaScript(named)).not.toContain('</script>');
});

test.each([
  ['too few columns', [1, 2], 'row 0 must have 3 numbers'],
  [
    'too many',
    [
      [1, 2, 3],
      [1, 2, 3, 4],
    ],
    'row 1 must have 3 numbers',
  ],
  [
    'NaN',
    [
      [1, 2, 3],
      [1, NaN, 3],
    ],
    'row 1, column 1: NaN is not a finite number',
  ],
  ['text', [1, 2, '3'], 'row 0, column 2: 3 is not a finite number'],
  ['a name missing', { age: 1 }, 'row 0 has no "__proto__"'],
  ['nothing', undefined, 'row 0 has no "age"'],
])('%s', async (_, rows, message) => {
  const { predict } = await moduleOf(named);
  expect(() => predict(rows)).toThrow(new RangeError(message));
});

test('values beyond float32, and categories that are none', async () => {
  const layers = [
    columnGroups([{ columns: 1, layers: [embedding({ categories: 3, dimensions: 2 })] }, { columns: 1 }]),
  ];
  const { predict } = await moduleOf(new Network<DType>({ inputs: 2, layers, dtype: 'float32' }));
  expect(predict([2, 0.5])).toHaveLength(3);
  expect(() => predict([2, 1e39])).toThrow(
    'row 0, column 1: 1e+39 is not a finite number, or is too large for float32',
  );
  for (const value of [3, -1, 0.5])
    expect(() =>
      predict([
        [2, 1],
        [value, 1],
      ]),
    ).toThrow('row 1, column 0: ');
});

test('a layer written in JavaScript is refused by name', () => {
  const double = defineLayer('double', (_, inputs) => ({ outputs: inputs, forward() {}, backward() {} }));
  const network = new Network({ inputs: 2, layers: [dense(2), double()] });
  let error: unknown;
  try {
    exportJavaScript(network);
  } catch (thrown) {
    error = thrown;
  }
  expect(isLayerwiseError(error)).toBe(true);
  expect((error as Error).message).toContain('layers[1]');
});

const functions: readonly (readonly [FunctionName, (x: Expression) => Expression])[] = [
  ['exp', exp],
  ['expm1', expm1],
  ['tanh', tanh],
  ['sigmoid', sigmoid],
  ['softplus', softplus],
  ['erf', erf],
];

/** A function by the kernels. */
function kernelOf<D extends DType>(dtype: D, formula: (x: Expression) => Expression, capacity: number) {
  const engine = new Engine(dtype);
  const builder = new Builder(engine, { capacity, training: false, base: 0 });
  const [x, y] = [builder.tensor('x', 1), builder.tensor('y', 1)];
  emitFormula(builder, [{ to: y, value: formula(load(x)) }], { n: 1 });
  const program = builder.finish();
  return (values: readonly number[]): ArrayLike<number> => {
    engine.view(x.address, values.length).set(values);
    program.run(values.length);
    return engine.view(y.address, values.length);
  };
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(functions)('%s', async (name, formula) => {
    const texts = functionTexts([name], new Dialect(dtype));
    const text = ['const f = Math.fround;', ...texts, `export default ${name};`].join('\n');
    const { default: own } = (await importText(text)) as { default: (x: number) => number };
    const kernel = kernelOf(dtype, formula, 1000);
    const round = rounding(dtype);
    const check = (given: readonly number[]): void => {
      const values = given.map(round);
      expectSame(values.map(own), kernel(values), name);
    };
    check(specialValues);
    const range = fc.oneof(fc.double(), fc.double({ min: -800, max: 800 }), fc.double({ min: -5, max: 5 }));
    fc.assert(fc.property(fc.array(range, { minLength: 100, maxLength: 1000 }), check), { numRuns: 300 });
  });
});

test('the functions tested are those of all the steps that a prediction takes', () => {
  expect(functions.map(([name]) => name).filter((name) => !(name in Step))).toEqual([]);
});
