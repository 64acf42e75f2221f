// Nanoseconds a parameter of an update by each optimizer, from the gradients in memory, beside a plain loop of Adam's.
// Each is first checked against the public `applyGradients`, Adam against the loop.
//   node bench/optimizers.mjs
import { importSource, median, repetitions } from './support.mjs';

const INPUTS = 255;
const ROUNDS = 9;
/** How far Adam may be from the plain loop after three updates. */
const TOLERANCE = { float64: 1e-15, float32: 1e-6 };

const names = ['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad', 'adadelta', 'adamax', 'nadam', 'radam', 'lion'];
const { updateOf, applied } = await importSource('bench/update.ts');

const gradientAt = (i) => ((i * 37) % 101) / 101 - 0.5;

function measure(update, count) {
  const run = (times) => {
    for (let i = 0; i < times; i++) update();
  };
  const times = repetitions(run, 10);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run(times);
    return ((performance.now() - start) * 1e6) / times / count;
  });
  return median(rounds);
}

function plainAdam(ArrayType, parameters) {
  const w = ArrayType.from(parameters);
  const g = w.map((_, i) => gradientAt(i));
  const [m, v] = [new ArrayType(w.length), new ArrayType(w.length)];
  let [p1, p2] = [1, 1];
  const update = () => {
    p1 *= 0.9;
    p2 *= 0.999;
    const rate = 0.001 / (1 - p1);
    const correction = Math.sqrt(1 - p2);
    for (let i = 0; i < w.length; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      w[i] -= (rate * m[i]) / (Math.sqrt(v[i]) / correction + 1e-8);
    }
  };
  return { w, update };
}

/** Throws unless two lots of parameters are within a distance. */
function check(title, parameters, expected, tolerance) {
  const distance = parameters.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  if (!(distance <= tolerance)) throw new Error(`${title}: the parameters are ${distance} apart after three updates`);
}

/** What makes one update, checked over three of them. */
function checked(title, dtype, units, options) {
  const { parameters, gradients, update } = updateOf(dtype, INPUTS, units, options);
  const expected = applied(dtype, INPUTS, units, options, gradientAt, 3);
  for (let i = 0; i < 3; i++) {
    gradients().forEach((_, j, all) => (all[j] = gradientAt(j)));
    update();
  }
  check(title, parameters(), expected, 0);
  return update;
}

for (const units of [4, 400]) {
  const count = (INPUTS + 1) * units;
  console.log(`\n${count} parameters          float64 ns   float32 ns a parameter`);
  const line = (title, updateFor) => {
    const times = ['float64', 'float32'].map((dtype) => measure(updateFor(dtype), count));
    console.log(title.padEnd(28), times.map((time) => time.toFixed(2).padStart(10)).join('   '));
  };
  line('a plain loop of adam', (dtype) => {
    const { parameters } = updateOf(dtype, INPUTS, units, {});
    const { w, update } = plainAdam(dtype === 'float64' ? Float64Array : Float32Array, parameters());
    for (let i = 0; i < 3; i++) update();
    check('adam', w, applied(dtype, INPUTS, units, { optimizer: 'adam' }, gradientAt, 3), TOLERANCE[dtype]);
    return update;
  });
  const method = (title, options) => line(title, (dtype) => checked(title, dtype, units, options));
  for (const name of names) method(name, { optimizer: name });
  method('adam, amsgrad', { optimizer: { name: 'adam', amsgrad: true } });
  method('adam, weightDecay', { optimizer: { name: 'adam', weightDecay: 0.01 } });
  method('adam, globalNorm', { optimizer: 'adam', clip: { globalNorm: 1 } });
  method('adam, cosineDecay', { optimizer: 'adam', schedule: { name: 'cosineDecay', steps: 1e9 } });
}
