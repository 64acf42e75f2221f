// `layerwise/core`: the library with few names.
import { rangeError } from '../errors.ts';

/** What messages add about names and options that are not there. */
export const elsewhere = "; layerwise/core has few: import from 'layerwise' for all";

/** The error for what the library has and the core lacks. */
export function lacking(what: string): Error {
  return rangeError('INVALID_OPTION', `layerwise/core has no ${what}: import from 'layerwise'`);
}
