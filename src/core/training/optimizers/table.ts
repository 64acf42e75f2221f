// The optimizers of the core.
import { buildAdam } from '../../../training/optimizers/adam.ts';
import { buildSgd } from '../../../training/optimizers/sgd.ts';

/** By name. */
export const optimizers = { sgd: buildSgd, adam: buildAdam };
