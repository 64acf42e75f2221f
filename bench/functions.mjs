// Nanoseconds an element of the vector functions, beside a loop over Math in the same run. Checked before timed.
//   node bench/functions.mjs [--json]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { Network, activation } from 'layerwise';
import { median, printer, repetitions } from './support.mjs';

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

/** A function over `input` into `output`: a kernel; or, where it is a formula, a network of this one layer. */
function vectorFunction(name, dtype) {
  const kernel = exports[name + dtype.slice(-2)];
  if (kernel === undefined) {
    const network = new Network({ inputs: COUNT, layers: [activation(name)], dtype });
    return { input: network.input, output: network.output, run: () => network.run() };
  }
  const ArrayType = dtype === 'float32' ? Float32Array : Float64Array;
  const [input, output] = [x, y].map((address) => new ArrayType(exports.memory.buffer, address, COUNT));
  return { input, output, run: () => kernel(x, y, COUNT) };
}

/** log(erfc x)/x by powers of x/(x + 5): what JavaScript's erf is made of, as precise as the kernel's. */
// prettier-ignore
const polynomial = [
  1.1283791670955126, 3.183098861837899, 5.752413944389295, 5.930673150380083, 3.587129863795948, 3.891679327431648,
  8.0942417254736, 6.323821259612653, -2.3658710625476687, 4.01452659840359, 24.645472379417242, -9.570480355666287,
  17.153739724120403, -191.4941840150841, 754.8728836760133, -1464.8070927719687, 1752.292880852285,
  -1235.557963556287, 428.56438871030116,
];

function erf(x) {
  const y = Math.min(Math.abs(x), 5.93);
  const t = y / (y + 5);
  let sum = 0;
  for (let i = polynomial.length - 1; i >= 0; i--) sum = sum * t + polynomial[i];
  return -Math.sign(x) * Math.expm1(-y * sum);
}

/** The loops over Math, and the interval of their arguments. */
const loops = {
  exp: [
    -6,
    6,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i]);
    },
  ],
  expm1: [
    -3,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = Math.expm1(x[i]);
    },
  ],
  erf: [
    -3,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = erf(x[i]);
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
  gelu: [
    -3,
    3,
    (x, y) => {
      for (let i = 0; i < x.length; i++) y[i] = 0.5 * x[i] * (1 + erf(x[i] * Math.SQRT1_2));
    },
  ],
};

function time(run, times) {
  const start = performance.now();
  run(times);
  return ((performance.now() - start) * 1e6) / times / COUNT;
}

const print = printer('dtype    function   kernel ns   Math ns   ratio', ({ dtype, name, kernel, math }) => {
  const columns = [kernel.toFixed(2).padStart(9), math.toFixed(2).padStart(9), (math / kernel).toFixed(1).padStart(7)];
  return [dtype.padEnd(8), name.padEnd(9), ...columns].join(' ');
});
for (const [dtype, ArrayType, tolerance] of [
  ['float64', Float64Array, 1e-15],
  ['float32', Float32Array, 5e-7],
]) {
  for (const [name, [low, high, loop]] of Object.entries(loops)) {
    const { input, output, run } = vectorFunction(name, dtype);
    for (let i = 0; i < COUNT; i++) input[i] = low + (high - low) * Math.random();
    const expected = new ArrayType(COUNT);
    loop(input, expected);
    run();
    expected.forEach((value, i) => {
      // 1 + erf cancels below 0.
      const size = name === 'gelu' ? Math.max(Math.abs(value), 1) : Math.abs(value);
      const wrong = !(Math.abs(output[i] - value) <= tolerance * size);
      if (wrong) throw new Error(`${dtype} ${name}(${input[i]}) is ${output[i]}, not ${value}`);
    });
    const ours = (times) => {
      for (let t = 0; t < times; t++) run();
    };
    const theirs = (times) => {
      for (let t = 0; t < times; t++) loop(input, expected);
    };
    const repeats = [repetitions(ours, 20), repetitions(theirs, 20)];
    const rounds = Array.from({ length: ROUNDS }, () => [time(ours, repeats[0]), time(theirs, repeats[1])]);
    const [kernelTime, mathTime] = [0, 1].map((which) => median(rounds.map((round) => round[which])));
    print({ dtype, name, kernel: kernelTime, math: mathTime });
  }
}
