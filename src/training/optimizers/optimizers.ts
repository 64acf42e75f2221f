// An optimizer by its name or settings.
import { knownName } from '../../validate.ts';
import type { Optimizer } from './optimizer.ts';
import { optimizers } from '#full/training/optimizers/table.ts';

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
