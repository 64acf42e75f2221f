// Optimizers whose updates are formulas.
import { type Expression, type Operand, add, load, multiply, scalar, subtract } from '../../program/expression.ts';
import { emitFormula } from '../../program/formula.ts';
import type { Addressed } from '../../program/records.ts';
import type { Method } from './optimizer.ts';

/** The values of the formulas of an optimizer. */
export interface Update {
  /** What the learning rate is multiplied by and w is lessened by. */
  readonly step: Expression;
  /** The new slots. */
  readonly slots: readonly Expression[];
}

/** An optimizer's update as formulas. */
export interface UpdateFormulas {
  readonly slots?: readonly string[];
  /** The first values of the scalars. */
  readonly scalars?: readonly number[];
  /** The scalars of this step from those of the last. */
  readonly nextScalars?: (scalars: readonly Expression[]) => readonly Expression[];
  /** From the gradient, the slots of the last step and the scalars of this one. */
  readonly update: (g: Expression, slots: readonly Expression[], scalars: readonly Expression[]) => Update;
}

const placesOf = ({ address }: Addressed, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `scalars[${i}]`, address: address + 8 * i, owned: true }));

/** w −= α·step, from formulas: no kernel is needed. */
export function byFormulas({ slots: names = [], scalars: first = [], nextScalars, update }: UpdateFormulas): Method {
  return {
    slots: names,
    scalars: first,
    emitScalars(builder, scalars) {
      if (nextScalars === undefined) return;
      const places = placesOf(scalars, first.length);
      const values = nextScalars(places.map(scalar));
      const results = values.map((value, i) => ({ to: places[i]!, value, as: 'storeScalar' as const }));
      emitFormula(builder, results, { count: 1 }, true);
    },
    emit(builder, { w, gradient, slots, count, learningRate: rate, scalars }) {
      const { step, slots: kept } = update(
        load(gradient),
        slots.map(load),
        placesOf(scalars, first.length).map(scalar),
      );
      const results = kept.map((value, i) => ({ to: slots[i]!, value }));
      emitFormula(builder, [{ to: w, value: subtract(load(w), multiply(scalar(rate), step)) }, ...results], { count });
    },
  };
}

/** β·average + (1 − β)·x */
export const average = (beta: number, before: Expression, x: Operand): Expression =>
  add(multiply(before, beta), multiply(x, 1 - beta));
