// Predictions a second: one row through `run`, one through `predict(x, out)`, a thousand at once; against plain loops.
// node bench/prediction.mjs [--json]
import { Network, dense } from 'layerwise';
import { median, peakOfMachine, plainRead, printer, repetitions, warmUp } from './support.mjs';

const ROUNDS = 9;
const MILLISECONDS = 20;
const shapes = { 'small [8,16,1]': [8, 16, 1], 'mnist [784,128,10]': [784, 128, 10] };

function networkOf(sizes, dtype) {
  const layers = sizes
    .slice(1)
    .map((units, l) => dense(units, { activation: l === sizes.length - 2 ? 'sigmoid' : 'relu' }));
  return new Network({ inputs: sizes[0], layers, dtype });
}

function plainPredict(network) {
  const layers = network.layers.map(({ parameters, inputs, outputs }) => ({
    k: inputs,
    n: outputs,
    w: parameters.weights.slice(),
    b: parameters.biases.slice(),
    a: parameters.biases.slice(),
  }));
  return (x) => {
    let input = x;
    layers.forEach(({ k, n, w, b, a }, l) => {
      a.fill(0);
      for (let q = 0; q < k; q++) for (let j = 0; j < n; j++) a[j] += input[q] * w[q * n + j];
      for (let j = 0; j < n; j++) {
        const z = a[j] + b[j];
        a[j] = l === layers.length - 1 ? 1 / (1 + Math.exp(-z)) : Math.max(z, 0);
      }
      input = a;
    });
    return input;
  };
}

/** A function that measures a call: microseconds. */
function timer(call) {
  const run = (times) => {
    for (let i = 0; i < times; i++) call();
  };
  warmUp(run);
  const times = repetitions(run, MILLISECONDS);
  return () => {
    const start = performance.now();
    run(times);
    return ((performance.now() - start) / times) * 1000;
  };
}

const plainReadOf = await plainRead(1 << 20);
const peak = await peakOfMachine();
const title = `node ${process.version}; microseconds a call, medians of ${ROUNDS} rounds in which all are measured in turn`;
const heading =
  'network             dtype       run()  predict(x, out)  weights read  plain JS   1000 rows  rows/s at once  of peak';
const print = printer(`${title}\n${heading}`, ({ name, dtype, run, predict, read, plain, many, share }) => {
  const cells = [run, predict, read, plain, many].map((time, i) =>
    time.toPrecision(3).padStart([11, 16, 13, 9, 11][i]),
  );
  const rate = Math.round(1e9 / many).toLocaleString('en');
  return `${name.padEnd(19)} ${dtype}${cells.join(' ')} ${rate.padStart(15)} ${(100 * share).toFixed(0).padStart(6)} %`;
});
for (const [name, sizes] of Object.entries(shapes)) {
  for (const dtype of ['float64', 'float32']) {
    const network = networkOf(sizes, dtype);
    const ArrayType = dtype === 'float32' ? Float32Array : Float64Array;
    const x = ArrayType.from({ length: sizes[0] }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
    const many = ArrayType.from({ length: 1000 * sizes[0] }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
    const out = new ArrayType(sizes.at(-1));
    const outs = new ArrayType(1000 * sizes.at(-1));
    const plain = plainPredict(network);
    network.predict(x, out);
    plain(x).forEach((value, i) => {
      if (!(Math.abs(value - out[i]) <= 1e-5))
        throw new Error(`${name} ${dtype}: output ${i} is ${out[i]}, plain loops give ${value}`);
    });
    network.input.set(x);
    const timers = {
      run: () => network.run(),
      predict: () => network.predict(x, out),
      read: () => plainReadOf(network.parameters.byteLength),
      plain: () => plain(x),
      many: () => network.predict(many, outs),
    };
    for (const [what, call] of Object.entries(timers)) timers[what] = timer(call);
    const flops = 2 * sizes.slice(1).reduce((sum, n, l) => sum + sizes[l] * n, 0);
    const rounds = Array.from({ length: ROUNDS }, () => {
      const round = Object.fromEntries(Object.entries(timers).map(([what, measure]) => [what, measure()]));
      return { ...round, ofRead: round.run / round.read, share: flops / round.many / peak(dtype) };
    });
    const measured = Object.keys(rounds[0]).map((what) => [what, median(rounds.map((round) => round[what]))]);
    print({ name, dtype, ...Object.fromEntries(measured) });
  }
}
