// The losses of one element, as formulas. Their gradients are taken from them.
import {
  type Expression,
  type Operand,
  abs,
  add,
  exp,
  expm1,
  log,
  log1p,
  maximum,
  minimum,
  multiply,
  negate,
  power,
  select,
  softplus,
  square,
  subtract,
} from '../program/expression.ts';

/** The options of a loss that are numbers. */
export type LossNumbers = Readonly<Record<string, number>>;

/** The loss of one element: of its prediction p (or logit z), its target y, and the loss's options. */
export type LossFormula = (p: Expression, y: Expression, options: LossNumbers) => Expression;

/** The least logarithm that a loss on probabilities takes: PyTorch's. */
export const LEAST_LOG = -100;
/** The least distance to 0 and 1 that the focal loss on probabilities takes: Keras's. */
const MARGIN = 1e-7;
/** What powers take in place of 0. */
const TINY = 1e-300;

const error = (p: Expression, y: Expression): Expression => subtract(p, y);

/** (p − y)² */
export const squaredError: LossFormula = (p, y) => square(error(p, y));
/** ½(p − y)² */
export const halfSquaredError: LossFormula = (p, y) => multiply(square(error(p, y)), 0.5);
/** |p − y| */
export const absoluteError: LossFormula = (p, y) => abs(error(p, y));
/** ½(p − y)² up to |p − y| = δ, then δ(|p − y| − ½δ) (Huber 1964; PyTorch's and Keras's) */
export const huber: LossFormula = (p, y, { delta }) => {
  const distance = absoluteError(p, y, {});
  const far = multiply(subtract(distance, delta! / 2), delta!);
  return select(subtract(distance, delta!), far, halfSquaredError(p, y, {}));
};
/** log cosh(p − y) */
export const logCosh: LossFormula = (p, y) => {
  const distance = absoluteError(p, y, {});
  return subtract(add(distance, softplus(multiply(distance, -2))), Math.LN2);
};
/** max(q·e, (q − 1)·e), e = y − p: its minimum is the q-quantile (Koenker & Bassett 1978); the derivative at 0 is 0 */
export const quantile: LossFormula = (p, y, { quantile: q }) => {
  const e = error(y, p);
  return multiply(e, select(e, q!, select(negate(e), q! - 1, 0)));
};
/** p − y·log p: Poisson's likelihood of a count y at the rate p, but for what does not depend on p */
export const poisson: LossFormula = (p, y) => subtract(p, multiply(y, log(p)));
/** The same of the rate's logarithm: e^z − y·z */
export const poissonOfLog: LossFormula = (z, y) => subtract(exp(z), multiply(y, z));

/** How far a prediction is on the wrong side of the margin: max(0, 1 − s·p), where s = 2y − 1 is −1 or 1. */
export const hinge: LossFormula = (p, y) => maximum(subtract(1, multiply(subtract(multiply(y, 2), 1), p)), 0);
/** hinge² */
export const squaredHinge: LossFormula = (p, y) => square(hinge(p, y, {}));

/** Labels moved towards ½: (1 − s)·y + ½s. */
const smooth = (y: Expression, smoothing: number): Expression => add(multiply(y, 1 - smoothing), smoothing / 2);

/** w·y·positive + (1 − y)·negative, for smoothed labels y and the weight w of positive ones */
const mixed = (
  y: Expression,
  { labelSmoothing, positiveWeight }: LossNumbers,
  positive: Expression,
  negative: Expression,
) => {
  const label = smooth(y, labelSmoothing!);
  return add(multiply(multiply(label, positiveWeight!), positive), multiply(subtract(1, label), negative));
};

/** −(w·y·log p + (1 − y)·log(1 − p)), the logarithms at least −100 */
export const binaryCrossEntropy: LossFormula = (p, y, options) =>
  mixed(y, options, negate(maximum(log(p), LEAST_LOG)), negate(maximum(log1p(negate(p)), LEAST_LOG)));
/** The same of logits, which nothing overflows: −log σ(z) = log(1 + e⁻ᶻ) */
export const binaryCrossEntropyOfLogits: LossFormula = (z, y, options) =>
  mixed(y, options, softplus(negate(z)), softplus(z));

/** α(1 − p)^γ·(−log p) where y is 1, (1 − α)·p^γ·(−log(1 − p)) where it is 0 (Lin et al. 2017; without α both weigh 1) */
export const binaryFocal: LossFormula = (p, y, options) => {
  const inside = maximum(minimum(p, 1 - MARGIN), MARGIN);
  const rest = subtract(1, inside);
  return focal(y, options, [rest, log(inside)], [inside, log1p(negate(inside))]);
};
/** The same of logits: log σ(z) = −softplus(−z) */
export const binaryFocalOfLogits: LossFormula = (z, y, options) => {
  const [logP, logRest] = [negate(softplus(negate(z))), negate(softplus(z))];
  return focal(y, options, [exp(logRest), logP], [exp(logP), logRest]);
};

function focal(
  y: Expression,
  { alpha = -1, gamma, labelSmoothing }: LossNumbers,
  ...cases: readonly (readonly [wrong: Expression, logarithm: Expression])[]
): Expression {
  const [positive, negative] = cases.map(([wrong, logarithm]) =>
    multiply(power(maximum(wrong, TINY), gamma!), negate(logarithm)),
  );
  const label = smooth(y, labelSmoothing!);
  const weights: readonly [Operand, Operand] = alpha < 0 ? [1, 1] : [alpha, 1 - alpha];
  return add(
    multiply(multiply(label, weights[0]), positive!),
    multiply(multiply(subtract(1, label), weights[1]), negative!),
  );
}

// Over classes: of log p of one class and its target, which a row's losses are the sums of.

/** −y·log p */
export const crossEntropy: LossFormula = (logP, y) => negate(multiply(y, logP));
/** −y·(1 − p)^γ·log p */
export const categoricalFocal: LossFormula = (logP, y, { gamma }) =>
  multiply(crossEntropy(logP, y, {}), power(maximum(negate(expm1(logP)), TINY), gamma!));
/** y·(log y − log p), 0 where y is 0 */
export const divergence: LossFormula = (logP, y) => select(y, multiply(y, subtract(log(y), logP)), 0);
