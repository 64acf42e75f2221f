// The core treats all parameters alike.
import type * as full from '../../training/group-updates.ts';

/** There is none. */
export const emitDecay: typeof full.emitDecay = () => false;

/** There is none. */
export const emitDecoupledDecay: typeof full.emitDecoupledDecay = () => {};

/** The rate itself. */
export const emitScaled: typeof full.emitScaled = (_, rate) => rate;
