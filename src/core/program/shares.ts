// Where there is one thread, records are not shared.
import type * as full from '../../program/shares.ts';

/** Nothing. */
export const writeShare: typeof full.writeShare = () => {};
