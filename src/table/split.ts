// Which rows train, on which the best epoch is chosen, and on which the result is measured.
import { fmix32 } from '../data/order.ts';
import { trainTestSplit } from '../index.ts';

/** What a row is for; a row without a target is for nothing. */
export type Part = 'train' | 'validation' | 'test';

/** The shares of rows that are held out. */
export interface Shares {
  readonly testShare: number;
  readonly validationShare: number;
}

/** Says what the row of this number is for. */
export type PartOf = (index: number) => Part | undefined;

/**
 * A random division of rows at hand: the test rows are those of `trainTestSplit` with this share and seed, of what is
 * left the validation rows likewise, with the next seed; stratified if the targets are classes.
 * @param targets of the rows in order; undefined for those without
 */
export function dividedRows(
  targets: readonly (number | undefined)[],
  { testShare, validationShare }: Shares,
  isClasses: boolean,
  seed: number,
): PartOf {
  const parts: (Part | undefined)[] = targets.map(() => undefined);
  let rest = targets.flatMap((target, index) => (target === undefined ? [] : [index]));
  const take = (part: Part, share: number, seed: number): void => {
    if (Math.floor(rest.length * share) === 0) return;
    const y = rest.map((index) => targets[index]!);
    const { testIndices, trainIndices } = trainTestSplit(
      { x: rest.map((index) => [index]), y },
      { testShare: share, seed, stratify: isClasses },
    );
    for (const at of testIndices) parts[rest[at]!] = part;
    rest = [...trainIndices.sort()].map((at) => rest[at]!);
  };
  take('test', testShare, seed);
  take('validation', validationShare, seed + 1);
  for (const index of rest) parts[index] = 'train';
  return (index) => parts[index];
}

/** A division of rows that come by: by a hash of seed and number, the same in each pass. */
export function hashedRows({ testShare, validationShare }: Shares, seed: number): PartOf {
  const start = fmix32(seed + 1);
  return (index) => {
    const share = (fmix32(start ^ Math.imul(0x9e3779b9, index + 1)) >>> 0) / 4294967296;
    if (share < testShare) return 'test';
    return share >= 1 - validationShare * (1 - testShare) ? 'validation' : 'train';
  };
}
