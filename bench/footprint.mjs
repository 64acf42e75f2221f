// Cold start in fresh processes, bytes of memory a network, bytes of the bundles.
// node bench/footprint.mjs; with --json the cold start alone
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Network, Trainer, dense } from 'layerwise';
import { median } from './support.mjs';

const RUNS = 15;
const dist = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

/** Milliseconds that a process takes for a module's source. */
function processTime(source) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source]);
  if (status !== 0) throw new Error(stderr.toString());
  return performance.now() - start;
}

const first = `
  import { Network, dense } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
  const network = new Network({ inputs: 8, layers: [dense(16, { activation: 'relu' }), dense(1)] });
  if (network.predict([[1, 2, 3, 4, 5, 6, 7, 8]]).rows !== 1) process.exit(1);
`;
processTime(first);
const pairs = Array.from({ length: RUNS }, () => [processTime(''), processTime(first)]);
const bare = median(pairs.map(([time]) => time));
const started = median(pairs.map(([, time]) => time));
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ bare, started }));
  process.exit();
}
console.log(`node ${process.version}; medians of ${RUNS} pairs of processes`);
console.log(
  `cold start: import, network, first prediction   ${(started - bare).toFixed(1)} ms beyond bare Node (${started.toFixed(1)} − ${bare.toFixed(1)})`,
);

const COUNT = 200;
const sizes = [8, 16, 1];
const make = () => {
  const network = new Network({ inputs: sizes[0], layers: [dense(sizes[1], { activation: 'relu' }), dense(sizes[2])] });
  network.predict(new Float64Array(sizes[0]));
  return network;
};
make();
globalThis.gc?.();
const before = process.memoryUsage();
const start = performance.now();
const networks = Array.from({ length: COUNT }, make);
const microseconds = ((performance.now() - start) / COUNT) * 1000;
const after = process.memoryUsage();
console.log(
  `a network [${sizes}] with its first prediction       ${microseconds.toFixed(0)} µs, ${networks[0].memoryBytes} bytes of linear memory, about ${((after.heapUsed - before.heapUsed) / COUNT / 1024).toFixed(1)} KiB of heap`,
);
const large = new Network({
  inputs: 784,
  layers: [
    dense(512, { activation: 'relu' }),
    dense(256, { activation: 'relu' }),
    dense(10, { activation: 'softmax' }),
  ],
});
const parameters = large.parameters.byteLength;
const trainer = new Trainer(large, { loss: 'categoricalCrossEntropy', optimizer: 'adam', batchSize: 128 });
trainer.step(new Float64Array(128 * 784), new Float64Array(128));
console.log(
  `mnist-big with Adam, after a step of 128 rows     ${large.memoryBytes} bytes of linear memory, ${parameters} of them parameters`,
);

for (const file of ['index.js', 'edge/index.js', 'kernels.wasm']) {
  const bytes = readFileSync(dist(file));
  console.log(`dist/${file.padEnd(44)} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}
