// The networks that the benchmarks train: sizes, batch, optimizer, and rows enough for a few batches.
import { Network, adam, dense, sgd, uniform } from 'layerwise';

/** By name: layer sizes, hidden activation, rows of data, rows a step, optimizer. */
export const workloads = {
  toy: { sizes: [3, 4, 4, 4, 4, 3, 1], hidden: 'sigmoid', rows: 2, batch: 2, optimizer: sgd({ learningRate: 0.01 }) },
  planar: { sizes: [2, 16, 16, 1], hidden: 'tanh', rows: 400, batch: 400, optimizer: sgd({ learningRate: 0.1 }) },
  tabular: { sizes: [30, 64, 32, 1], hidden: 'relu', rows: 512, batch: 32, optimizer: adam({ learningRate: 0.001 }) },
  cat: { sizes: [12288, 20, 7, 5, 1], hidden: 'relu', rows: 209, batch: 209, optimizer: sgd({ learningRate: 0.0075 }) },
  'mnist-small': {
    sizes: [784, 128, 10],
    hidden: 'relu',
    rows: 1024,
    batch: 32,
    optimizer: adam({ learningRate: 0.001 }),
  },
  'mnist-big': {
    sizes: [784, 512, 256, 10],
    hidden: 'relu',
    rows: 1024,
    batch: 128,
    optimizer: adam({ learningRate: 0.001 }),
  },
  wide: {
    sizes: [1024, 1024, 1024, 1],
    hidden: 'relu',
    rows: 512,
    batch: 256,
    optimizer: sgd({ learningRate: 0.001, momentum: 0.9 }),
  },
};

/** Multiply-adds of one step, twice: forward, weights' gradients, inputs' gradients but the first layer's. */
export function flopsOf({ sizes, batch }) {
  const products = sizes.slice(1).map((n, l) => sizes[l] * n);
  return 2 * batch * (3 * products.reduce((sum, product) => sum + product) - products[0]);
}

/** The network of a workload. */
export function networkOf({ sizes, hidden }, dtype) {
  const initializer = hidden === 'sigmoid' ? uniform(0, 1) : hidden === 'relu' ? 'heNormal' : 'glorotUniform';
  const outputs = sizes.at(-1);
  const layers = sizes.slice(1).map((units, l) => {
    const last = l === sizes.length - 2;
    return dense(units, { activation: last ? (outputs === 1 ? 'sigmoid' : 'softmax') : hidden, initializer });
  });
  return new Network({ inputs: sizes[0], layers, dtype, seed: 7 });
}

/** Rows and labels, the same every time. */
export function dataOf({ sizes, rows }) {
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
  const outputs = sizes.at(-1);
  return {
    x: Float64Array.from({ length: rows * sizes[0] }, () => Math.fround(random() * 2 - 1)),
    y: Float64Array.from({ length: rows }, () => Math.floor(random() * Math.max(outputs, 2))),
  };
}
