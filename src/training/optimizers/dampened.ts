// Gradient descent with dampened momentum.
import { add, multiply, select, subtract } from '../../program/expression.ts';
import { byFormulas } from './by-formulas.ts';
import type { Method } from './optimizer.ts';

/** v = β·v + (1 − τ)·g from the second step on */
export const dampened = (momentum: number, dampening: number): Method =>
  byFormulas({
    slots: ['velocity'],
    scalars: [0],
    nextScalars: ([t]) => [add(t!, 1)],
    update(g, [velocity], [t]) {
      const weight = select(subtract(t!, 1), 1 - dampening, 1);
      const v = add(multiply(velocity!, momentum), multiply(g, weight));
      return { step: v, slots: [v] };
    },
  });
