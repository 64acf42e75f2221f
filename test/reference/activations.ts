// Naive twins of assembly/kernels/activations.ts and softmax.ts.

type Round = (x: number) => number;

/** z + bias by columns. */
export function addBias(z: ArrayLike<number>, bias: ArrayLike<number>, round: Round): number[] {
  return Array.from(z, (value, e) => round(value + bias[e % bias.length]!));
}

/** The activations whose bits arithmetic defines. */
export const exactActivations = {
  linear: (z: number) => z,
  relu: (z: number) => (z < 0 ? 0 : z),
  leakyRelu: (z: number, slope: number, round: Round) => (z > 0 ? z : round(slope * z)),
};

/** da·g′, from z or a. */
export const derivatives = {
  linear: (da: number) => da,
  relu: (da: number, _: number, a: number) => (a <= 0 ? 0 : da),
  leakyRelu: (da: number, z: number, _: number, slope: number, round: Round) => (z > 0 ? da : round(slope * da)),
  sigmoid: (da: number, _: number, a: number, __: number, round: Round) => round(round(da * round(1 - a)) * a),
  tanh: (da: number, _: number, a: number, __: number, round: Round) => round(da * round(1 - round(a * a))),
};

/** exp(zᵢ − max z) / Σ exp(zⱼ − max z) of one row in float64. */
export function softmax(z: ArrayLike<number>): number[] {
  const values = Array.from(z);
  const greatest = Math.max(...values);
  const terms = values.map((value) => Math.exp(value - greatest));
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

/** aᵢ·(daᵢ − Σ daⱼ·aⱼ) of one row, the sum in float64. */
export function softmaxBackward(da: ArrayLike<number>, a: ArrayLike<number>, round: Round): number[] {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += da[j]! * a[j]!;
  return Array.from(a, (value, i) => round(value * round(da[i]! - round(sum))));
}
