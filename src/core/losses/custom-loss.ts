// The core has no losses by formula.
import type * as full from '../../losses/custom-loss.ts';
import { lacking } from '../edition.ts';

export type { CustomLoss } from '../../losses/custom-loss.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const customLoss: typeof full.customLoss = () => {
  throw lacking('losses by formula');
};

/** That of the file. */
export const storedLoss: typeof full.storedLoss = (stored) => stored;
