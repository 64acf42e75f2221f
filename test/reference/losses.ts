// Naive twins of the losses in assembly/kernels, in float64.

/** An element's loss. */
export const elementLosses = {
  sigmoidCrossEntropy: (z: number, y: number) => Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z))),
  binaryCrossEntropy: (p: number, y: number) =>
    -(y * Math.max(Math.log(p), -100) + (1 - y) * Math.max(Math.log1p(-p), -100)),
  squaredError: (p: number, y: number) => (p - y) ** 2,
  halfSquaredError: (p: number, y: number) => (p - y) ** 2 / 2,
};

/** A row's loss, of probabilities y. */
export const rowLosses = {
  softmaxCrossEntropy(z: readonly number[], y: readonly number[]): number {
    const greatest = Math.max(...z);
    const sum = z.reduce((total, value) => total + Math.exp(value - greatest), 0);
    return y.reduce((total, weight, j) => total + (weight === 0 ? 0 : weight * (greatest - z[j]!)), Math.log(sum));
  },
  categoricalCrossEntropy: (p: readonly number[], y: readonly number[]) =>
    -y.reduce((total, weight, j) => total + weight * Math.max(Math.log(p[j]!), -100), 0),
};

/** An element's gradient: s the output for the kinds on logits, else the prediction. */
export const lossGradients = {
  sigmoidCrossEntropy: (s: number, y: number) => s - y,
  softmaxCrossEntropy: (s: number, y: number) => s - y,
  binaryCrossEntropy: (s: number, y: number) => (s - y) / Math.max(s * (1 - s), 1e-12),
  categoricalCrossEntropy: (s: number, y: number) => -y / Math.max(s, 1e-12),
  squaredError: (s: number, y: number) => 2 * (s - y),
  halfSquaredError: (s: number, y: number) => s - y,
};

/** What the sum of a batch's losses is divided by. */
export function divisorOf(reduction: 'mean' | 'sum' | 'sumOverOutputs', m: number, n: number, perRow: boolean): number {
  if (reduction === 'sum') return 1;
  return reduction === 'mean' && !perRow ? m * n : m;
}

/** Σ of rows' losses: chunks of 4096 rows, each in order, then the chunks. */
export function sumOfChunks(terms: readonly number[]): number {
  let sum = 0;
  for (let from = 0; from < terms.length; from += 4096) {
    sum += terms.slice(from, from + 4096).reduce((chunk, term) => chunk + term, 0);
  }
  return sum;
}
