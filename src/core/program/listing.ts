// The core prints nothing.
import type * as full from '../../program/listing.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const listing: typeof full.listing = () => {
  throw lacking('listing');
};
