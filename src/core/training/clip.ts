// The core has no gradient clipping.
import type * as full from '../../training/clip.ts';
import { lacking } from '../edition.ts';

/** None. */
export type ClipOptions = never;

/** @throws LayerwiseError INVALID_OPTION */
export const checkClip: (given: ClipOptions) => never = () => {
  throw lacking('"clip"');
};

/** None is ever there. */
export const emitClip: typeof full.emitClip = () => {};
