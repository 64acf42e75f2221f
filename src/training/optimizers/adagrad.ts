// Adagrad and Adadelta.
import { add, divide, multiply, sqrt, square } from '../../program/expression.ts';
import { fraction, named, notNegative, positive } from '../../validate.ts';
import { average, byFormulas } from './by-formulas.ts';
import { type CommonOptions, type Optimizer, buildOptimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `adagrad`; learningRate 0.01. */
export interface AdagradOptions extends CommonOptions {
  /** η: α is divided by 1 + (t−1)·η; default 0. */
  readonly learningRateDecay?: number;
  /** Where the sum begins; default 0 (Keras's is 0.1). */
  readonly initialAccumulator?: number;
  /** Added outside the root; default 1e-10. */
  readonly epsilon?: number;
}

/** Duchi, Hazan & Singer 2011, PyTorch's form: s = s + g², w −= α·g / (√s + ε). */
export function adagrad(options: AdagradOptions = {}): OptimizerConfig {
  return named('adagrad', options);
}

/** Checks and builds. */
export const buildAdagrad = (given: AdagradOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<AdagradOptions>(
    given,
    0.01,
    {
      learningRateDecay: [0, notNegative],
      initialAccumulator: [0, notNegative],
      epsilon: [1e-10, positive],
    },
    ({ learningRateDecay, initialAccumulator, epsilon }) =>
      byFormulas({
        slots: ['sum'],
        // t and what it makes of α
        scalars: [0, 1],
        nextScalars: ([t]) => [add(t!, 1), divide(1, add(multiply(t!, learningRateDecay), 1))],
        update(g, [sum], [, factor]) {
          const s = add(sum!, square(g));
          // The slot begins at 0.
          const root = sqrt(add(s, initialAccumulator));
          return { step: multiply(factor!, divide(g, add(root, epsilon))), slots: [s] };
        },
      }),
  );

/** The options of `adadelta`; learningRate 1. */
export interface AdadeltaOptions extends CommonOptions {
  /** ρ; default 0.9 (Keras's is 0.95). */
  readonly rho?: number;
  /** Added inside the roots; default 1e-6. */
  readonly epsilon?: number;
}

/** Zeiler 2012: v = ρv + (1−ρ)g², d = √(u+ε)/√(v+ε)·g, u = ρu + (1−ρ)d², w −= α·d. */
export function adadelta(options: AdadeltaOptions = {}): OptimizerConfig {
  return named('adadelta', options);
}

/** Checks and builds. */
export const buildAdadelta = (given: AdadeltaOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<AdadeltaOptions>(given, 1, { rho: [0.9, fraction], epsilon: [1e-6, positive] }, ({ rho, epsilon }) =>
    byFormulas({
      slots: ['square', 'delta'],
      update(g, [before, delta]) {
        const v = average(rho, before!, square(g));
        const step = multiply(divide(sqrt(add(delta!, epsilon)), sqrt(add(v, epsilon))), g);
        return { step, slots: [v, average(rho, delta!, square(step))] };
      },
    }),
  );
