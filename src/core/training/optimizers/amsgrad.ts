// The core has no formulas.
import type * as full from '../../../training/optimizers/amsgrad.ts';
import { lacking } from '../../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const maximal: typeof full.maximal = () => {
  throw lacking('"amsgrad"');
};
