// exp, log and their kin in integer fixed point, exact to 200 bits and more, and errors in ULP against them.
import type { DType } from '../../src/dtype.ts';

/** mantissa·2^−bits, a real number. */
export interface Real {
  readonly mantissa: bigint;
  readonly bits: number;
}

/** Bits behind the point of everything, and in front of a number's first bit when it is small. */
const PRECISION = 256;

const words = new DataView(new ArrayBuffer(8));

/** x = significand·2^exponent, exactly. */
function decompose(x: number): { significand: bigint; exponent: number } {
  words.setFloat64(0, x);
  const bits = words.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const significand = biased === 0 ? fraction : fraction | (1n << 52n);
  return { significand: x < 0 ? -significand : significand, exponent: Math.max(biased, 1) - 1075 };
}

/** ⌊log₂|x|⌋ of a number that is not 0. */
function exponentOf({ mantissa, bits }: Real): number {
  return (mantissa < 0n ? -mantissa : mantissa).toString(2).length - 1 - bits;
}

function shift(x: bigint, by: number): bigint {
  return by >= 0 ? x << BigInt(by) : x >> BigInt(-by);
}

/** x·2^bits. */
function fixed(x: number, bits: number): bigint {
  const { significand, exponent } = decompose(x);
  return shift(significand, exponent + bits);
}

/** Enough bits for x to be exact, with PRECISION bits to spare. */
function bitsFor(x: number): number {
  return PRECISION + Math.max(0, -decompose(x).exponent);
}

/** artanh(s) for |s| ≤ ½: Σ s^(2k+1) / (2k+1). */
function artanh(s: bigint, bits: number): bigint {
  const square = (s * s) >> BigInt(bits);
  let sum = 0n;
  let power = s;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> BigInt(bits);
  }
  return sum;
}

const ln2s = new Map<number, bigint>();

/** log 2 = 2 artanh(1/3). */
function ln2(bits: number): bigint {
  const known = ln2s.get(bits);
  if (known !== undefined) return known;
  const value = 2n * artanh((1n << BigInt(bits)) / 3n, bits);
  ln2s.set(bits, value);
  return value;
}

/** eˣ − 1 by Taylor's series after a reduction to |r| ≤ ½ log 2, as n and expm1(r). */
function reducedExpm1(x: bigint, bits: number): { n: number; e: bigint } {
  const half = 1n << BigInt(bits - 1);
  let n = 0n;
  if (x > (half * 2n) / 3n || x < (-half * 2n) / 3n) {
    const quotient = (x << BigInt(bits)) / ln2(bits);
    n = (quotient + half) >> BigInt(bits);
  }
  const r = n === 0n ? x : x - n * ln2(bits);
  let e = 0n;
  let term = r;
  for (let k = 2n; term !== 0n && term !== -1n; k++) {
    e += term;
    term = ((term * r) >> BigInt(bits)) / k;
  }
  return { n: Number(n), e };
}

/** log(v) for v > 0. */
function fixedLog(v: bigint, bits: number): bigint {
  let k = v.toString(2).length - 1 - bits;
  // Near 1 the whole of v is 1 + f, whichever side of 1 it is on.
  const one = 1n << BigInt(bits);
  if (k === -1 && v * 10n > one * 7n) k = 0;
  const m = shift(v, -k);
  const log = 2n * artanh(((m - one) << BigInt(bits)) / (m + one), bits);
  return k === 0 ? log : log + BigInt(k) * ln2(bits);
}

/** exp(−|x|) in fixed point with PRECISION bits behind its first. */
function decay(x: number): { e: bigint; bits: number } {
  const own = bitsFor(x);
  const { n, e } = reducedExpm1(fixed(-Math.abs(x), own), own);
  return { e: (1n << BigInt(own)) + e, bits: own - n };
}

/** arctan(1/n): Σ (−1)ᵏ n^−(2k+1) / (2k+1). */
function arctanOfInverse(n: bigint, bits: number): bigint {
  let sum = 0n;
  let power = (1n << BigInt(bits)) / n;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = -power / (n * n);
  }
  return sum;
}

/** √π, by Machin's formula and Newton's iteration. */
function rootPi(bits: number): bigint {
  const square = 4n * (4n * arctanOfInverse(5n, bits) - arctanOfInverse(239n, bits)) * (1n << BigInt(bits));
  let root = 1n << BigInt(bits + 1);
  for (let next = 0n; ; root = next) {
    next = (root + square / root) / 2n;
    if (next >= root) return root;
  }
}

