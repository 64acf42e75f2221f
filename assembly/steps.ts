// The steps of a Formula record, compiled by asc and by TypeScript alike as the table of operations is.

/** Bytes of a step: the Step, its result y, its inputs a, b and c, all registers unless said otherwise. */
export const STEP_BYTES = 8;
/** Bytes of a register: what a step works on at once, 256 float64 or 512 float32. */
export const FORMULA_BYTES = 2048;

/** What a step does. */
export enum Step {
  /** y = the elements of the tensor that operand a is */
  load = 0,
  /** y = of the vector that operand a is, the element of each element's row */
  row,
  /** y = of the vector that operand a is, the element of each element's column */
  column,
  /** y = each element's column */
  columnIndex,
  /** y = the float64 that operand a is */
  scalar,
  /** y = m */
  rows,
  /** the tensor that operand y is = a */
  store,
  /** the float64 that operand y is = the first element of a */
  storeScalar,
  /** the float64 that operand y is = Σ a, float64 only: FORMULA_BYTES after FORMULA_BYTES, each in element order */
  sum,
  /** the float64 that operand y is = the largest of a, float64 only */
  largest,
  add,
  subtract,
  multiply,
  divide,
  /** NaN if one of both is */
  minimum,
  maximum,
  /** c > 0 ? a : b */
  select,
  abs,
  sqrt,
  floor,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
  erf,
  /** cos(πa) */
  cosPi,
}
