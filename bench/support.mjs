// What the benchmarks share: the sources as a module, the machine's peak, medians.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { main as compile } from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles a TypeScript file of the project, kernels included, and imports it. */
export async function importSource(path) {
  const outfile = `${root}build/bench/${path.replaceAll('/', '-')}.mjs`;
  const loader = { '.wasm': 'binary' };
  const options = { bundle: true, format: 'esm', platform: 'node', target: 'node20', loader };
  await build({ entryPoints: [root + path], outfile, ...options });
  return import(pathToFileURL(outfile).href);
}

/** bench/peak.ts, compiled. */
async function limits() {
  const options = ['peak.ts', '--outFile', '../build/peak.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd'];
  const { error, stderr } = await compile([...options, '--baseDir', root + 'bench']);
  if (error) throw new Error(stderr.toString());
  const module = new WebAssembly.Module(readFileSync(root + 'build/peak.wasm'));
  return new WebAssembly.Instance(module).exports;
}

/** What is measured against the peak gets as many. */
export const TRIES = 3;

/** `run(dtype)` returns GFLOP/s, the best of three tries of about a millisecond. */
export async function peakOfMachine() {
  const exports = await limits();
  const steps = 100_000;
  for (const peak of [exports.peakF64, exports.peakF32]) for (let i = 0; i < 100; i++) peak(steps, 1);
  return (dtype) => {
    const [peak, lanes] = dtype === 'float64' ? [exports.peakF64, 2] : [exports.peakF32, 4];
    const tries = Array.from({ length: TRIES }, () => {
      const start = performance.now();
      peak(steps, 1);
      return performance.now() - start;
    });
    return (2 * steps * exports.CHAINS.value * lanes) / Math.min(...tries) / 1e6;
  };
}

/** Reads as many bytes with SIMD, from a memory of its own, as the function that it returns is told. */
export async function plainRead(most) {
  const { memory, read } = await limits();
  memory.grow(Math.ceil(most / 65536));
  return (bytes) => read(Math.ceil(bytes / 128) * 128);
}

/** Prints rows as they are measured: each as `line(row)` under a header, or with `--json` as a line of JSON. */
export function printer(header, line) {
  const json = process.argv.includes('--json');
  if (!json) console.log(header);
  return (row) => console.log(json ? JSON.stringify(row) : line(row));
}

/** The median of some numbers. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

let warmUpTime = 1000;

/** Runs for a while, the first time longer: engines compile what is hot a second time, in the background. */
export function warmUp(run) {
  for (const start = performance.now(); performance.now() - start < warmUpTime;) run(1);
  warmUpTime = 200;
}

/** How many `times` make `run(times)` take `milliseconds`, at least one; warms it up by the way. */
export function repetitions(run, milliseconds) {
  run(1);
  for (let times = 1; ; times *= 2) {
    const start = performance.now();
    run(times);
    const elapsed = performance.now() - start;
    if (elapsed >= milliseconds / 2) return Math.max(1, Math.round((times * milliseconds) / elapsed));
  }
}
