// Naive twins of assembly/kernels/reduce.ts, penalty.ts and normalize.ts.

type Round = (x: number) => number;

/** Σ of the terms in THE order of scalar sums: chunks of 4096, four accumulators in each. */
export function orderedSum(terms: readonly number[]): number {
  let sum = 0;
  for (let from = 0; from < terms.length; from += 4096) {
    const lanes = [0, 0, 0, 0];
    terms.slice(from, from + 4096).forEach((term, i) => (lanes[i % 4]! += term));
    sum += lanes[0]! + lanes[1]! + (lanes[2]! + lanes[3]!);
  }
  return sum;
}

/** The sums of the columns of x[m×n], in row order, from `before` on. */
export function columnSums(
  x: ArrayLike<number>,
  m: number,
  n: number,
  before: ArrayLike<number>,
  round: Round,
): number[] {
  return Array.from({ length: n }, (_, j) => {
    let sum = before[j]!;
    for (let i = 0; i < m; i++) sum = round(sum + x[i * n + j]!);
    return sum;
  });
}

/** gradient + 2λ·w, element by element. */
export function penaltyGradient(
  w: ArrayLike<number>,
  gradient: ArrayLike<number>,
  lambda: number,
  round: Round,
): number[] {
  const factor = round(2 * lambda);
  return Array.from(gradient, (g, i) => round(g + round(factor * w[i]!)));
}

/** (x − mean) / deviation by columns; without a mean x / deviation. */
export function normalize(
  x: ArrayLike<number>,
  mean: ArrayLike<number> | undefined,
  deviation: ArrayLike<number>,
  round: Round,
): number[] {
  const n = deviation.length;
  return Array.from(x, (value, e) => round((mean ? round(value - mean[e % n]!) : value) / deviation[e % n]!));
}
