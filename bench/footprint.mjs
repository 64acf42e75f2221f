// Cold start in fresh processes, bytes of memory a network, bytes of the bundles.
// node bench/footprint.mjs; with --json the cold starts alone
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Network, Trainer, dense } from 'layerwise';
import { median, printer } from './support.mjs';

const RUNS = 15;
const dist = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
const urlOf = (file) => JSON.stringify(pathToFileURL(dist(file)).href);

/** Milliseconds that a process takes for a module's source. */
function processTime(source) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source]);
  if (status !== 0) throw new Error(stderr.toString());
  return performance.now() - start;
}

const layers = `[dense(16, { activation: 'relu' }), dense(1)]`;
const made = (file) => `
  import { Network, dense } from ${urlOf(file)};
  const network = new Network({ inputs: 8, layers: ${layers} });`;
const loaded = (file) => `
  import { readFileSync } from 'node:fs';
  import { load } from ${urlOf('predict/index.js')};
  const network = load(readFileSync(${JSON.stringify(file)}));`;
const predicted = 'if (network.predict([[1, 2, 3, 4, 5, 6, 7, 8]]).rows !== 1) process.exit(1);';

const folder = mkdtempSync(join(tmpdir(), 'layerwise-'));
const file = join(folder, 'model.safetensors');
writeFileSync(file, new Network({ inputs: 8, layers: [dense(16, { activation: 'relu' }), dense(1)] }).save());
const entries = {
  layerwise: made('index.js'),
  'layerwise/core': made('core/index.js'),
  'layerwise/predict': loaded(file),
};
const print = printer(
  `node ${process.version}; medians of ${RUNS} pairs of processes`,
  ({ entry, bare, started }) =>
    `cold start: ${entry.padEnd(18)}, first prediction ${(started - bare).toFixed(1).padStart(6)} ms beyond bare Node (${started.toFixed(1)} − ${bare.toFixed(1)})`,
);
for (const [entry, source] of Object.entries(entries)) {
  processTime(source + predicted);
  const pairs = Array.from({ length: RUNS }, () => [processTime(''), processTime(source + predicted)]);
  print({ entry, bare: median(pairs.map(([time]) => time)), started: median(pairs.map(([, time]) => time)) });
}
rmSync(folder, { recursive: true });
if (process.argv.includes('--json')) process.exit();

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
