// Microseconds a training step against width, depth, rows a step and rows of data, one of them varied at a time.
// node bench/scaling.mjs [--json]
import { Network, Trainer, dense } from 'layerwise';
import { median, printer } from './support.mjs';

const ROUNDS = 9;
const MILLISECONDS = 12;
const powers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));

/** By what is varied: its values, and the sizes, rows a step and rows of data that each stands for. */
const axes = {
  width: { values: powers(2, 10), of: (width) => ({ sizes: [width, width, width, 1], batch: 32, rows: 256 }) },
  depth: { values: powers(0, 6), of: (depth) => ({ sizes: [4, ...Array(depth).fill(4), 1], batch: 1, rows: 64 }) },
  batch: { values: powers(0, 12), of: (batch) => ({ sizes: [64, 64, 64, 1], batch, rows: Math.max(batch, 256) }) },
  rows: { values: powers(6, 16), of: (rows) => ({ sizes: [64, 64, 64, 1], batch: 32, rows }) },
};

/** Microseconds a step, the median of the rounds. */
function time({ sizes, batch, rows }, dtype) {
  const layers = sizes
    .slice(1)
    .map((units, l) => dense(units, { activation: l === sizes.length - 2 ? 'sigmoid' : 'relu' }));
  const network = new Network({ inputs: sizes[0], layers, dtype });
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: 'sgd', batchSize: batch });
  const x = Float64Array.from({ length: rows * sizes[0] }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
  const run = trainer.start({ x, y: Float64Array.from({ length: rows }, (_, i) => i & 1) }, { epochs: 1e9 });
  let steps = 1;
  const round = () => {
    for (;;) {
      const start = performance.now();
      run.advance({ steps });
      const elapsed = performance.now() - start;
      if (elapsed >= MILLISECONDS / 2) return (elapsed / steps) * 1000;
      steps = Math.ceil(steps * Math.min(100, (MILLISECONDS / Math.max(elapsed, 0.01)) * 1.1));
    }
  };
  // Engines compile what is hot a second time, in the background.
  for (let i = 0; i < 5; i++) round();
  const microseconds = median(Array.from({ length: ROUNDS }, round));
  network.dispose();
  return microseconds;
}

/** The line through the points (x, y), by least squares of its relative errors. */
function line(points) {
  const sum = (f) => points.reduce((total, [x, y]) => total + f(x / y, 1 / y), 0);
  const [xx, x1, one, x, c] = [(x) => x * x, (x, w) => x * w, (_, w) => w * w, (x) => x, (_, w) => w].map(sum);
  const determinant = xx * one - x1 * x1;
  return { slope: (x * one - c * x1) / determinant, constant: (xx * c - x1 * x) / determinant };
}

const title = `node ${process.version}; microseconds a step, medians of ${ROUNDS} rounds`;
const print = printer(title, ({ axis, value, dtype, microseconds, step, layer }) =>
  axis
    ? `${axis.padEnd(6)} ${String(value).padStart(6)} ${dtype} ${microseconds.toPrecision(3).padStart(10)}`
    : `${dtype}: ${step.toFixed(0)} ns a step and ${layer.toFixed(0)} ns a layer, from layers of 4 units and one row`,
);
for (const dtype of ['float64', 'float32']) {
  for (const [axis, { values, of }] of Object.entries(axes)) {
    const points = values.map((value) => [value, time(of(value), dtype)]);
    for (const [value, microseconds] of points) print({ axis, value, dtype, microseconds });
    if (axis !== 'depth') continue;
    const { slope, constant } = line(points);
    print({ dtype, step: constant * 1000, layer: slope * 1000 });
  }
}
