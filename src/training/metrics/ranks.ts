// Measures of the order that outputs put rows in. They need all rows at once.
import type { Matrix } from '../../data/matrix.ts';
import { type Whole, checkShapes, targetClass } from './shapes.ts';

/** An area under a curve of scores against what is positive. NaN if a score is NaN, or where no curve exists. */
type Area = (scores: readonly number[], positives: readonly boolean[]) => number;

export const auc: Whole = {
  compute: (outputs, targets, { multiClass }) => meanOf(outputs, targets, rocArea, multiClass === 'ovo'),
};

export const averagePrecision: Whole = {
  compute: (outputs, targets) => meanOf(outputs, targets, precisionArea, false),
};

/** From the sum of the positive rows' ranks by output, equal outputs sharing their mean rank: (R − p(p + 1)/2) / (p·n). */
const rocArea: Area = (scores, positives) => {
  let [ranks, below] = [0, 0];
  const count = walk(scores, positives, (tied, positive) => {
    ranks += (positive * (2 * below + 1 + tied)) / 2;
    below += tied;
  });
  return (ranks - (count * (count + 1)) / 2) / (count * (scores.length - count));
};

/** Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds, from the largest output down. */
const precisionArea: Area = (scores, positives) => {
  const groups: [number, number][] = [];
  const count = walk(scores, positives, (tied, positive) => groups.push([tied, positive]));
  let [area, above, right] = [0, 0, 0];
  for (const [tied, positive] of groups.reverse()) {
    above += tied;
    right += positive;
    area += (positive / count) * (right / above);
  }
  return Number.isNaN(count) ? count : area;
};

/**
 * Visits the groups of equal scores from the smallest up: how many rows each has, and how many positive ones.
 * @returns the positive rows; NaN if a score is NaN
 */
function walk(
  scores: readonly number[],
  positives: readonly boolean[],
  visit: (tied: number, positive: number) => void,
): number {
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) =>
    scores[a]! < scores[b]! ? -1 : Number(scores[a]! > scores[b]!),
  );
  let count = 0;
  for (let first = 0, end = 0; first < order.length; first = end) {
    const score = scores[order[first]!]!;
    if (Number.isNaN(score)) return NaN;
    let positive = 0;
    for (end = first; end < order.length && scores[order[end]!] === score; end++)
      if (positives[order[end]!] === true) positive++;
    visit(end - first, positive);
    count += positive;
  }
  return count;
}

/**
 * Of a single output the area of class 1. Of several the mean over the classes, each against the rest, or over the pairs
 * of classes and both areas of each, on the rows of the two.
 */
function meanOf(outputs: Matrix, targets: Matrix, area: Area, pairs: boolean): number {
  checkShapes(outputs, targets, true);
  const { data, rows, columns } = outputs;
  const classes = Array.from({ length: rows }, (_, row) => targetClass(outputs, targets, row));
  let [sum, count] = [0, 0];
  for (let column = 0; column < columns; column++) {
    const own = columns === 1 ? 1 : column;
    for (let other = 0; other < (pairs ? columns : 1); other++) {
      if (pairs && other === own) continue;
      const chosen = Array.from(classes.keys()).filter((row) => !pairs || [own, other].includes(classes[row]!));
      const scores = chosen.map((row) => data[row * columns + column]!);
      sum += area(
        scores,
        chosen.map((row) => classes[row] === own),
      );
      count++;
    }
  }
  return sum / count;
}
