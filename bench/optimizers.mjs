// Nanoseconds a parameter of an update by each optimizer, beside a plain loop of Adam's.
//   node bench/optimizers.mjs
import { Network, Trainer, dense } from '../dist/index.js';
import { median, repetitions } from './support.mjs';

const INPUTS = 255;
const ROUNDS = 9;

const names = ['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad', 'adadelta', 'adamax', 'nadam', 'radam', 'lion'];

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

/** The update alone: the gradients come from outside, and cost a copy of theirs. */
function updateOf(dtype, units, options) {
  const network = new Network({ inputs: INPUTS, layers: [dense(units)], dtype });
  const trainer = new Trainer(network, { loss: 'meanSquaredError', ...options });
  const x = new Float64Array(INPUTS);
  const gradients = network.backward(network.forward(x, { cache: true }), new Float64Array(units), {
    loss: 'meanSquaredError',
  });
  gradients.flat.forEach((_, i) => (gradients.flat[i] = ((i * 37) % 101) / 101 - 0.5));
  return { count: network.parameters.length, update: () => trainer.applyGradients(gradients) };
}

function plainAdam(ArrayType, count) {
  const [w, g, m, v] = Array.from({ length: 4 }, () => new ArrayType(count).fill(0.1));
  let [p1, p2] = [1, 1];
  return () => {
    p1 *= 0.9;
    p2 *= 0.999;
    const rate = 0.001 / (1 - p1);
    const correction = Math.sqrt(1 - p2);
    for (let i = 0; i < count; i++) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      w[i] -= (rate * m[i]) / (Math.sqrt(v[i]) / correction + 1e-8);
    }
  };
}

for (const units of [4, 400]) {
  const { count } = updateOf('float64', units, {});
  console.log(
    `\n${count} parameters          float64 ns   float32 ns a parameter, checking and copying the gradients included`,
  );
  const line = (title, timeOf) =>
    console.log(
      title.padEnd(28),
      ['float64', 'float32'].map((dtype) => timeOf(dtype).toFixed(2).padStart(10)).join('   '),
    );
  const method = (options) => (dtype) => {
    const { update } = updateOf(dtype, units, options);
    return measure(update, count);
  };
  line('a plain loop of adam', (dtype) =>
    measure(plainAdam(dtype === 'float64' ? Float64Array : Float32Array, count), count),
  );
  for (const name of names) line(name, method({ optimizer: name }));
  line('adam, amsgrad', method({ optimizer: { name: 'adam', amsgrad: true } }));
  line('adam, weightDecay', method({ optimizer: { name: 'adam', weightDecay: 0.01 } }));
  line('adam, globalNorm', method({ optimizer: 'adam', clip: { globalNorm: 1 } }));
  line('adam, cosineDecay', method({ optimizer: 'adam', schedule: { name: 'cosineDecay', steps: 1e9 } }));
}