/** Beyond this the functions that saturate have done so, or are 0. */
const FAR = 800;

/** The functions, for finite arguments in their domain. */
export const reals = {
  exp(x: number): Real {
    const y = Math.min(Math.max(x, -FAR), FAR);
    const bits = bitsFor(y);
    const { n, e } = reducedExpm1(fixed(y, bits), bits);
    return { mantissa: (1n << BigInt(bits)) + e, bits: bits - n };
  },
  expm1(x: number): Real {
    const y = Math.min(Math.max(x, -FAR), FAR);
    const bits = bitsFor(y);
    const { n, e } = reducedExpm1(fixed(y, bits), bits);
    const one = 1n << BigInt(bits);
    return { mantissa: shift(one + e, n) - one, bits };
  },
  /** 2/√π Σ (−1)ᵏ x^(2k+1) / (k!·(2k+1)), with bits to spare for the terms that cancel: up to 2¹⁴⁴. */
  erf(x: number): Real {
    const y = Math.min(Math.max(x, -10), 10);
    const bits = bitsFor(y) + 144;
    const value = fixed(y, bits);
    const square = (value * value) >> BigInt(bits);
    let sum = 0n;
    let power = value;
    for (let k = 0n; power !== 0n && power !== -1n;) {
      sum += power / (2n * k + 1n);
      k++;
      power = -((power * square) >> BigInt(bits)) / k;
    }
    return { mantissa: (sum << BigInt(bits + 1)) / rootPi(bits), bits };
  },
  log(x: number): Real {
    const { significand, exponent } = decompose(x);
    const mantissa = fixedLog(significand << BigInt(PRECISION), PRECISION);
    return { mantissa: mantissa + BigInt(exponent) * ln2(PRECISION), bits: PRECISION };
  },
  log1p(x: number): Real {
    const bits = bitsFor(x);
    return { mantissa: fixedLog((1n << BigInt(bits)) + fixed(x, bits), bits), bits };
  },
  tanh(x: number): Real {
    const y = Math.min(Math.abs(x), FAR);
    const bits = bitsFor(y);
    const { n, e } = reducedExpm1(2n * fixed(y, bits), bits);
    const one = 1n << BigInt(bits);
    const expm1 = shift(one + e, n) - one;
    const magnitude = (expm1 << BigInt(bits)) / (expm1 + 2n * one);
    return { mantissa: x < 0 ? -magnitude : magnitude, bits };
  },
  sigmoid(x: number): Real {
    const { e, bits } = decay(Math.min(Math.max(x, -FAR), FAR));
    const one = 1n << BigInt(bits);
    return { mantissa: ((x < 0 ? e : one) << BigInt(bits)) / (one + e), bits };
  },
  softplus(x: number): Real {
    if (x > FAR) return { mantissa: fixed(x, PRECISION), bits: PRECISION };
    const { e, bits } = decay(Math.max(x, -FAR));
    return { mantissa: fixed(Math.max(x, 0), bits) + fixedLog((1n << BigInt(bits)) + e, bits), bits };
  },
} satisfies Record<string, (x: number) => Real>;

export type FunctionName = keyof typeof reals;

/** Bits of the fraction, and the exponents of the least and the greatest normal number. */
const formats = {
  float64: { fractionBits: 52, least: -1022, greatest: 1023 },
  float32: { fractionBits: 23, least: -126, greatest: 127 },
};

/**
 * |y − truth| in units in the last place of the truth in `dtype`, denormals included. Infinity counts as the power
 * of two after the greatest number, and so does a truth above it; NaN is infinitely wrong.
 */
export function ulpError(y: number, truth: Real, dtype: DType): number {
  if (Number.isNaN(y)) return Infinity;
  const { fractionBits, least, greatest } = formats[dtype];
  const exponent = truth.mantissa === 0n ? least : Math.max(exponentOf(truth), least);
  const bits = Math.max(truth.bits, 1074);
  const infinity = 1n << BigInt(bits + greatest + 1);
  const value = Math.abs(y) === Infinity ? infinity * BigInt(Math.sign(y)) : fixed(y, bits);
  const exact = exponent > greatest ? infinity : shift(truth.mantissa, bits - truth.bits);
  // In units of 2⁻⁴⁰ ULP; the bits lost here are below that.
  return Math.abs(Number(shift(value - exact, 40 - bits - exponent + fractionBits))) / 2 ** 40;
}
