// The core has no formulas.
import type * as full from '../../../training/optimizers/dampened.ts';
import { lacking } from '../../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const dampened: typeof full.dampened = () => {
  throw lacking('"dampening"');
};
