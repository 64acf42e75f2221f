// synaptic: a network of neurons that it compiles to one function; one row a step.
import synaptic from 'synaptic';

const { Layer, Network, Neuron } = synaptic;
const squash = { sigmoid: Neuron.squash.LOGISTIC, tanh: Neuron.squash.TANH, relu: Neuron.squash.RELU };

export function train({ sizes, hidden, optimizer, rows, weights, x, y }) {
  const layers = sizes.map((size) => new Layer(size));
  layers.slice(1).forEach((layer, l) => {
    layers[l].project(layer, Layer.connectionType.ALL_TO_ALL);
    const { w, b } = weights[l];
    layer.list.forEach((neuron, j) => {
      neuron.bias = b[j];
      neuron.squash = squash[l === weights.length - 1 ? 'sigmoid' : hidden];
      Object.values(neuron.connections.inputs).forEach((connection) => {
        connection.weight = w[layers[l].list.indexOf(connection.from) * sizes[l + 1] + j];
      });
    });
  });
  const network = new Network({ input: layers[0], hidden: layers.slice(1, -1), output: layers.at(-1) });
  const outputs = sizes.at(-1);
  const patterns = Array.from({ length: rows }, (_, row) => ({
    input: Array.from(x.subarray(row * sizes[0], (row + 1) * sizes[0])),
    output: Array.from({ length: outputs }, (_, j) => (outputs === 1 ? y[row] : Number(y[row] === j))),
  }));
  let next = 0;
  const step = () => {
    const { input, output } = patterns[next++ % rows];
    const a = network.activate(input);
    network.propagate(optimizer.learningRate, output);
    return { a, output };
  };
  return {
    step() {
      const { a, output } = step();
      return output.reduce((sum, target, j) => sum - Math.log(target === 1 ? a[j] : 1 - a[j]), 0);
    },
    run(steps) {
      for (let i = 0; i < steps; i++) step();
    },
  };
}
