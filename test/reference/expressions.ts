// Expressions evaluated one element at a time, the way a Formula record is meant to.
import { Step } from '../../assembly/steps.ts';
import type { Expression } from '../../src/program/expression.ts';

/** Steps whose result is one rounding of the exact value. */
const exact: { readonly [S in Step]?: (...inputs: number[]) => number } = {
  [Step.add]: (a, b) => a! + b!,
  [Step.subtract]: (a, b) => a! - b!,
  [Step.multiply]: (a, b) => a! * b!,
  [Step.divide]: (a, b) => a! / b!,
  [Step.minimum]: (a, b) => Math.min(a!, b!),
  [Step.maximum]: (a, b) => Math.max(a!, b!),
  [Step.select]: (a, b, c) => (c! > 0 ? a! : b!),
  [Step.abs]: Math.abs,
  [Step.sqrt]: Math.sqrt,
  [Step.floor]: Math.floor,
};

/** Steps that the kernels compute within a few ULP. */
const approximate: { readonly [S in Step]?: (x: number) => number } = {
  [Step.exp]: Math.exp,
  [Step.expm1]: Math.expm1,
  [Step.log]: Math.log,
  [Step.log1p]: Math.log1p,
  [Step.tanh]: Math.tanh,
  [Step.sigmoid]: (x) => 1 / (1 + Math.exp(-x)),
  [Step.softplus]: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  [Step.cosPi]: (x) => Math.cos(Math.PI * (x % 2)),
};

/** The steps that have an exact twin, by name. */
export const exactSteps = Object.keys(exact).map((step) => Step[Number(step)] as keyof typeof Step);

/** What the leaves of an expression are for one element. */
export type Leaves = (leaf: Expression) => number;

/** The value of an expression for one element, rounded after every step. */
export function evaluate(expression: Expression, leaves: Leaves, round: (x: number) => number): number {
  const { step, inputs, source } = expression;
  if (typeof source === 'number') return round(source);
  if (inputs.length === 0) return round(leaves(expression));
  const values = inputs.map((input) => evaluate(input, leaves, round));
  return round((exact[step] ?? approximate[step])!(...values));
}
