// The core has no weights of classes.
import type * as full from '../../losses/class-weights.ts';

/** None. */
export const CLASS_OPTIONS: readonly string[] = [];

/** None. */
export const classWeightsOf: typeof full.classWeightsOf = () => undefined;
