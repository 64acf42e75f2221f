// The tasks: what is to be trained or predicted, and a file with the weights and data that every process reads.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dataOf, networkOf, workloads } from '../workloads.mjs';

const folder = fileURLToPath(new URL('../../build/peers/', import.meta.url));

const training = Object.entries(workloads).map(([name, workload]) => {
  const single = workload.sizes.at(-1) === 1;
  const last = single ? 'sigmoid' : 'softmax';
  return { kind: 'train', name, ...workload, last, loss: single ? 'binaryCrossEntropy' : 'categoricalCrossEntropy' };
});

const predictions = [1, 1000].map((rows) => {
  const name = rows === 1 ? 'predict one' : `predict ${rows}`;
  return { kind: 'predict', name, sizes: [784, 128, 10], hidden: 'relu', last: 'softmax', rows, batch: rows };
});

/** By name: the training of each workload, and predictions of one row and of 1000 at once. */
export const tasks = Object.fromEntries([...training, ...predictions].map((task) => [task.name, task]));

/** Writes a task's weights and data as float64, in this order: w and b of each layer, x, y. Returns the task's file. */
export function writeTask(task, peer, dtype) {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}${task.name.replace(' ', '-')}-${peer}-${dtype}`;
  const network = networkOf(tasks[task.name], dtype);
  const { x, y } = dataOf(task);
  const tensors = [...network.layers.flatMap(({ parameters }) => [parameters.weights, parameters.biases]), x, y];
  writeFileSync(`${path}.f64`, Buffer.concat(tensors.map((values) => Buffer.from(Float64Array.from(values).buffer))));
  writeFileSync(`${path}.json`, JSON.stringify({ ...task, dtype, tensors: `${path}.f64` }));
  return `${path}.json`;
}
