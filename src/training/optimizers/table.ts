// The optimizers: a table.
import { buildAdadelta, buildAdagrad } from './adagrad.ts';
import { buildAdam } from './adam.ts';
import { buildAdamw } from './adamw.ts';
import { buildAdamax } from './adamax.ts';
import { buildLion } from './lion.ts';
import { buildNadam } from './nadam.ts';
import { buildRadam } from './radam.ts';
import { buildRmsprop } from './rmsprop.ts';
import { buildSgd } from './sgd.ts';

/** By name. */
export const optimizers = {
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
