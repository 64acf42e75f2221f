// The core does not mix rows.
import type * as full from '../../training/mixup.ts';
import { lacking } from '../edition.ts';

/** None. */
export type MixupOptions = never;

/** @throws LayerwiseError INVALID_OPTION */
export const checkMixup: (...given: unknown[]) => never = () => {
  throw lacking('"mixup"');
};

/** Never called, since there is none. */
export const emitMixup = undefined as unknown as typeof full.emitMixup;
