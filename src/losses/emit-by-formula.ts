// What the losses emit that are formulas, or have weights that their kernels do not know.
import type { Builder } from '../program/builder.ts';
import {
  type Expression,
  type Operand,
  abs,
  add,
  columnIndex,
  derivative,
  divide,
  exp,
  load,
  log,
  maximum,
  multiply,
  perColumn,
  perRow,
  rows,
  scalar,
  select,
  subtract,
} from '../program/expression.ts';
import { type Result, emitFormula } from '../program/formula.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import type { EmittedLoss, LossOperands, WholeBatch } from './emit.ts';
import { LEAST_LOG } from './loss-formulas.ts';
import type { Loss } from './losses.ts';

/** Emits the loss of the batch, and its gradient; says by what its sum was divided. */
export function emitByFormula(builder: Builder, loss: Loss, operands: LossOperands): Pick<EmittedLoss, 'divisor'> {
  return (loss.targets === 'classes' ? emitByRows : emitByElements)(builder, loss, operands);
}

/** outputs = eᶻ */
export function emitExponential(builder: Builder, z: Tensor, outputs: Tensor): void {
  emitFormula(builder, [{ to: outputs, value: exp(load(z)) }], { n: z.columns });
}

/** What a sum over the batch's rows of n is divided by. */
function divisorOf({ config: { reduction }, outputs: n, targets }: Loss, whole: WholeBatch | undefined): Operand {
  if (reduction === 'sum') return 1;
  const m = whole === undefined ? rows : scalar(whole.rows);
  return reduction === 'mean' && targets !== 'classes' ? multiply(m, n) : m;
}

/** A loss with a value for each output. */
function emitByElements(
  builder: Builder,
  loss: Loss,
  { z, a, y, weights, gradient, result, whole }: LossOperands,
): object {
  const p = load(loss.fused ? z : a);
  const scale = divide(weights === undefined ? 1 : perRow(weights), divisorOf(loss, whole));
  const value = loss.formula!(p, load(y), loss.numbers);
  const results: Result[] = [{ to: result, value: multiply(value, scale), as: 'sum' }];
  if (gradient !== undefined) results.push({ to: gradient, value: multiply(derivative(value, p), scale) });
  emitFormula(builder, results, { n: loss.outputs }, true);
  return {};
}

/** A loss over classes: Σⱼ of the formula of log aⱼ, with the gradient through the softmax when it is fused with it. */
function emitByRows(builder: Builder, loss: Loss, operands: LossOperands): object {
  const { z, a, y, weights, gradient, result, whole } = operands;
  const { outputs: n, fused, numbers } = loss;
  const target = targetOf(y);
  const ofClass = classWeightsOf(builder, loss);
  const place = whole === undefined ? emitClassWeights(builder, loss, y) : whole.weights;
  const divisor = place === undefined ? divisorOf(loss, whole) : scalar(place);
  const { labelSmoothing = 0 } = numbers;
  const label = add(multiply(target, 1 - labelSmoothing), labelSmoothing / n);
  let logarithm: Expression;
  let p: Expression;
  if (fused) {
    const logarithms = builder.tensor('logP', n);
    builder.emit('LogSoftmax', { z, y: logarithms, n });
    p = logarithm = load(logarithms);
  } else {
    p = load(a);
    logarithm = maximum(log(p), LEAST_LOG);
  }
  const value = multiply(loss.formula!(logarithm, label, numbers), ofClass);
  const scale = divide(weights === undefined ? 1 : perRow(weights), divisor);
  const results: Result[] = [{ to: result, value: multiply(value, scale), as: 'sum' }];
  if (gradient !== undefined) results.push({ to: gradient, value: multiply(derivative(value, p), scale) });
  emitFormula(builder, results, { n }, true);
  if (fused && gradient !== undefined) {
    builder.emit('LogSoftmaxBackward', { dy: gradient, y: p.source as Tensor, dz: gradient, n });
  }
  return place === undefined ? {} : { divisor: place };
}

/** Emits the sum of the weights of the rows' classes, if that is what the loss divides by; says where it is. */
export function emitClassWeights(builder: Builder, loss: Loss, y: Tensor): Addressed | undefined {
  const { config, outputs: n } = loss;
  if (config.classWeights === undefined || config.reduction === 'sum') return undefined;
  const place = builder.numbers('weights', 1);
  const value = multiply(targetOf(y), classWeightsOf(builder, loss));
  emitFormula(builder, [{ to: place, value, as: 'sum' }], { n }, true);
  return place;
}

/** Of each element, the target of its class. */
const targetOf = (y: Tensor): Expression => (y.columns === 1 ? oneHot(perRow(y)) : load(y));

/** Of each element, the weight of its class. */
const classWeightsOf = (builder: Builder, { config: { classWeights } }: Loss): Operand =>
  classWeights === undefined ? 1 : perColumn(vectorOf(builder, 'class weights', classWeights));

/** Numbers that stand in memory while the program does. */
function vectorOf(builder: Builder, name: string, values: readonly number[]): Tensor {
  const vector = builder.vector(name, values.length);
  builder.engine.view(vector.address, values.length).set(values);
  return vector;
}

/** 1 where an element's column is the class, else 0. */
const oneHot = (index: Expression): Expression => select(subtract(0.5, abs(subtract(index, columnIndex))), 1, 0);
