// The core has no constraints.
import type * as full from '../../layers/constraints.ts';
import { lacking } from '../edition.ts';

/** None. */
export type ConstraintConfig = never;

/** @throws LayerwiseError INVALID_OPTION */
export const constraintConfig: (place: string, value: unknown) => never = (place) => {
  throw lacking(`"constraint" (${place})`);
};

/** None is ever there. */
export const emitConstraint: typeof full.emitConstraint = () => {};
