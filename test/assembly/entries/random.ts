// What the tests of random numbers reach directly: no record of a program shows it.
import { philox, philoxKey } from "../../../assembly/kernels/philox";
import { normalQuantile } from "../../../assembly/kernels/quantile";

export { normalQuantile };

/** Writes the four words of a block to address 0. */
export function philoxBlock(c0: i32, c1: i32, c2: i32, c3: i32, k0: i32, k1: i32): void {
  v128.store(0, philox(philoxKey(k0, k1), c0, c1, c2, c3));
}
