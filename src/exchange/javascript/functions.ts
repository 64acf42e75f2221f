// The functions of the kernels (assembly/simd) as JavaScript text, with the same operations in the same order.
//
// In the texts f(…) stands where the element type rounds: Math.fround in float32, nothing in float64.
import type { DType } from '../../dtype.ts';

/** A function's text, and the functions that it calls. */
interface Source {
  readonly text: string;
  readonly calls?: readonly FunctionName[];
}

/** The constants of assembly/simd/*.ts. */
interface Constants {
  /** 1.5·2⁵² or 1.5·2²³: adding it and taking it away rounds to an integer. */
  readonly magic: number;
  readonly ln2High: number;
  readonly ln2Low: number;
  readonly expLowest: number;
  readonly expHighest: number;
  readonly expm1: readonly number[];
  readonly expm1Lowest: number;
  readonly expm1Highest: number;
  readonly tanhLimit: number;
  readonly rootTwoLessOne: number;
  readonly log: readonly number[];
  readonly erfHighest: number;
  readonly erfSlope: number;
  readonly erfEven: readonly number[];
  readonly erfOdd: readonly number[];
}

// prettier-ignore
const constants: { readonly [D in DType]: Constants } = {
  float64: {
    magic: 6755399441055744, ln2High: 0.6931471805598903, ln2Low: 5.497923018708371e-14,
    expLowest: -746, expHighest: 710,
    expm1: [
      0.5000000000000011, 0.1666666666666641, 0.04166666666652978, 0.008333333333495513, 0.001388888894375726,
      0.00019841269505315752, 2.480149294597548e-5, 2.755758675242568e-6, 2.7630309069431375e-7, 2.500014639539292e-8,
    ],
    expm1Lowest: -44, expm1Highest: 708,
    tanhLimit: 44,
    rootTwoLessOne: 0.41421356237309503,
    log: [
      0.6666666666666735, 0.3999999999941109, 0.2857142874326393, 0.22222198475824748, 0.1818356974868638,
      0.15313903015358185, 0.14797510056010874,
    ],
    erfHighest: 5.93, erfSlope: -1.1283791670955126,
    erfEven: [
      -1.533545961316588e-17, -5.752413944389295, -3.587129863795948, -8.0942417254736, 2.3658710625476687,
      -24.645472379417242, -17.153739724120403, -754.8728836760133, -1752.292880852285, -428.56438871030116,
    ],
    erfOdd: [
      -3.183098861837899, -5.930673150380083, -3.891679327431648, -6.323821259612653, -4.01452659840359,
      9.570480355666287, 191.4941840150841, 1464.8070927719687, 1235.557963556287,
    ],
  },
  float32: {
    magic: 12582912, ln2High: 0.693145751953125, ln2Low: 1.428606765330187e-6,
    expLowest: -104, expHighest: 89,
    expm1: [
      0.5, 0.1666666567325592, 0.04166629537940025, 0.008333497680723667, 0.0013944697566330433, 0.00019790086662396789,
    ],
    expm1Lowest: -20, expm1Highest: 87,
    tanhLimit: 20,
    rootTwoLessOne: 0.41421353816986084,
    log: [0.6666666269302368, 0.4000033736228943, 0.28537240624427795, 0.235835462808609],
    erfHighest: 3.95, erfSlope: -1.128379225730896,
    erfEven: [
      5.863538337462e-8, -0.10277127474546432, 0.0002531298960093409, 0.0007407776429317892, 2.1366022338042967e-5,
    ],
    erfOdd: [-0.6366198062896729, 0.019117670133709908, -0.0017994596855714917, -0.00016752569354139268, -1.194483729705098e-6],
  },
};

/** Every other coefficient. */
const everyOther = (values: readonly number[], from: number): number[] => values.filter((_, i) => i % 2 === from);

