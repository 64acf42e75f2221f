// The batch's loss and its gradient: which kind, and by what it is divided.
import { LossKind, Reduction } from "../kinds";
import { CategoricalCrossEntropy, SoftmaxCrossEntropy, classLoss } from "./class-losses";
import { BinaryCrossEntropy, SigmoidCrossEntropy, SquaredError, elementLoss } from "./element-losses";

/**
 * result = scale·Σ of the losses, a float64, and gradient[m×n] = scale·∂Σ/∂prediction unless gradient is 0 (for the
 * kinds on logits too: their gradient is by the logits). The scale is 1 over the reduction's divisor; for the
 * gradient it is rounded to T. See the record Loss for the operands. Σ runs in float64, over elements in the order of
 * orderedSum, over rows in that of classLoss. gradient may be prediction or output. m is at least 1. `rows` points to
 * what stands for m in the divisor, unless it is 0.
 */
export function loss<T>(
  m: i32,
  n: i32,
  prediction: usize,
  output: usize,
  target: usize,
  gradient: usize,
  targetColumns: i32,
  kind: i32,
  reduction: i32,
  result: usize,
  rows: usize,
): void {
  const perRow = kind == LossKind.softmaxCrossEntropy || kind == LossKind.categoricalCrossEntropy;
  let divisor: f64 = 1;
  if (reduction != Reduction.sum) divisor = rows ? load<f64>(rows) : <f64>m;
  if (reduction == Reduction.mean && !perRow) divisor *= <f64>n;
  let scale = 1 / divisor;
  const indices = targetColumns == 1 && n != 1;
  let sum: f64 = 0;
  switch (kind) {
    case LossKind.sigmoidCrossEntropy:
      sum = elementLoss<T, SigmoidCrossEntropy<T>>(m * n, prediction, output, target, gradient, scale);
      break;
    case LossKind.softmaxCrossEntropy:
      sum = classLoss<T, SoftmaxCrossEntropy<T>>(m, n, prediction, output, target, indices, gradient, scale);
      break;
    case LossKind.binaryCrossEntropy:
      sum = elementLoss<T, BinaryCrossEntropy<T>>(m * n, prediction, output, target, gradient, scale);
      break;
    case LossKind.categoricalCrossEntropy:
      sum = classLoss<T, CategoricalCrossEntropy<T>>(m, n, prediction, output, target, indices, gradient, scale);
      break;
    case LossKind.halfSquaredError:
      // Halving is exact, so it may as well be done once.
      scale *= 0.5;
    case LossKind.squaredError:
      sum = elementLoss<T, SquaredError<T>>(m * n, prediction, output, target, gradient, scale);
      break;
    default:
      assert(false, "unknown loss");
  }
  store<f64>(result, scale * sum);
}
