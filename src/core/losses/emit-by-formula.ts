// The core has no formulas.
import type * as full from '../../losses/emit-by-formula.ts';
import { lacking } from '../edition.ts';

/** @throws LayerwiseError INVALID_OPTION: only weights of rows lead here */
export const emitByFormula: typeof full.emitByFormula = () => {
  throw lacking('weights of rows');
};

/** No loss asks for it. */
export const emitExponential: typeof full.emitExponential = () => {};
