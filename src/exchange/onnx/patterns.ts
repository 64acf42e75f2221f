// What several nodes compute together: the ways in which exporters write what has no operator of its own.
import type { Constant, Computed, Operand } from './values.ts';

/**
 * A tree to be found: a list of an operator and what it takes, `x` for what the whole is a function of, a number, or the
 * name of a constant, which begins with $.
 */
export type Pattern = string | number | readonly Pattern[];

/** What was found. */
export interface Found {
  x?: Operand;
  readonly constants: Readonly<Record<string, Constant>>;
}

/** Operators that take their two inputs in any order. */
const COMMUTATIVE = ['Add', 'Mul'];
/** How far a constant may be from what the pattern says: float32 rounds it, and people cut decimals off. */
const TOLERANCE = 1e-6;

/** What the parts of a pattern are in a tree; undefined if it is not of that form. */
export function match(
  pattern: Pattern,
  value: Operand | undefined,
  found: Found = { constants: {} },
): Found | undefined {
  if (value === undefined) return undefined;
  if (pattern === 'x') {
    if (value.kind === 'constant' || (found.x !== undefined && found.x !== value)) return undefined;
    return { ...found, x: value };
  }
  if (typeof pattern === 'string') {
    if (value.kind !== 'constant') return undefined;
    return { ...found, constants: { ...found.constants, [pattern.slice(1)]: value } };
  }
  if (typeof pattern === 'number') {
    const isIt = value.kind === 'constant' && value.data.length === 1 && isNear(value.data[0]!, pattern);
    return isIt ? found : undefined;
  }
  const [operator, ...inputs] = pattern as readonly [string, ...Pattern[]];
  if (value.kind !== 'computed' || value.operator !== operator) return undefined;
  if (operator === 'ReduceMean' && !isOfRows(value)) return undefined;
  const inOrder = all(inputs, value.inputs, found);
  if (inOrder !== undefined || !COMMUTATIVE.includes(operator)) return inOrder;
  return all(inputs, [...value.inputs].reverse(), found);
}

function all(patterns: readonly Pattern[], values: Computed['inputs'], found: Found): Found | undefined {
  if (patterns[0] !== undefined && values.length < patterns.length) return undefined;
  return patterns.reduce<Found | undefined>(
    (so, pattern, i) => (so === undefined ? undefined : match(pattern, values[i], so)),
    found,
  );
}

export function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.abs(b);
}

/** Whether a reduction goes over the columns and keeps the dimension. */
function isOfRows({ attributes, inputs }: Computed): boolean {
  const axes = inputs[1]?.kind === 'constant' ? [...inputs[1].data] : (attributes.get('axes')?.integers ?? []);
  const keeps = attributes.get('keepdims')?.integer ?? 1;
  return axes.length === 1 && (axes[0] === -1 || axes[0] === 1) && keeps === 1;
}

/** x·½·(1 + …), however the product is put together. */
const halfProduct = (sum: Pattern): Pattern[] => [
  ['Mul', ['Mul', 'x', sum], 0.5],
  ['Mul', 'x', ['Mul', sum, 0.5]],
  ['Mul', ['Mul', 'x', 0.5], sum],
];

const cube: Pattern = ['Mul', 'x', ['Mul', 'x', 'x']];
const cubes: Pattern[] = [cube, ['Pow', 'x', 3]];

const clipped = (x: Pattern, low: number, high: number): Pattern => ['Max', ['Min', x, high], low];
const near = clipped('x', -30, 30);
const expm1 = (x: Pattern): Pattern => ['Mul', ['Tanh', ['Mul', x, 0.5]], ['Add', ['Exp', x], 1]];
/** In float64 we write some operators in parts, for runtimes that have them in float32 only. */
const sigmoids = (x: Pattern): Pattern[] => [
  ['Sigmoid', x],
  ['Div', 1, ['Add', 1, ['Exp', ['Neg', x]]]],
];
const softplusInParts = (x: Pattern): Pattern => [
  'Add',
  ['Max', x, 0],
  ['Log', ['Add', 1, ['Exp', ['Neg', ['Abs', x]]]]],
];
const softpluses = (x: Pattern): Pattern[] => [['Softplus', x], softplusInParts(x)];
const positiveOr = (other: Pattern): Pattern => ['Where', ['Greater', 'x', 0], 'x', other];

/** The activations that exporters, PyTorch's and ours, write with several nodes, by name. */
export const activationPatterns: Readonly<Record<string, readonly Pattern[]>> = {
  gelu: [
    ...halfProduct(['Add', ['Erf', ['Div', 'x', Math.SQRT2]], 1]),
    ...halfProduct(['Add', ['Erf', ['Mul', 'x', Math.SQRT1_2]], 1]),
  ],
  geluTanh: [
    ...cubes.flatMap((third) =>
      halfProduct(['Add', ['Tanh', ['Mul', ['Add', 'x', ['Mul', third, 0.044715]], 0.7978845608028654]], 1]),
    ),
    ...sigmoids(['Mul', ['Mul', near, ['Add', ['Mul', ['Mul', near, near], 0.044715], 1]], 1.5957691216057308]).map(
      (share): Pattern => ['Mul', 'x', share],
    ),
  ],
  silu: sigmoids('x').map((share) => ['Mul', 'x', share]),
  smoothClip: [['Div', 'x', ['Sqrt', ['Add', ['Mul', ['Div', 'x', 3], ['Div', 'x', 3]], 1]]]],
  softplus: [softplusInParts('x')],
  mish: softpluses('x').map((value) => ['Mul', 'x', ['Tanh', value]]),
  softsign: [['Div', 'x', ['Add', ['Abs', 'x'], 1]]],
  logSigmoid: [['Log', ['Sigmoid', 'x']], ...softpluses(['Mul', 'x', -1]).map((value): Pattern => ['Mul', value, -1])],
  relu6: [clipped('x', 0, 6)],
  hardTanh: [clipped('x', -1, 1)],
  hardSigmoid: [['Div', clipped(['Add', 'x', 3], 0, 6), 6]],
  hardSwish: [['Mul', 'x', ['Div', ['Max', 0, ['Min', ['Add', 'x', 3], 6]], 6]]],
  leakyRelu: [positiveOr(['Mul', 'x', '$negativeSlope'])],
  elu: [positiveOr(['Mul', expm1(['Div', 'x', 1]), '$alpha']), positiveOr(expm1(['Div', 'x', 1]))],
  celu: [positiveOr(['Mul', expm1(['Div', 'x', '$alpha']), '$alpha'])],
  selu: [['Mul', positiveOr(['Mul', expm1(['Div', 'x', 1]), 1.6732632423543772]), 1.0507009873554805]],
};

const centred: Pattern = ['Sub', 'x', ['ReduceMean', 'x']];
const deviation = (squares: Pattern): Pattern => ['Sqrt', ['Add', ['ReduceMean', squares], '$epsilon']];

/** Layer normalization before opset 17. */
export const layerNormalizations: readonly Pattern[] = [
  ['Pow', centred, 2] as const,
  ['Mul', centred, centred] as const,
].map((squares) => ['Add', ['Mul', ['Div', centred, deviation(squares)], '$gamma'], '$beta']);
