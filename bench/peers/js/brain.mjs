// brain.js: its network for the CPU, imported by its own path so that gpu.js isn't asked for; one row a step.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { default: NeuralNetwork } = require('brain.js/dist/neural-network.js');

export function train({ sizes, hidden, optimizer, rows, weights, x, y }) {
  // It takes no momentum of 0; the smallest number makes every change of momentum 0.
  const options = { activation: hidden, learningRate: optimizer.learningRate, momentum: Number.MIN_VALUE };
  const network = new NeuralNetwork(options);
  network.sizes = sizes;
  network.initialize();
  weights.forEach(({ w, b }, l) => {
    const n = sizes[l + 1];
    network.biases[l + 1].set(b);
    network.weights[l + 1].forEach((into, j) => into.forEach((_, k) => (into[k] = w[k * n + j])));
  });
  const outputs = sizes.at(-1);
  const patterns = Array.from({ length: rows }, (_, row) => ({
    input: x.slice(row * sizes[0], (row + 1) * sizes[0]),
    output: Float32Array.from({ length: outputs }, (_, j) => (outputs === 1 ? y[row] : Number(y[row] === j))),
  }));
  let next = 0;
  const step = (read) => network.trainPattern(patterns[next++ % rows], read);
  return {
    // Half the sum of squares, from the mean that it returns.
    step: () => (step(true) * outputs) / 2,
    run(steps) {
      for (let i = 0; i < steps; i++) step(false);
    },
  };
}
