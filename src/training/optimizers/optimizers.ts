// The optimizers: a table.
import { knownName } from '../../validate.ts';
import { buildAdadelta, buildAdagrad } from './adagrad.ts';
import { buildAdam, buildAdamw } from './adam.ts';
import { buildAdamax } from './adamax.ts';
import { buildLion } from './lion.ts';
import { buildNadam } from './nadam.ts';
import type { Optimizer } from './optimizer.ts';
import { buildRadam } from './radam.ts';
import { buildRmsprop } from './rmsprop.ts';
import { buildSgd } from './sgd.ts';

const optimizers = {
  sgd: buildSgd,
  rmsprop: buildRmsprop,
  adagrad: buildAdagrad,
  adadelta: buildAdadelta,
  adam: buildAdam,
  adamw: buildAdamw,
  adamax: buildAdamax,
  nadam: buildNadam,
  radam: buildRadam,
  lion: buildLion,
};

type Table = typeof optimizers;

/** The names of the optimizers. */
export type OptimizerName = keyof Table;

/** An optimizer's settings; JSON. */
export type OptimizerConfig = {
  [N in OptimizerName]: { readonly name: N } & Omit<Parameters<Table[N]>[0], 'name'>;
}[OptimizerName];

/** What an `optimizer` option takes: settings, or a name for the defaults. */
export type OptimizerOption = OptimizerName | OptimizerConfig;

/** The names of the optimizers, for loops over all of them. */
export const optimizerNames = Object.keys(optimizers) as readonly OptimizerName[];

/**
 * Checks an `optimizer` option.
 * @throws LayerwiseError
 */
export function optimizerFor(option: unknown): Optimizer {
  const given = typeof option === 'object' && option !== null ? (option as { name?: unknown }) : { name: option };
  const name = knownName('trainer', 'optimizer', given.name, optimizerNames);
  return optimizers[name](given as { name: string });
}
