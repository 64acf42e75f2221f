// What the activations that are formulas emit.
import { Activation } from '../../assembly/kinds.ts';
import { type Expression, derivative, load, multiply } from '../program/expression.ts';
import { emitFormula } from '../program/formula.ts';
import type { ActivationEntry } from './activation-entry.ts';
import { formulas } from './activation-formulas.ts';

function byFormula(formula: (z: Expression, parameter: number) => Expression): ActivationEntry {
  return {
    needsZ: true,
    forward(builder, { z, bias, a }, parameter) {
      const n = z.columns;
      if (bias !== undefined) builder.emit('BiasActivation', { z, bias, a: z, n, activation: Activation.linear });
      emitFormula(builder, [{ to: a, value: formula(load(z), parameter) }], { n });
    },
    backward(builder, { da, z, dz }, parameter) {
      TRAINING: {
        const x = load(z);
        const value = multiply(load(da), derivative(formula(x, parameter), x));
        emitFormula(builder, [{ to: dz, value }], { n: z.columns });
      }
    },
  };
}

/** By name. */
export const activationsByFormula = Object.fromEntries(
  Object.entries(formulas).map(([name, formula]) => [name, byFormula(formula)]),
) as { readonly [N in keyof typeof formulas]: ActivationEntry };

/** Those of them with a parameter, what it is called, and what it is unless given, and the least that it may be. */
export const parametersByFormula = {
  elu: { option: 'alpha', standard: 1, least: 0 },
  celu: { option: 'alpha', standard: 1, least: Number.MIN_VALUE },
} as const;
