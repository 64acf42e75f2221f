// Expressions: formulas over the elements of tensors, which compile to the steps of a Formula record. Their
// derivatives are expressions too, so whoever writes a formula need not write its gradient.
import { Step } from '../../assembly/steps.ts';
import type { Addressed } from './records.ts';

/** A number for each element, or one for all of them. */
export interface Expression {
  readonly step: Step;
  /** What it is computed from: a, b and c of the step. */
  readonly inputs: readonly Expression[];
  /** What a leaf reads: something in memory, or a number. */
  readonly source?: Addressed | number;
}

/** What formulas combine. */
export type Operand = Expression | number;

/* @__NO_SIDE_EFFECTS__ */
const leaf = (step: Step, source?: Addressed | number): Expression => ({ step, inputs: [], source: source! });

/** The same number for all elements. */
export const constant = (value: Operand): Expression => (typeof value === 'number' ? leaf(Step.scalar, value) : value);

const is = (x: Operand, value: number): boolean => (typeof x === 'number' ? x : x.source) === value;

const apply = (step: Step, ...inputs: Operand[]): Expression => ({ step, inputs: inputs.map(constant) });

/** The elements of a tensor. */
export const load = (tensor: Addressed): Expression => leaf(Step.load, tensor);
/** Of a vector, the element of each element's row. */
export const perRow = (vector: Addressed): Expression => leaf(Step.row, vector);
/** Of a vector, the element of each element's column. */
export const perColumn = (vector: Addressed): Expression => leaf(Step.column, vector);
/** A float64 in memory, such as the learning rate. */
export const scalar = (place: Addressed): Expression => leaf(Step.scalar, place);
/** The rows of the batch. */
export const rows = leaf(Step.rows);
/** The column of each element. */
export const columnIndex = leaf(Step.columnIndex);

/** a + b */
export const add = (a: Operand, b: Operand): Expression =>
  is(a, 0) ? constant(b) : is(b, 0) ? constant(a) : apply(Step.add, a, b);
/** a − b */
export const subtract = (a: Operand, b: Operand): Expression => (is(b, 0) ? constant(a) : apply(Step.subtract, a, b));
/** a · b */
export const multiply = (a: Operand, b: Operand): Expression => {
  if (is(a, 0) || is(b, 1)) return constant(a);
  return is(b, 0) || is(a, 1) ? constant(b) : apply(Step.multiply, a, b);
};
/** a / b */
export const divide = (a: Operand, b: Operand): Expression => (is(a, 0) ? constant(a) : apply(Step.divide, a, b));
/** −x */
export const negate = (x: Operand): Expression => multiply(x, -1);
/** x² */
export const square = (x: Operand): Expression => multiply(x, x);
/** The lesser; where both are equal the derivative is b's. */
export const minimum = (a: Operand, b: Operand): Expression => apply(Step.minimum, a, b);
/** The greater; where both are equal the derivative is b's. */
export const maximum = (a: Operand, b: Operand): Expression => apply(Step.maximum, a, b);
/** condition > 0 ? a : b */
export const select = (condition: Operand, a: Operand, b: Operand): Expression =>
  is(a, 0) && is(b, 0) ? constant(0) : apply(Step.select, a, b, condition);

/* @__NO_SIDE_EFFECTS__ */
const unary =
  (step: Step) =>
  (x: Operand): Expression =>
    apply(step, x);

/** |x|, with the derivative 0 at 0 */
export const abs = unary(Step.abs);
/** √x */
export const sqrt = unary(Step.sqrt);
/** The greatest integer that is not above x. */
export const floor = unary(Step.floor);
/** eˣ */
export const exp = unary(Step.exp);
/** eˣ − 1 */
export const expm1 = unary(Step.expm1);
/** The natural logarithm. */
export const log = unary(Step.log);
/** log(1 + x) */
export const log1p = unary(Step.log1p);
/** tanh x */
export const tanh = unary(Step.tanh);
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = unary(Step.sigmoid);
/** log(1 + eˣ) */
export const softplus = unary(Step.softplus);
/** The error function. */
export const erf = unary(Step.erf);
/** cos(πx) */
export const cosPi = unary(Step.cosPi);
/** xʸ for x > 0 */
export const power = (x: Operand, y: Operand): Expression => exp(multiply(log(x), y));
/** −1, 0 or 1 */
export const sign = (x: Operand): Expression => select(x, 1, select(negate(x), -1, 0));

/** The derivative of a step's result y by the inputs x, whose derivatives are dx. */
type Rule = (y: Expression, x: readonly Expression[], dx: readonly Expression[]) => Expression;

/** The rule of a function of one input, from its derivative. */
/* @__NO_SIDE_EFFECTS__ */
const chain =
  (derivative: (x: Expression, y: Expression) => Operand): Rule =>
  (y, [x], [dx]) =>
    multiply(derivative(x!, y), dx!);

/** A function, so that bundlers leave it out where nothing is differentiated. */
const rules = (): { readonly [S in Step]?: Rule } => ({
  [Step.add]: (_, __, [da, db]) => add(da!, db!),
  [Step.subtract]: (_, __, [da, db]) => (is(da!, 0) ? negate(db!) : subtract(da!, db!)),
  [Step.multiply]: (_, [a, b], [da, db]) =>
    a === b ? multiply(multiply(a!, 2), da!) : add(multiply(da!, b!), multiply(a!, db!)),
  [Step.divide]: (y, [, b], [da, db]) =>
    is(db!, 0) ? divide(da!, b!) : divide(is(da!, 0) ? negate(multiply(y, db!)) : subtract(da!, multiply(y, db!)), b!),
  [Step.minimum]: (_, [a, b], [da, db]) => select(subtract(b!, a!), da!, db!),
  [Step.maximum]: (_, [a, b], [da, db]) => select(subtract(a!, b!), da!, db!),
  [Step.select]: (_, [, , c], [da, db]) => select(c!, da!, db!),
  [Step.abs]: chain(sign),
  [Step.sqrt]: chain((_, y) => divide(0.5, y)),
  [Step.floor]: () => constant(0),
  [Step.exp]: chain((_, y) => y),
  [Step.expm1]: chain((x) => exp(x)),
  [Step.log]: chain((x) => divide(1, x)),
  [Step.log1p]: chain((x) => divide(1, add(x, 1))),
  [Step.tanh]: chain((_, y) => subtract(1, square(y))),
  // Not y·(1 − y), which loses what 1 − y loses.
  [Step.sigmoid]: chain((x, y) => multiply(y, sigmoid(negate(x)))),
  [Step.softplus]: chain((x) => sigmoid(x)),
  // 2/√π
  [Step.erf]: chain((x) => multiply(exp(negate(square(x))), 1.1283791670955126)),
});

/** The derivative of an expression by a leaf. */
export function derivative(of: Expression, by: Expression): Expression {
  const known = new Map<Expression, Expression>([[by, constant(1)]]);
  const ruleOf = rules();
  const visit = (y: Expression): Expression => {
    let dy = known.get(y);
    if (dy === undefined) {
      const dx = y.inputs.map(visit);
      dy = dx.every((d) => is(d, 0)) ? constant(0) : ruleOf[y.step]!(y, y.inputs, dx);
      known.set(y, dy);
    }
    return dy;
  };
  return visit(of);
}
