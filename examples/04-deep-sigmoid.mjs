// Networks from one neuron to six layers, sigmoid everywhere, trained from scratch: the cost falls at every step, for
// every one of 200 seeds.
//
//   node examples/04-deep-sigmoid.mjs
//
// It follows the article that builds units = [3, 4, 4, 4, 4, 3, 1] in NumPy. Its code as printed does not run: the
// loop `for epoch in len(epochs)` asks for the length of a number and wants range(epochs). And where its text has
// db = dZ, its code has it right: the sum of dZ over the samples. Here both are as they should be.
import { Network, Trainer, dense, sgd, uniform } from 'layerwise';

const m = 2; // samples
const alpha = 0.01; // learning rate
const epochs = 100;

/** Uniform numbers in (0, 1) from a seed: Park and Miller's generator, which any double computes exactly. */
function uniformNumbers(seed) {
  let state = seed + 1;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** X is [m × n_x] and Y [m × 1], both uniform: labels between 0 and 1 are soft labels, which the cost allows. */
function data(inputs, seed) {
  const next = uniformNumbers(1_000_003 * (seed + 1));
  const x = Array.from({ length: m }, () => Array.from({ length: inputs }, next));
  const y = Array.from({ length: m }, () => [next()]);
  return { x, y };
}

/** units[0] inputs, then a layer for each further number: W uniform in [0, 1), b = 0, sigmoid. */
function build([inputs, ...units], seed) {
  const layers = units.map((n) => dense(n, { activation: 'sigmoid', initializer: uniform(0, 1) }));
  return new Network({ inputs, layers, seed });
}

/**
 * Gradient descent on all samples: the cost before each step, and at last after all of them.
 *
 *   dZ[L] = (A[L] − Y)/m         dZ[l] = dZ[l+1]·W[l+1]ᵀ ∘ A[l] ∘ (1 − A[l])
 *   dW[l] = A[l−1]ᵀ·dZ[l]        db[l] = Σ over samples of dZ[l]
 */
function train(network, { x, y }) {
  const trainer = new Trainer(network, {
    loss: 'binaryCrossEntropy',
    optimizer: sgd({ learningRate: alpha }),
    batchSize: 'full',
  });
  const costs = [];
  for (let epoch = 0; epoch < epochs; epoch++) costs.push(trainer.step(x, y));
  costs.push(trainer.evaluate({ x, y }).loss);
  return costs;
}

const falls = (costs) => costs.every((cost, i) => i === 0 || cost < costs[i - 1]);

/** The least cost that soft labels leave: their entropy, reached where the outputs are the labels. */
function entropy(y) {
  return y.reduce((sum, [p]) => sum - p * Math.log(p) - (1 - p) * Math.log(1 - p), 0) / m;
}

// ---- The article's network -----------------------------------------------------------------------------------------

const units = [3, 4, 4, 4, 4, 3, 1];
const network = build(units, 0);
const { x, y } = data(units[0], 0);
console.log(`units = [${units.join(', ')}]\n`);
console.log(network.summary());

const cache = network.forward(x, { cache: true });
console.log('\nForward: how far apart are the two samples, layer by layer?');
export const spread = cache.A.slice(1).map((a) => Math.abs(a.row(0)[0] - a.row(1)[0]));
console.log(`  |a₁(sample 0) − a₁(sample 1)|: ${spread.map((value) => value.toExponential(0)).join(', ')}`);
console.log('  All weights are positive, so every neuron leans the same way and the samples become alike.');

const gradients = network.backward(cache, y, { loss: 'binaryCrossEntropy' });
const largest = ({ data }) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
export const reach = gradients.dZ.slice(1).map(largest);
console.log('\nBackward: the largest |dZ[l]|, layer by layer, from the output down:');
console.log(
  `  ${[...reach]
    .reverse()
    .map((value) => value.toExponential(0))
    .join(', ')}`,
);
console.log('  σ′ is at most ¼, so every layer passes on less: deep stacks of sigmoids learn slowly below.');

export const costs = train(network, { x, y });
console.log('\nCost before the epoch:');
for (let epoch = 0; epoch <= epochs; epoch += 20)
  console.log(`  ${String(epoch).padStart(3)}   ${costs[epoch].toFixed(9)}`);
export const floor = entropy(y);
console.log(
  `  It can't reach 0: with labels ${y.map(([p]) => p.toFixed(2)).join(' and ')} the least is ${floor.toFixed(6)}.`,
);

// ---- From one neuron to six layers, 200 seeds each -----------------------------------------------------------------

const seeds = 200;
const networks = {
  'one neuron (logistic regression)': [3, 1],
  'shallow, one hidden layer': [3, 4, 1],
  'shallow, two hidden layers': [3, 4, 4, 1],
  'deep, five hidden layers': units,
};
console.log(`\nThe cost falls at every one of ${epochs} steps:`);
export const falling = {};
for (const [name, units] of Object.entries(networks)) {
  falling[name] = 0;
  for (let seed = 0; seed < seeds; seed++) if (falls(train(build(units, seed), data(units[0], seed)))) falling[name]++;
  console.log(`  ${name.padEnd(34)} ${`[${units.join(', ')}]`.padEnd(24)} ${falling[name]} of ${seeds} seeds`);
}
