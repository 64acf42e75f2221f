// 10,000 networks [8,16,1] in one NetworkPool, predicting and training with Adam in turn, against networks with a memory
// each: bytes and microseconds a network.
// node --expose-gc bench/pool.mjs
import assert from 'node:assert/strict';
import { Network, NetworkPool, Trainer, adam, dense } from 'layerwise';
import { median } from './support.mjs';

const POOLED = 10_000;
/** Fewer, since each takes a memory, of which a process holds about 13,000. */
const SEPARATE = 2_000;
const ROUNDS = 9;
const ROWS = 16;

const architecture = { inputs: 8, layers: [dense(16, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })] };
const trainer = { loss: 'binaryCrossEntropy', optimizer: adam() };

/** A network and its trainer by themselves, under a pooled network's names. */
function separate(seed, dtype) {
  const network = new Network({ ...architecture, dtype, seed });
  const own = new Trainer(network, trainer);
  return {
    predict: (x, out) => network.predict(x, out),
    get input() {
      return network.input;
    },
    get output() {
      return network.output;
    },
    run: () => network.run(),
    step: (x, y) => own.step(x, y),
    get parameters() {
      return network.parameters;
    },
    get memoryBytes() {
      return network.memoryBytes;
    },
  };
}

/** Microseconds a call, over all networks in turn. */
function microseconds(networks, call) {
  const round = () => {
    const start = performance.now();
    for (const network of networks) call(network);
    return ((performance.now() - start) / networks.length) * 1000;
  };
  round();
  return median(Array.from({ length: ROUNDS }, round));
}

/** Makes networks and uses each; returns what it measured. */
function measure(count, make, memoryBytes, data) {
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  const start = performance.now();
  const networks = Array.from({ length: count }, (_, seed) => make(seed));
  const making = ((performance.now() - start) / count) * 1000;
  const { x, y, row, out } = data;
  const step = microseconds(networks, (network) => network.step(x, y));
  const stepOfOne = microseconds(networks, (network) => network.step(row, y.subarray(0, 1)));
  const predict = microseconds(networks, (network) => network.predict(row, out));
  const run = microseconds(networks, (network) => {
    network.input.set(row);
    network.run();
    out[0] = network.output[0];
  });
  globalThis.gc?.();
  const heap = (process.memoryUsage().heapUsed - heapBefore) / count;
  return { networks, numbers: [making, run, predict, stepOfOne, step, memoryBytes(networks) / count, heap] };
}

console.log(`node ${process.version}; microseconds and bytes a network, medians of ${ROUNDS} rounds over all of them`);
console.log(`${' '.repeat(34)}make       run   predict    step 1   step ${ROWS}    memory      heap`);
for (const dtype of ['float64', 'float32']) {
  const ArrayType = dtype === 'float32' ? Float32Array : Float64Array;
  const x = ArrayType.from({ length: ROWS * 8 }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
  const y = ArrayType.from({ length: ROWS }, (_, i) => i & 1);
  const data = { x, y, row: x.subarray(0, 8), out: new ArrayType(1) };
  const pool = new NetworkPool({ ...architecture, dtype, trainer });
  const pooled = measure(
    POOLED,
    (seed) => pool.add({ seed }),
    () => pool.memoryBytes,
    data,
  );
  const sum = (networks) => networks.reduce((bytes, network) => bytes + network.memoryBytes, 0);
  const alone = measure(SEPARATE, (seed) => separate(seed, dtype), sum, data);
  alone.networks.forEach(({ parameters }, i) => assert.deepEqual(parameters, pooled.networks[i].parameters));
  for (const [name, { networks, numbers }] of Object.entries({ pool: pooled, separate: alone })) {
    const cells = numbers.map((value, i) => value.toFixed(i < 5 ? 2 : 0).padStart(8));
    console.log(`${dtype} ${name.padEnd(8)} ${String(networks.length).padStart(6)} networks  ${cells.join('  ')}`);
  }
}
