// The core has no formulas.

/** None. */
export const activationsByFormula = {};

/** None. */
export const parametersByFormula = {};
