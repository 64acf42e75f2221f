// The kernels of whole rows as JavaScript text: what each computes is said in assembly/opcodes.ts. f(…) rounds, as in
// functions.ts.
import { type Dialect, type FunctionName } from './functions.ts';

const kernels = {
  product: `
// z = x·W, each sum in the order of x
function product(x, w, z) {
  z.fill(0);
  for (let q = 0, at = 0; q < x.length; q++) {
    for (let j = 0; j < z.length; j++) z[j] = f(z[j] + f(x[q] * w[at++]));
  }
}`,
  softmax: `
// exp(z - max z) / Σ exp(z - max z)
function softmax(z, a) {
  let shift = -Infinity;
  for (let i = 0; i < z.length; i++) shift = Math.max(shift, z[i]);
  let sum = 0;
  for (let i = 0; i < z.length; i++) {
    a[i] = exp(f(z[i] - shift));
    sum += a[i];
  }
  const divisor = f(sum);
  for (let i = 0; i < a.length; i++) a[i] = f(a[i] / divisor);
}`,
  normalize: `
// (x - mean) / deviation
function normalize(x, mean, deviation, y) {
  for (let i = 0; i < y.length; i++) y[i] = f(f(x[i] - mean[i]) / deviation[i]);
}`,
  standardize: `
// (x - mean)·scale + beta, scale = gamma / √(variance + epsilon)
function standardize(x, mean, variance, gamma, beta, epsilon, y) {
  for (let i = 0; i < y.length; i++) {
    const scale = f(gamma[i] / Math.sqrt(variance[i] + epsilon));
    y[i] = f(f(f(x[i] - mean[i]) * scale) + beta[i]);
  }
}`,
  layerNormalize: `
// (x - mean) / √(variance + epsilon)·gamma + beta, with the mean and the variance of the row
function layerNormalize(x, gamma, beta, epsilon, y) {
  const mean = f(meanOf(x, false));
  for (let i = 0; i < y.length; i++) y[i] = f(x[i] - mean);
  const inverse = f(1 / Math.sqrt(meanOf(y, true) + epsilon));
  for (let i = 0; i < y.length; i++) y[i] = f(f(f(y[i] * inverse) * gamma[i]) + beta[i]);
}

// of x, or of its squares: even and odd places apart, in float64
function meanOf(x, squares) {
  const sums = [0, 0];
  for (let i = 0; i < x.length; i++) sums[i % 2] += squares ? x[i] * x[i] : x[i];
  return (sums[0] + sums[1]) / x.length;
}`,
  embed: `
// the rows of w that the numbers x stand for
function embed(x, w, dimensions, y) {
  for (let i = 0; i < y.length; i++) y[i] = w[x[Math.floor(i / dimensions)] * dimensions + (i % dimensions)];
}`,
} satisfies Record<string, string>;

/** The kernels that a module may have. */
export type KernelName = keyof typeof kernels;

/** The functions that some kernels call. */
export function functionsOf(names: Iterable<KernelName>): FunctionName[] {
  return [...names].includes('softmax') ? ['exp'] : [];
}

/** The texts of some kernels. */
export function kernelTexts(names: Iterable<KernelName>, dialect: Dialect): string[] {
  return Array.from(names, (name) => dialect.rounded(kernels[name].trim()));
}
