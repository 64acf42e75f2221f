// Nanoseconds an element of the vector functions, beside a loop over Math in the same run. Checked before timed.
//   node bench/functions.mjs
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { median, repetitions } from './support.mjs';

const COUNT = 2048;
const ROUNDS = 15;

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = ['test/assembly/entries/functions.ts', '--config', 'test/assembly/entries/asconfig.json'];
const { error, stderr } = await asc.main([...sources, '--outFile', 'build/functions.wasm', '--baseDir', root]);
if (error) throw new Error(stderr.toString());
const module = new WebAssembly.Module(readFileSync(root + 'build/functions.wasm'));
const { exports } = new WebAssembly.Instance(module);
const x = Math.ceil(exports.heapBase() / 64) * 64;
const y = x + COUNT * 8;
exports.memory.grow(1);

/** The loops over Math, and the interval of their arguments. */
const loops = {
  exp: [
    -6,
    6,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
    },
  ],
  log: [
    0.001,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i]);
    },
  ],
  log1p: [
    -0.9,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.log1p(x[i]);
    },
  ],
  tanh: [
    -3,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i]);
    },
  ],
  sigmoid: [
    -6,
    6,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
    },
  ],
  softplus: [
    -6,
    6,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
    },
  ],
};

function time(run, times) {
  const start = performance.now();
  run(times);
  return ((performance.now() - start) * 1e6) / times / COUNT;
}

console.log('dtype    function   kernel ns   Math ns   ratio');
for (const [dtype, ArrayType, suffix, tolerance] of [
  ['float64', Float64Array, '64', 1e-15],
  ['float32', Float32Array, '32', 5e-7],
]) {
  const input = new ArrayType(exports.memory.buffer, x, COUNT);
  const output = new ArrayType(exports.memory.buffer, y, COUNT);
  for (const [name, [low, high, loop]] of Object.entries(loops)) {
    for (let i = 0; i < COUNT; i++) input[i] = low + (high - low) * Math.random();
    const kernel = exports[name + suffix];
    const expected = new ArrayType(COUNT);
    loop(input, expected);
    kernel(x, y, COUNT);
    expected.forEach((value, i) => {
      const wrong = Math.abs(output[i] - value) > tolerance * Math.abs(value);
      if (wrong) throw new Error(`${dtype} ${name}(${input[i]}) is ${output[i]}, not ${value}`);
    });
    const ours = (times) => {
      for (let t = 0; t < times; t++) kernel(x, y, COUNT);
    };
    const theirs = (times) => {
      for (let t = 0; t < times; t++) loop(input, expected);
    };
    const repeats = [repetitions(ours, 20), repetitions(theirs, 20)];
    const rounds = Array.from({ length: ROUNDS }, () => [time(ours, repeats[0]), time(theirs, repeats[1])]);
    const [kernelTime, mathTime] = [0, 1].map((which) => median(rounds.map((round) => round[which])));
    const columns = [
      kernelTime.toFixed(2).padStart(9),
      mathTime.toFixed(2).padStart(9),
      (mathTime / kernelTime).toFixed(1).padStart(7),
    ];
    console.log(dtype.padEnd(8), name.padEnd(9), ...columns);
  }
}
