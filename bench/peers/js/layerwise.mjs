// Layerwise itself, in a process like every peer's.
import { Network, Trainer, dense } from '../../../dist/index.js';

function networkOf({ sizes, hidden, last, dtype, weights }) {
  const layers = sizes.slice(1).map((units, l) => dense(units, { activation: l === sizes.length - 2 ? last : hidden }));
  const network = new Network({ inputs: sizes[0], layers, dtype });
  network.layers.forEach(({ parameters }, l) => {
    parameters.weights.set(weights[l].w);
    parameters.biases.set(weights[l].b);
  });
  return network;
}

/** The targets: labels, or one-hot rows where each output is a probability of its own. */
function targets({ sizes, last, rows, y }) {
  const outputs = sizes.at(-1);
  if (last === 'softmax' || outputs === 1) return y;
  const hot = new Float64Array(rows * outputs);
  y.forEach((label, row) => (hot[row * outputs + label] = 1));
  return hot;
}

export function train(task) {
  const loss = { name: task.loss, reduction: 'sumOverOutputs' };
  const options = { loss, optimizer: task.optimizer, batchSize: task.batch, shuffle: false };
  const trainer = new Trainer(networkOf(task), options);
  const run = trainer.start({ x: task.x, y: targets(task) }, { epochs: 1e9 });
  return {
    step() {
      run.advance({ steps: 1 });
      return trainer.lastLoss.total;
    },
    run: (steps) => run.advance({ steps }),
  };
}

export function predict(task) {
  const network = networkOf(task);
  const out = new task.ArrayType(task.rows * task.sizes.at(-1));
  const one = () => {
    network.input.set(task.x);
    network.run();
    return network.output;
  };
  const many = () => network.predict(task.x, out);
  const outputs = task.rows === 1 ? one : many;
  return {
    outputs: () => (outputs(), task.rows === 1 ? network.output : out),
    run(times) {
      for (let i = 0; i < times; i++) outputs();
    },
  };
}