const functions = {
  exp: (d) => ({
    text: `
// eˣ = 2ⁿ·(1 + expm1(r)) with x = n·log 2 + r; 2ⁿ in two factors, so that the last product rounds or overflows
function exp(x) {
  const y = x < ${d.number('expLowest')} ? ${d.number('expLowest')} : x > ${d.number('expHighest')} ? ${d.number('expHighest')} : x;
  const n = wholeLogarithm(y);
  const half = nearest(f(n * 0.5));
  const scaled = f(f(1 + expm1OfRemainder(y, n)) * powerOfTwo(half));
  return f(scaled * powerOfTwo(n - half));
}`,
    calls: ['wholeLogarithm', 'nearest', 'expm1OfRemainder', 'powerOfTwo'],
  }),
  nearest: (d) => ({
    text: `
// x rounded to an integer
function nearest(x) {
  return f(f(x + ${d.number('magic')}) - ${d.number('magic')});
}`,
  }),
  wholeLogarithm: (d) => ({
    text: `
// x / log 2 rounded to an integer
function wholeLogarithm(x) {
  return nearest(f(x * ${d.literal(Math.LOG2E)}));
}`,
    calls: ['nearest'],
  }),
  powerOfTwo: () => ({
    text: `
// 2ⁿ for n from -1022 to 1023
const POWERS_OF_TWO = new Float64Array(2046);
for (let i = 0, power = 2.2250738585072014e-308; i < 2046; i++, power *= 2) POWERS_OF_TWO[i] = power;
function powerOfTwo(n) {
  return POWERS_OF_TWO[n + 1022];
}`,
  }),
  expm1OfRemainder: (d) => ({
    text: `
// expm1(r) for r = x - n·log 2
function expm1OfRemainder(x, n) {
  return expm1OfDifference(f(x - f(n * ${d.number('ln2High')})), f(n * ${d.number('ln2Low')}));
}`,
    calls: ['expm1OfDifference'],
  }),
  expm1OfDifference: (d) => ({
    text: `
// expm1(high - low), the even and the odd terms of the polynomial apart
function expm1OfDifference(high, low) {
  const r = f(high - low);
  const r2 = f(r * r);
  const odd = ${d.horner(everyOther(d.of.expm1, 1), 'r2')};
  const even = ${d.horner(everyOther(d.of.expm1, 0), 'r2')};
  const p = f(f(odd * r) + even);
  return f(high + f(f(p * r2) - low));
}`,
  }),
  expm1Scaled: () => ({
    text: `
// expm1(n·log 2 + r) from e = expm1(r)
function expm1Scaled(e, n) {
  const scale = powerOfTwo(n);
  return f(f(scale * e) + f(scale - 1));
}`,
    calls: ['powerOfTwo'],
  }),
  expm1: (d) => ({
    text: `
function expm1(x) {
  if (x === 0) return x;
  if (x > ${d.number('expm1Highest')}) return exp(x);
  const y = x < ${d.number('expm1Lowest')} ? ${d.number('expm1Lowest')} : x;
  const n = wholeLogarithm(y);
  return expm1Scaled(expm1OfRemainder(y, n), n);
}`,
    calls: ['exp', 'wholeLogarithm', 'expm1Scaled', 'expm1OfRemainder'],
  }),
  tanh: (d) => ({
    text: `
// e / (e + 2) with e = expm1(2|x|)
function tanh(x) {
  if (x === 0) return x;
  const magnitude = Math.abs(x);
  const twice = f(magnitude + magnitude);
  const y = twice > ${d.number('tanhLimit')} ? ${d.number('tanhLimit')} : twice;
  const n = wholeLogarithm(y);
  const e = expm1Scaled(expm1OfRemainder(y, n), n);
  const t = f(e / f(e + 2));
  return x < 0 ? -t : t;
}`,
    calls: ['wholeLogarithm', 'expm1Scaled', 'expm1OfRemainder'],
  }),
  sigmoid: () => ({
    text: `
// 1 / (1 + e⁻ˣ), below 0 eˣ / (1 + eˣ)
function sigmoid(x) {
  const e = exp(-Math.abs(x));
  return f((x < 0 ? e : 1) / f(1 + e));
}`,
    calls: ['exp'],
  }),
  logSum: (d) => ({
    text: `
// k·log 2 + log(1 + g), by s = g / (2 + g)
function logSum(k, g) {
  const low = f(k * ${d.number('ln2Low')});
  const s = f(g / f(g + 2));
  const z = f(s * s);
  const p = ${d.horner(d.of.log, 'z')};
  const halfSquare = f(f(g * g) * 0.5);
  const tail = f(f(s * f(f(p * z) + halfSquare)) + low);
  return f(f(k * ${d.number('ln2High')}) - f(f(halfSquare - tail) - g));
}`,
  }),
  softplus: (d) => ({
    text: `
// log(1 + eˣ) = max(x, 0) + log(1 + e), e = e^-|x|
function softplus(x) {
  const e = exp(-Math.abs(x));
  const far = e > ${d.number('rootTwoLessOne')};
  const rest = logSum(far ? 1 : 0, far ? f(f(e - 1) * 0.5) : e);
  return f((x < 0 ? 0 : x) + rest);
}`,
    calls: ['exp', 'logSum'],
  }),
  erf: (d) => ({
    text: `
// 1 - e^-y with y = -log(erfc |x|), which is |x| times a polynomial
function erf(x) {
  if (x === 0) return x;
  const magnitude = Math.abs(x);
  const y = magnitude > ${d.number('erfHighest')} ? ${d.number('erfHighest')} : magnitude;
  const t = ${d.dtype === 'float64' ? 'y / (y + 5)' : 'y'};
  const t2 = f(t * t);
  const even = ${d.horner(d.of.erfEven, 't2')};
  const odd = ${d.horner(d.of.erfOdd, 't2')};
  const linear = f(y * ${d.number('erfSlope')});
  const rest = f(y * f(f(odd * t) + even));
  const n = wholeLogarithm(f(linear + rest));
  const high = f(linear - f(n * ${d.number('ln2High')}));
  const e = expm1OfDifference(high, f(f(n * ${d.number('ln2Low')}) - rest));
  const result = Math.abs(expm1Scaled(e, n));
  return x < 0 ? -result : result;
}`,
    calls: ['wholeLogarithm', 'expm1OfDifference', 'expm1Scaled'],
  }),
} satisfies Record<string, (dialect: Dialect) => { text: string; calls?: readonly string[] }>;

