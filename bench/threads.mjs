// Training steps a second of the seven networks on one thread and on two, whose bits are compared first.
// node bench/threads.mjs [float64|float32] [names …] [--json]
import { setTimeout as pause } from 'node:timers/promises';
import { Network, Trainer } from 'layerwise';
import { median, printer } from './support.mjs';
import { dataOf, networkOf, workloads } from './workloads.mjs';

const ROUNDS = 9;
const MILLISECONDS = 60;
const CHECKED_STEPS = 5;

const chosen = process.argv.slice(2);
const dtypes = ['float64', 'float32'].filter(
  (dtype) => !chosen.some((word) => word.startsWith('float')) || chosen.includes(dtype),
);
const names = Object.keys(workloads).filter(
  (name) => !chosen.some((word) => word in workloads) || chosen.includes(name),
);

function trainingOf(workload, dtype, threads) {
  const network = Network.load(networkOf(workload, dtype).save(), { threads });
  const loss = workload.sizes.at(-1) === 1 ? 'binaryCrossEntropy' : 'categoricalCrossEntropy';
  const { optimizer, batch: batchSize } = workload;
  const trainer = new Trainer(network, { loss, optimizer, batchSize, shuffle: false });
  const run = trainer.start(dataOf(workload), { epochs: 1e9 });
  return { network, run: (steps) => run.advance({ steps }), steps: 1 };
}

/** Steps a second, from a number of steps that takes about MILLISECONDS. */
function stepsPerSecond(training) {
  for (;;) {
    const start = performance.now();
    training.run(training.steps);
    const elapsed = performance.now() - start;
    if (elapsed >= MILLISECONDS / 2) return (training.steps / elapsed) * 1000;
    training.steps = Math.ceil(training.steps * Math.min(100, (MILLISECONDS / Math.max(elapsed, 0.01)) * 1.1));
  }
}

async function measure(name, dtype) {
  const [one, two] = [1, 2].map((threads) => trainingOf(workloads[name], dtype, threads));
  while (two.network.threads < 2) await pause(1);
  for (const { run } of [one, two]) run(CHECKED_STEPS);
  if (one.network.hash() !== two.network.hash())
    throw new Error(`${name} ${dtype}: two threads have other bits than one`);
  for (const training of [one, two]) stepsPerSecond(training);
  const rounds = Array.from({ length: ROUNDS }, () => [one, two].map(stepsPerSecond));
  const [single, double, ratio] = [([a]) => a, ([, b]) => b, ([a, b]) => b / a].map((of) => median(rounds.map(of)));
  for (const { network } of [one, two]) network.dispose();
  const best = Math.max(...rounds.map(([a, b]) => b / a));
  return { name, dtype, single, double, ratio, best };
}

const print = printer(
  `steps a second; medians of ${ROUNDS} rounds, both measured in turn, and the best ratio of a round\n` +
    'network       dtype    1 thread  2 threads   ratio    best',
  ({ name, dtype, single, double, ratio, best }) =>
    [
      name.padEnd(13),
      dtype,
      ...[single, double].map((steps) => steps.toPrecision(4).padStart(10)),
      ...[ratio, best].map((times) => `${times.toFixed(2)}×`.padStart(7)),
    ].join(' '),
);
for (const name of names) for (const dtype of dtypes) print(await measure(name, dtype));
