// What is compared: each peer, how its process starts, and what it can express.
import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url)));

/** One row a step and plain gradient descent, with sigmoid outputs, as libraries do that know no batches. */
const online = (task, changes) => ({
  ...task,
  ...changes,
  last: 'sigmoid',
  batch: 1,
  optimizer: { name: 'sgd', learningRate: 0.01 },
});

/**
 * By name. `host` is the module of js/ with its argument, or the module of python/; `dtypes` what it computes in;
 * `tasks` what it does; `adapt` what it makes of a training task if it cannot do the task itself, in which case
 * Layerwise trains the same; `tolerance` of the losses, where a peer's own equations need a wider one, and `note` why.
 */
export const peers = {
  'tfjs-wasm': {
    title: 'TensorFlow.js wasm',
    npm: '@tensorflow/tfjs',
    host: ['tfjs', 'wasm'],
    dtypes: ['float32'],
    tasks: ['train', 'predict'],
  },
  'tfjs-cpu': {
    title: 'TensorFlow.js cpu',
    npm: '@tensorflow/tfjs',
    host: ['tfjs', 'cpu'],
    dtypes: ['float32'],
    tasks: ['train'],
  },
  'jax-js': {
    title: 'jax-js wasm',
    npm: '@jax-js/jax',
    host: ['jax'],
    dtypes: ['float64', 'float32'],
    tasks: ['train', 'predict'],
    tolerance: { float64: 1e-4 },
    note: 'its exp, log and tanh have the accuracy of float32 in float64 too',
  },
  'ml-matrix': { title: 'ml-matrix', npm: 'ml-matrix', host: ['ml-matrix'], dtypes: ['float64'], tasks: ['train'] },
  'brain.js': {
    title: 'brain.js',
    npm: 'brain.js',
    host: ['brain'],
    dtypes: ['float32'],
    tasks: ['train'],
    adapt: (task) => online(task, { hidden: 'sigmoid', loss: 'halfSquaredError' }),
    note: 'one row a step, sigmoid in every layer, squared error: it has no batches, no softmax, no cross-entropy',
  },
  synaptic: {
    title: 'synaptic',
    npm: 'synaptic',
    host: ['synaptic'],
    dtypes: ['float64'],
    tasks: ['train'],
    adapt: (task) => online(task, { loss: 'binaryCrossEntropy' }),
    tolerance: { float64: 0.02 },
    note: 'one row a step, sigmoid outputs: it has no batches and no softmax; and it updates the weights above a layer before it takes that layer’s gradient from them, so its losses are near, not equal',
    unable: ({ sizes }) =>
      sizes[0] * sizes[1] > 20_000 &&
      'an object for each connection, and a source text of all of them that it compiles',
  },
  'onnxruntime-web': {
    title: 'onnxruntime-web',
    npm: 'onnxruntime-web',
    host: ['onnxruntime', 'web'],
    dtypes: ['float32'],
    tasks: ['predict'],
  },
  'onnxruntime-node': {
    title: 'onnxruntime-node',
    npm: 'onnxruntime-node',
    host: ['onnxruntime', 'node'],
    dtypes: ['float32'],
    tasks: ['predict'],
  },
  numpy: { title: 'numpy', python: 'numpy_network', dtypes: ['float64', 'float32'], tasks: ['train', 'predict'] },
  torch: { title: 'PyTorch', python: 'torch_network', dtypes: ['float64', 'float32'], tasks: ['train', 'predict'] },
};

/** What a peer is called with its version: the installed package's, or what its process said. */
export const versionOf = ({ npm }, said) => said ?? `${npm} ${devDependencies[npm]}`;
