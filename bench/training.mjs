// Training steps a second of seven networks, against plain JavaScript loops in the same run.
// node bench/training.mjs [float64|float32] [names …] [--markdown | --json] [--alone]
// `--alone` leaves the plain loops out after the check, which take seconds a step on the large networks.
import { cpus } from 'node:os';
import { Trainer } from 'layerwise';
import { PlainNetwork } from './plain.mjs';
import { median, peakOfMachine, printer } from './support.mjs';
import { dataOf, flopsOf, networkOf, workloads } from './workloads.mjs';

const ROUNDS = 5;
const MILLISECONDS = 120;
const CHECKED_STEPS = 5;
const TOLERANCE = { float64: 1e-9, float32: 2e-3 };

const [markdown, alone] = ['--markdown', '--alone'].map((option) => process.argv.includes(option));
const chosen = process.argv.slice(2);
const dtypes = ['float64', 'float32'].filter(
  (dtype) => !chosen.some((word) => word.startsWith('float')) || chosen.includes(dtype),
);
const names = Object.keys(workloads).filter(
  (name) => !chosen.some((word) => word in workloads) || chosen.includes(name),
);
const peak = await peakOfMachine();

function ours(workload, data, dtype) {
  const network = networkOf(workload, dtype);
  const weights = network.layers.map(({ parameters }) => ({
    w: parameters.weights.slice(),
    b: parameters.biases.slice(),
  }));
  const loss = workload.sizes.at(-1) === 1 ? 'binaryCrossEntropy' : 'categoricalCrossEntropy';
  const trainer = new Trainer(network, {
    loss,
    optimizer: workload.optimizer,
    batchSize: workload.batch,
    shuffle: false,
  });
  const run = trainer.start(data, { epochs: 1e9 });
  return { weights, trainer, run: (steps) => run.advance({ steps }) };
}

function plain(workload, data, weights, dtype) {
  const ArrayType = dtype === 'float32' ? Float32Array : Float64Array;
  const { sizes, rows, batch } = workload;
  const network = new PlainNetwork({ ...workload, weights, ArrayType });
  const x = ArrayType.from(data.x);
  let first = 0;
  const step = () => {
    const loss = network.step(
      x.subarray(first * sizes[0], (first + batch) * sizes[0]),
      data.y.subarray(first, first + batch),
      batch,
    );
    first = (first + batch) % rows;
    return loss;
  };
  return {
    step,
    run(steps) {
      for (let i = 0; i < steps; i++) step();
    },
  };
}

/** Steps a second, from a number of steps that takes about MILLISECONDS. */
function stepsPerSecond(run, state) {
  for (;;) {
    const start = performance.now();
    run(state.steps);
    const elapsed = performance.now() - start;
    if (elapsed >= MILLISECONDS / 2) return (state.steps / elapsed) * 1000;
    state.steps = Math.ceil(state.steps * Math.min(100, (MILLISECONDS / Math.max(elapsed, 0.01)) * 1.1));
  }
}

/** Four digits, without an exponent. */
const shown = (number) => Number(number.toPrecision(4)).toLocaleString('en', { maximumFractionDigits: 4 });

/** Checks one workload against the plain loops, then measures both in turn. */
function measure(name, dtype) {
  const workload = workloads[name];
  const data = dataOf(workload);
  const fast = ours(workload, data, dtype);
  const slow = plain(workload, data, fast.weights, dtype);
  for (let step = 0; step < CHECKED_STEPS; step++) {
    fast.run(1);
    const [a, b] = [fast.trainer.lastLoss.total, slow.step()];
    if (!(Math.abs(a - b) <= TOLERANCE[dtype] * Math.abs(b)))
      throw new Error(`${name} ${dtype}: step ${step} has loss ${a}, plain loops ${b}`);
  }
  const states = [{ steps: 1 }, { steps: 1 }];
  // Engines compile what is hot a second time, in the background.
  for (let i = 0; i < 3; i++) stepsPerSecond(fast.run, states[0]);
  const rounds = Array.from({ length: ROUNDS }, () => [
    peak(dtype),
    stepsPerSecond(fast.run, states[0]),
    alone ? NaN : stepsPerSecond(slow.run, states[1]),
  ]);
  const [steps, plainSteps] = [1, 2].map((column) => median(rounds.map((round) => round[column])));
  const gflopsOf = (rate) => (rate * flopsOf(workload)) / 1e9;
  const share = median(rounds.map(([limit, rate]) => gflopsOf(rate) / limit));
  return { name, dtype, steps, gflops: gflopsOf(steps), share, plainSteps };
}

/** A row of the table. */
function row({ name, dtype, steps, gflops, share, plainSteps }) {
  const { sizes, batch, optimizer } = workloads[name];
  return {
    network: `${name} [${sizes}], ${batch} rows, ${optimizer.name}`,
    dtype,
    'steps/s': shown(steps),
    'GFLOP/s': gflops.toFixed(2),
    'of peak': `${(share * 100).toFixed(0)} %`,
    'plain JS steps/s': alone ? '–' : shown(plainSteps),
    ratio: alone ? '–' : `${(steps / plainSteps).toFixed(1)}×`,
  };
}

const title = `${cpus()[0].model.trim()}, node ${process.version}; medians of ${ROUNDS} rounds, both measured in turn`;
const columns = ['network', 'dtype', 'steps/s', 'GFLOP/s', 'of peak', 'plain JS steps/s', 'ratio'];
const widths = [50, 8, 9, 8, 8, 17, 7];
const line = (cells) =>
  markdown
    ? `| ${cells.join(' | ')} |`
    : cells.map((cell, i) => (i < 2 ? cell.padEnd : cell.padStart).call(cell, widths[i])).join('');
const header = markdown
  ? `${title}:\n\n${line(columns)}\n${line(columns.map((_, i) => (i < 2 ? '---' : '--:')))}`
  : `${title}\n${line(columns)}`;
const print = printer(header, (measured) => line(Object.values(row(measured))));
for (const name of names) for (const dtype of dtypes) print(measure(name, dtype));
