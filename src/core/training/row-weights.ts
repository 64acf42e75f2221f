// The core has no weights of rows.
import type * as full from '../../training/row-weights.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const rowWeights: typeof full.rowWeights = () => {
  throw lacking('weights of rows');
};
