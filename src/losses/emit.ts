// What a loss emits: its value for the batch, and its gradient.
import { Activation, Reduction } from '../../assembly/kinds.ts';
import type { Builder } from '../program/builder.ts';
import type { Addressed } from '../program/records.ts';
import type { Tensor } from '../program/tensor.ts';
import { emitByFormula, emitExponential } from '#full/losses/emit-by-formula.ts';
import type { Loss } from './losses.ts';

/** What a loss is computed from and where it goes. */
export interface LossOperands {
  /** The last layer's Z and A. */
  readonly z: Tensor;
  readonly a: Tensor;
  readonly y: Tensor;
  /** A factor for each row's loss, [m×1]; none for 1. */
  readonly weights?: Tensor | undefined;
  /** Where ∂J/∂Z (fused) or ∂J/∂A goes; none for the value alone. */
  readonly gradient?: Tensor | undefined;
  /** The float64 that the value is stored to. */
  readonly result: Addressed;
  /** What the batch's sum is divided by, when these are but some of its rows. */
  readonly whole?: WholeBatch | undefined;
}

/** What the divisor of a batch's sum follows from: two float64. */
export interface WholeBatch {
  readonly rows: Addressed;
  /** The weights of its rows' classes, if the loss divides by their sum. */
  readonly weights: Addressed | undefined;
}

/** What a loss leaves. */
export interface EmittedLoss {
  /** The outputs: A, or what the activation makes of Z when the network gives logits. */
  readonly outputs: Tensor;
  /** The float64 that the sum was divided by, when it was neither of 1, m and m·n. */
  readonly divisor?: Addressed;
}

/** Emits the loss of the batch, and its gradient. */
export function emitLoss(builder: Builder, loss: Loss, operands: LossOperands): EmittedLoss {
  const outputs = emitOutputs(builder, loss, operands);
  const { z, a, y, gradient, weights, result, whole } = operands;
  if (loss.kernel === undefined || weights !== undefined) {
    return { outputs, ...emitByFormula(builder, loss, operands) };
  }
  builder.emit('Loss', {
    prediction: loss.fused ? z : a,
    output: outputs,
    target: y,
    gradient,
    n: loss.outputs,
    targetColumns: y.columns,
    loss: loss.kernel,
    reduction: Reduction[loss.config.reduction],
    result,
    rows: whole?.rows,
  });
  return { outputs };
}

function emitOutputs(builder: Builder, { outputActivation, outputs: n }: Loss, { z, a }: LossOperands): Tensor {
  if (outputActivation === undefined) return a;
  const outputs = builder.tensor('outputs', n);
  if (outputActivation === 'softmax') builder.emit('Softmax', { z, a: outputs, n });
  else if (outputActivation === 'exponential') emitExponential(builder, z, outputs);
  else builder.emit('BiasActivation', { z, a: outputs, n, activation: Activation[outputActivation] });
  return outputs;
}
