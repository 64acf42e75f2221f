// The penalties of the core.
import { type Penalties, byKernel } from '../../layers/penalty.ts';

/** None by formulas. */
export type FormulaRegularizer = never;

/** By name. */
export const regularizers: Penalties<'l2' | 'l2PerSample'> = {
  l2: [['lambda'], byKernel(0)],
  l2PerSample: [['lambda'], byKernel(1)],
};
