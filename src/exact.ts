// Exponential and logarithm from exact arithmetic, so that their bits are the same on every engine.

/** log 2 in two parts, the first of few digits, so that its products are exact. */
const LOG_2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

/**
 * log x for x from 2⁻⁵² to 1: x = 2ᵉ·f with f near 1, and log f = 2·(s + s³/3 + s⁵/5 + …) with s = (f − 1) / (f + 1).
 * Within 2 ULP.
 */
export function log(x: number): number {
  let exponent = 0;
  let f = x;
  for (; f < 0.75; f *= 2) exponent--;
  const s = (f - 1) / (f + 1);
  let series = 0;
  for (let n = 27; n > 1; n -= 2) series = (series + 1 / n) * s * s;
  return exponent * LOG_2[0] + (exponent * LOG_2[1] + 2 * s + 2 * s * series);
}

/** eˣ: x = k·log 2 + r with |r| at most ½ log 2, and the series of eʳ to its 14th term. Within 2 ULP. */
export function exp(x: number): number {
  if (!(x > -746)) return Number.isNaN(x) ? NaN : 0;
  if (x > 710) return Infinity;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LOG_2[0] - k * LOG_2[1];
  let tail = 0;
  for (let n = 14; n > 1; n--) tail = (r / n) * (1 + tail);
  let power = 1 + (r + r * tail);
  // Of two halves neither leaves the range of a number.
  const half = Math.trunc(k / 2);
  for (const part of [half, k - half]) power *= powerOfTwo(part);
  return power;
}

/** 2ᵏ for |k| at most 1000. */
function powerOfTwo(k: number): number {
  let power = 1;
  let base = k < 0 ? 0.5 : 2;
  for (let bits = Math.abs(k); bits > 0; bits >>= 1) {
    if ((bits & 1) === 1) power *= base;
    base *= base;
  }
  return power;
}
