// Measures of predicted probabilities.
import { log } from '../../exact.ts';
import { type Streamed, checkShapes, targetClass } from './shapes.ts';

/** Probabilities are kept so far from 0 and 1: 2⁻⁵², as in scikit-learn. */
const LEAST = 2.220446049250313e-16;

/**
 * The mean over the rows of Σ over the outputs of `of`(probability, target).
 * @param both whether a single output stands for two: its class 1 and the other
 */
function meanOf(both: boolean, of: (probability: number, target: number) => number): Streamed {
  return {
    size: () => 2,
    add(sums, outputs, targets) {
      checkShapes(outputs, targets, true);
      const { data, rows, columns } = outputs;
      const indices = targets.columns < columns;
      for (let row = 0; row < rows; row++) {
        const actual = indices ? targetClass(outputs, targets, row) : 0;
        for (let i = 0; i < columns; i++) {
          const probability = data[row * columns + i]!;
          const target = indices ? Number(i === actual) : targets.data[row * columns + i]!;
          sums[0]! += of(probability, target);
          if (both && columns === 1) sums[0]! += of(1 - probability, 1 - target);
        }
      }
      sums[1]! += rows;
    },
    value: (sums) => sums[0]! / sums[1]!,
  };
}

export const logLoss = /* @__PURE__ */ meanOf(
  true,
  (probability, target) => -target * log(Math.min(Math.max(probability, LEAST), 1 - LEAST)),
);

export const brier = /* @__PURE__ */ meanOf(
  false,
  (probability, target) => (probability - target) * (probability - target),
);