/** The functions that a module may have. */
export type FunctionName = keyof typeof functions;

/** How an element type is written in JavaScript. */
export class Dialect {
  readonly dtype: DType;
  readonly of: Constants;

  constructor(dtype: DType) {
    this.dtype = dtype;
    this.of = constants[dtype];
  }

  /** A number of the element type. */
  literal(value: number): string {
    const rounded = this.dtype === 'float32' ? Math.fround(value) : value;
    return Object.is(rounded, -0) ? '-0' : String(rounded);
  }

  /** One of the constants. */
  number(name: { [K in keyof Constants]: Constants[K] extends number ? K : never }[keyof Constants]): string {
    return this.literal(this.of[name]);
  }

  /** A polynomial, lowest coefficient first. */
  horner(coefficients: readonly number[], x: string): string {
    return coefficients
      .map((coefficient) => this.literal(coefficient))
      .reduceRight((p, coefficient) => `f(f(${p} * ${x}) + ${coefficient})`);
  }

  /** A text in which f(…) rounds: in float64 there is nothing to round. */
  rounded(text: string): string {
    return this.dtype === 'float32' ? text : text.replaceAll(/\bf\(/g, '(');
  }
}

/** The texts of some functions and of all that they call. */
export function functionTexts(names: Iterable<FunctionName>, dialect: Dialect): string[] {
  const texts = new Map<FunctionName, string>();
  const add = (name: FunctionName): void => {
    if (texts.has(name)) return;
    const { text, calls = [] } = functions[name](dialect) as Source;
    texts.set(name, dialect.rounded(text.trim()));
    calls.forEach(add);
  };
  for (const name of names) add(name);
  return [...texts.values()];
}
