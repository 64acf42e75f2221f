// Rows drawn so that classes are equally likely.
import { rowsByClass } from '../data/classes.ts';
import type { Matrix } from '../data/matrix.ts';
import { fmix32 } from '../data/order.ts';
import type { seedWords } from '../network/core.ts';
import { boolean } from '../validate.ts';

/** Checks a `shuffle` option. */
export const shuffleOption = (value: unknown): boolean | 'balanced' =>
  value === 'balanced' ? value : boolean('trainer', 'shuffle', value);

/** Draws for each place of an epoch a class, all equally likely, and one of its rows: a function of (seed, epoch, place). */
export const drawBalanced =
  (y: Matrix, classes = rowsByClass(y)) =>
  (indices: Int32Array, { seedLow, seedHigh }: ReturnType<typeof seedWords>, epoch: number): void => {
    const start = fmix32(fmix32(fmix32(seedLow + 1) + seedHigh) + epoch);
    for (let place = 0; place < indices.length; place++) {
      const bits = fmix32(start + place);
      const rows = classes[share(bits, classes.length)]!;
      indices[place] = rows[share(fmix32(bits ^ 0x9e3779b9), rows.length)]!;
    }
  };

/** One of `count` from 32 random bits. */
function share(bits: number, count: number): number {
  return Math.floor(((bits >>> 0) / 4294967296) * count);
}
