// What weights are brought back to after each update.
import type { Builder } from '../program/builder.ts';
import { divide, load, minimum, multiply, perColumn, sqrt, square } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import { type Tensor, elements } from '../program/tensor.ts';
import { knownName, knownOptions, positive } from '../validate.ts';

/** A constraint; JSON. */
export interface ConstraintConfig {
  readonly name: ConstraintName;
  readonly maxValue: number;
}

/** The constraints by name: what brings w[k×n] back. */
const constraints = {
  maxNorm(builder: Builder, w: Tensor, maxValue: number): void {
    const n = w.columns;
    const count = elements(w, 0);
    const { elementBytes } = builder.engine;
    const squares = { name: 'squares', address: builder.reserve(count * elementBytes) };
    const sums = { name: 'sums', address: builder.reserve(n * elementBytes) };
    emitFormula(builder, [{ to: squares, value: square(load(w)) }], { count });
    builder.emit('ColumnSums', { x: squares, sums, n, rows: count / n });
    const factor = minimum(divide(maxValue, sqrt(perColumn(sums))), 1);
    emitFormula(builder, [{ to: w, value: multiply(load(w), factor) }], { n, count });
  },
};

/** The names of the constraints. */
export type ConstraintName = keyof typeof constraints;

/** The names of the constraints, for loops over all of them. */
export const constraintNames = Object.keys(constraints) as readonly ConstraintName[];

/**
 * Keras's MaxNorm over the weights that come into each unit: those whose norm is larger than `maxValue` are scaled down
 * to it after each update (Srivastava et al. 2014); unlike Keras's, which adds 10⁻⁷ to the norm, it leaves others as they are.
 */
export function maxNorm(maxValue = 2): ConstraintConfig {
  return { name: 'maxNorm', maxValue };
}

/** Checks a `constraint` option, or one read from a file. */
export function constraintConfig(place: string, value: unknown): ConstraintConfig {
  knownOptions(`${place}: "constraint"`, value, ['name', 'maxValue']);
  const { name, maxValue } = value as Record<string, unknown>;
  return {
    name: knownName(place, 'constraint', name, constraintNames),
    maxValue: positive(`${place}: "constraint"`, 'maxValue', maxValue),
  };
}

/** Emits what brings w back. */
export function emitConstraint(builder: Builder, { name, maxValue }: ConstraintConfig, w: Tensor): void {
  constraints[name](builder, w, maxValue);
}
