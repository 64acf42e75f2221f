// Stochastic gradient descent.
import { rangeError } from '../../errors.ts';
import { boolean, fraction, named } from '../../validate.ts';
import { dampened } from '#full/training/optimizers/dampened.ts';
import { type CommonOptions, type Method, type Optimizer, buildOptimizer } from './optimizer.ts';
import type { OptimizerConfig } from './optimizers.ts';

/** The options of `sgd`; learningRate 0.01. */
export interface SgdOptions extends CommonOptions {
  /** β; default 0, plain gradient descent. */
  readonly momentum?: number;
  /** Nesterov's momentum, as PyTorch has it; default false. */
  readonly nesterov?: boolean;
  /** The course's momentum, an average: v = β·v + (1 − β)·g. Default false, PyTorch's v = β·v + g. */
  readonly averaged?: boolean;
  /** τ of v = β·v + (1 − τ)·g from the second step on, as PyTorch has it; default 0. */
  readonly dampening?: number;
}

/** w −= α·g; with momentum v = β·v + g, w −= α·v (Sutskever et al. 2013, PyTorch's form). */
export function sgd(options: SgdOptions = {}): OptimizerConfig {
  return named('sgd', options);
}

/** Checks and builds. */
export const buildSgd = (given: SgdOptions & { readonly name: string }): Optimizer =>
  buildOptimizer<SgdOptions>(
    given,
    0.01,
    {
      momentum: [0, fraction],
      nesterov: [false, boolean],
      averaged: [false, boolean],
      dampening: [0, fraction],
    },
    (options) => {
      const { momentum, nesterov, averaged, dampening } = options;
      const wrong =
        momentum === 0 ? (['nesterov', 'averaged', 'dampening'] as const).find((key) => options[key]) : undefined;
      if (wrong !== undefined) throw rangeError('INVALID_OPTION', `optimizer sgd: "${wrong}" needs a momentum above 0`);
      if (dampening > 0 && (nesterov || averaged))
        throw rangeError('INVALID_OPTION', 'optimizer sgd: "dampening" goes with neither "nesterov" nor "averaged"');
      return dampening > 0 ? dampened(momentum, dampening) : plain(momentum, nesterov, averaged);
    },
  );

/** By the kernel. */
const plain = (momentum: number, nesterov: boolean, averaged: boolean): Method => ({
  slots: momentum === 0 ? [] : ['velocity'],
  scalars: [],
  emitScalars() {},
  emit(builder, { w, gradient, slots: [velocity], count, learningRate }) {
    builder.emit('Sgd', {
      w,
      gradient,
      velocity,
      count,
      learningRate,
      nesterov: nesterov ? 1 : 0,
      momentum,
      gradientWeight: averaged ? 1 - momentum : 1,
    });
  },
});
