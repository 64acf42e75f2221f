// The core prints nothing.
import type * as full from '../../network/summary.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION */
export const summary: typeof full.summary = () => {
  throw lacking('summary');
};
