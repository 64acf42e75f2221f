// Intervals with a closed form: of a proportion, of an area under the ROC curve, and of the differences of two.
import { exp } from '../exact.ts';

/** The ends of an interval. */
export type Ends = readonly [low: number, high: number];

/** The standard normal's density. */
const density = (z: number): number => exp((-z * z) / 2) / 2.5066282746310002;

/** Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), for |z| at most 7 (Marsaglia 2004). */
export function normalCdf(z: number): number {
  let sum = z;
  let term = z;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 + density(z) * sum;
}

/** How many standard deviations the middle `level` of a normal distribution reaches to each side: 1.96 for 0.95. */
export function zOf(level: number): number {
  const p = (1 + level) / 2;
  let z = 0;
  // Newton's steps from the left of a concave function never go past the root.
  for (let i = 0; i < 100; i++) {
    const step = (p - normalCdf(z)) / density(z);
    z += step;
    if (!(step > 1e-15 * z)) break;
  }
  return z;
}

/**
 * Wilson's score interval of a proportion k/n: (k + z²/2 ± z√(k(n − k)/n + z²/4)) / (n + z²).
 * Source: Wilson 1927; Brown, Cai, DasGupta, "Interval estimation for a binomial proportion", 2001.
 */
export function wilson(successes: number, trials: number, level = 0.95): Ends {
  const z = zOf(level);
  const middle = successes + (z * z) / 2;
  const reach = z * Math.sqrt((successes * (trials - successes)) / trials + (z * z) / 4);
  const all = trials + z * z;
  return [Math.max((middle - reach) / all, 0), Math.min((middle + reach) / all, 1)];
}

/**
 * Bonett and Price's interval of the difference of two proportions on the same n rows, p₁₂ − p₂₁ ± z√((p₁₂ + p₂₁ −
 * (p₁₂ − p₂₁)²)/(n + 2)) with p₁₂ = (rows that only the first has right + 1)/(n + 2), and p₂₁ alike. Unlike the
 * bootstrap's it has a width where both are right on all rows.
 * Source: Bonett, Price 2012; recommended by Fagerland, Lydersen, Laake 2014.
 */
export function pairedProportions(onlyFirst: number, onlySecond: number, trials: number, level = 0.95): Ends {
  const first = (onlyFirst + 1) / (trials + 2);
  const second = (onlySecond + 1) / (trials + 2);
  const difference = first - second;
  const reach = zOf(level) * Math.sqrt((first + second - difference * difference) / (trials + 2));
  return [Math.max(difference - reach, -1), Math.min(difference + reach, 1)];
}

/**
 * Newcombe's score interval of an area A under the ROC curve of m positive and n negative rows: the θ with
 * (A − θ)² ≤ z²·θ(1 − θ)·(1 + k(1 − θ)/(2 − θ) + kθ/(1 + θ))/(mn), k = (m + n)/2 − 1, which is Hanley and McNeil's
 * variance at θ. Within [0, 1], and of some width where A is 1.
 * Source: Newcombe 2006, method 5.
 */
export function areaInterval(area: number, positives: number, negatives: number, level = 0.95): Ends {
  const z = zOf(level);
  const k = (positives + negatives) / 2 - 1;
  const isOutside = (theta: number): boolean => {
    const spread = 1 + (k * (1 - theta)) / (2 - theta) + (k * theta) / (1 + theta);
    const variance = (theta * (1 - theta) * spread) / (positives * negatives);
    return (area - theta) * (area - theta) > z * z * variance;
  };
  /** The border between what is outside, near `far`, and the area. */
  const border = (far: number): number => {
    let [outside, inside] = [far, area];
    for (let i = 0; i < 60; i++) {
      const middle = (outside + inside) / 2;
      if (isOutside(middle)) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [border(0), border(1)];
}

/** Outputs for the rows of class 1 and for the others. */
export interface Scores {
  readonly positive: ArrayLike<number>;
  readonly negative: ArrayLike<number>;
}

/**
 * The correlation of two areas under ROC curves of the same rows: of the shares of negative rows that each positive row
 * is above of, and the other way round. 0 if an area does not vary.
 * Source: DeLong, DeLong, Clarke-Pearson 1988.
 */
export function areaCorrelation(first: Scores, second: Scores): number {
  const covariance = (a: Scores, b: Scores): number =>
    covarianceOf(placements(a.positive, a.negative), placements(b.positive, b.negative)) +
    covarianceOf(placements(a.negative, a.positive), placements(b.negative, b.positive));
  const product = Math.sqrt(covariance(first, first)) * Math.sqrt(covariance(second, second));
  return product === 0 ? 0 : covariance(first, second) / product;
}

/** The share of `others` that each value is above of, equal ones counting half. */
function placements(values: ArrayLike<number>, others: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(others).sort();
  return Float64Array.from(
    values,
    (value) => (rank(sorted, value, false) + rank(sorted, value, true)) / 2 / sorted.length,
  );
}

/** How many of the sorted values are less, or at most as large. */
function rank(sorted: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sample covariance over the count: what it adds to that of the areas. */
function covarianceOf(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = a.reduce((total, value, i) => total + (value - meanA) * (b[i]! - meanB), 0);
  return a.length < 2 ? 0 : sum / (a.length - 1) / a.length;
}

/**
 * The interval of the difference of two values from half the width h of the interval of each and their correlation ρ:
 * d ± √(h₁² + h₂² − 2ρh₁h₂). It has a width where neither value varied in the rows and ρ is 0.
 */
export function differenceOf(difference: number, first: Ends, second: Ends, correlation: number): Ends {
  const [a, b] = [first, second].map(([low, high]) => (high - low) / 2) as [number, number];
  const reach = Math.sqrt(Math.max(a * a + b * b - 2 * correlation * a * b, 0));
  return [difference - reach, difference + reach];
}
