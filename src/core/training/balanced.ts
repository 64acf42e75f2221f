// The core does not balance classes.
import type * as full from '../../training/balanced.ts';
import { boolean } from '../../validate.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION for 'balanced' too */
export const shuffleOption: typeof full.shuffleOption = (value) => {
  if (value === 'balanced') throw lacking('shuffle "balanced"');
  return boolean('trainer', 'shuffle', value);
};

/** Never called. */
export const drawBalanced = undefined as unknown as typeof full.drawBalanced;
