// The name that a mistyped one was meant to be.

/** Longer names are not compared: the distance takes time proportional to the product of the lengths. */
const LONGEST = 64;

/**
 * The candidate nearest to a mistyped name, or undefined if none is near. Near means at most one edit for every
 * three characters of the name, or one if it has two; an edit inserts, deletes or replaces a character, or swaps two
 * neighbours. Case does not count. Of equally near candidates the first wins.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > LONGEST) return undefined;
  const typed = name.toLowerCase();
  let best: string | undefined;
  let limit = Math.min(name.length - 1, Math.max(1, Math.floor(name.length / 3)));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance > limit) continue;
    best = candidate;
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best;
}

/** Optimal string alignment: the fewest edits, no substring edited twice. One row of the table for each prefix of a. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
