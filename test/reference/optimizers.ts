// Naive twins of assembly/kernels/optimizers.ts: one element at a time, every operation rounded.

type Round = (x: number) => number;

/** What the update of one element reads and writes. */
export interface SgdOptions {
  readonly learningRate: number;
  readonly momentum?: number;
  readonly gradientWeight?: number;
  readonly nesterov?: boolean;
}

/** Updates w, and velocity if there is one, in place. */
export function sgd(
  w: number[],
  gradient: readonly number[],
  velocity: number[] | undefined,
  options: SgdOptions,
  round: Round,
): void {
  const rate = round(options.learningRate);
  const momentum = round(options.momentum ?? 0);
  const weight = round(options.gradientWeight ?? 1);
  for (let i = 0; i < w.length; i++) {
    let direction = gradient[i]!;
    if (velocity) {
      const g = round(weight * gradient[i]!);
      const v = round(round(momentum * velocity[i]!) + g);
      velocity[i] = v;
      direction = options.nesterov ? round(g + round(momentum * v)) : v;
    }
    w[i] = round(w[i]! - round(rate * direction));
  }
}

/** Adam's settings and its running powers βᵗ. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly powers: readonly [number, number];
}

/** Updates w and both moments in place. */
export function adam(
  w: number[],
  gradient: readonly number[],
  first: number[],
  second: number[],
  options: AdamOptions,
  round: Round,
): void {
  const { learningRate, beta1, beta2, epsilon, powers } = options;
  const rate = round(learningRate / (1 - powers[0]));
  const correction = round(Math.sqrt(1 - powers[1]));
  for (let i = 0; i < w.length; i++) {
    const g = gradient[i]!;
    const m = round(round(round(beta1) * first[i]!) + round(round(1 - beta1) * g));
    const v = round(round(round(beta2) * second[i]!) + round(round(round(1 - beta2) * g) * g));
    first[i] = m;
    second[i] = v;
    const divisor = round(round(round(Math.sqrt(v)) / correction) + round(epsilon));
    w[i] = round(w[i]! - round(round(rate * m) / divisor));
  }
}
