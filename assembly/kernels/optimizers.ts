// Updates of parameters, in place over a span of `count` elements, in PyTorch's order of operations.
//
// Scalars that multiply elements (rates, decays, ε) are computed in float64 and rounded to T once, as PyTorch does,
// so a float32 span is updated in float32 arithmetic. The spans of one call must not overlap.

/** w −= rate·gradient. */
export function descend<T>(w: usize, gradient: usize, count: i32, learningRate: f64): void {
  const rate = <T>learningRate;
  const rates = v128.splat<T>(rate);
  const bytes = (<usize>count) << alignof<T>();
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) {
    v128.store(w + o, v128.sub<T>(v128.load(w + o), v128.mul<T>(rates, v128.load(gradient + o))));
  }
  for (; o < bytes; o += sizeof<T>()) store<T>(w + o, load<T>(w + o) - rate * load<T>(gradient + o));
}

/** v = momentum·v + weight·gradient, then w −= rate·v, or rate·(weight·gradient + momentum·v) with nesterov. */
export function descendWithMomentum<T>(
  w: usize,
  gradient: usize,
  velocity: usize,
  count: i32,
  learningRate: f64,
  momentum: f64,
  gradientWeight: f64,
  nesterov: bool,
): void {
  const rate = <T>learningRate;
  const decay = <T>momentum;
  const weight = <T>gradientWeight;
  const rates = v128.splat<T>(rate);
  const decays = v128.splat<T>(decay);
  const weights = v128.splat<T>(weight);
  const bytes = (<usize>count) << alignof<T>();
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) {
    const g = v128.mul<T>(weights, v128.load(gradient + o));
    const v = v128.add<T>(v128.mul<T>(decays, v128.load(velocity + o)), g);
    v128.store(velocity + o, v);
    const direction = nesterov ? v128.add<T>(g, v128.mul<T>(decays, v)) : v;
    v128.store(w + o, v128.sub<T>(v128.load(w + o), v128.mul<T>(rates, direction)));
  }
  for (; o < bytes; o += sizeof<T>()) {
    const g: T = weight * load<T>(gradient + o);
    const v: T = decay * load<T>(velocity + o) + g;
    store<T>(velocity + o, v);
    const direction: T = nesterov ? g + decay * v : v;
    store<T>(w + o, load<T>(w + o) - rate * direction);
  }
}

/** powers[0] *= beta1 and powers[1] *= beta2, two float64: βᵗ without a power function. */
export function advancePowers(powers: usize, beta1: f64, beta2: f64): void {
  store<f64>(powers, load<f64>(powers) * beta1);
  store<f64>(powers, load<f64>(powers, 8) * beta2, 8);
}

/**
 * first = β₁·first + (1 − β₁)·g, second = β₂·second + ((1 − β₂)·g)·g, then
 * w −= (rate / (1 − β₁ᵗ))·first / (√second / √(1 − β₂ᵗ) + ε), where `powers` holds β₁ᵗ and β₂ᵗ.
 * Source: Kingma and Ba, Adam (2015), with the bias correction distributed as PyTorch does.
 */
export function adam<T>(
  w: usize,
  gradient: usize,
  first: usize,
  second: usize,
  count: i32,
  learningRate: f64,
  powers: usize,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
): void {
  const decay1 = <T>beta1;
  const decay2 = <T>beta2;
  const weight1 = <T>(1 - beta1);
  const weight2 = <T>(1 - beta2);
  const rate = <T>(learningRate / (1 - load<f64>(powers)));
  const correction = <T>sqrt<f64>(1 - load<f64>(powers, 8));
  const floor = <T>epsilon;
  const decays1 = v128.splat<T>(decay1);
  const decays2 = v128.splat<T>(decay2);
  const weights1 = v128.splat<T>(weight1);
  const weights2 = v128.splat<T>(weight2);
  const rates = v128.splat<T>(rate);
  const corrections = v128.splat<T>(correction);
  const floors = v128.splat<T>(floor);
  const bytes = (<usize>count) << alignof<T>();
  const vectors = bytes & ~15;
  let o: usize = 0;
  for (; o < vectors; o += 16) {
    const g = v128.load(gradient + o);
    const m = v128.add<T>(v128.mul<T>(decays1, v128.load(first + o)), v128.mul<T>(weights1, g));
    const v = v128.add<T>(v128.mul<T>(decays2, v128.load(second + o)), v128.mul<T>(v128.mul<T>(weights2, g), g));
    v128.store(first + o, m);
    v128.store(second + o, v);
    const divisor = v128.add<T>(v128.div<T>(v128.sqrt<T>(v), corrections), floors);
    v128.store(w + o, v128.sub<T>(v128.load(w + o), v128.div<T>(v128.mul<T>(rates, m), divisor)));
  }
  for (; o < bytes; o += sizeof<T>()) {
    const g = load<T>(gradient + o);
    const m: T = decay1 * load<T>(first + o) + weight1 * g;
    const v: T = decay2 * load<T>(second + o) + weight2 * g * g;
    store<T>(first + o, m);
    store<T>(second + o, v);
    const divisor: T = sqrt<T>(v) / correction + floor;
    store<T>(w + o, load<T>(w + o) - (rate * m) / divisor);
  }
}
