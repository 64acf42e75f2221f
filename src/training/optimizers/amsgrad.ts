// Adam by the largest second moment.
import { add, divide, maximum, multiply, sqrt, square, subtract } from '../../program/expression.ts';
import { average, byFormulas } from './by-formulas.ts';
import type { Method, Moments } from './optimizer.ts';

/** Reddi, Kale & Kumar 2018, PyTorch's form. */
export const maximal = ({ beta1, beta2, epsilon }: Moments): Method =>
  byFormulas({
    slots: ['first', 'second', 'largest'],
    // β₁ᵗ, β₂ᵗ and the corrections 1/(1 − β₁ᵗ), √(1 − β₂ᵗ)
    scalars: [1, 1, 0, 0],
    nextScalars([power1, power2]) {
      const [p1, p2] = [multiply(power1!, beta1), multiply(power2!, beta2)];
      return [p1, p2, divide(1, subtract(1, p1)), sqrt(subtract(1, p2))];
    },
    update(g, [first, second, largest], [, , correction1, correction2]) {
      const m = average(beta1, first!, g);
      const v = average(beta2, second!, square(g));
      const q = maximum(largest!, v);
      const divisor = add(divide(sqrt(q), correction2!), epsilon);
      return { step: divide(multiply(correction1!, m), divisor), slots: [m, v, q] };
    },
  });
