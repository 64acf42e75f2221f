// The core has no formulas.
import type * as full from '../../losses/emit-by-formula.ts';

/** Never called: each loss has a kernel. */
export const emitByFormula = undefined as unknown as typeof full.emitByFormula;

/** Never called: no loss asks for it. */
export const emitExponential = undefined as unknown as typeof full.emitExponential;
