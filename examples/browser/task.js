// What is learned: the data sets, and a trainer for one of them. The same in the page's worker and in Node.
import { Network, Trainer, adam, dense } from '../../dist/index.js';

/** Points of each class. */
const POINTS = 200;

/** How far the shapes reach from the origin. With 1 a tanh network needs ten times the epochs for the spirals. */
const REACH = 3;

/** All points lie between −EDGE and EDGE. */
export const EDGE = 1.2 * REACH;

/** More than anyone waits for: a run that has reached its end cannot be gone on with. */
const EPOCHS = 1_000_000;

/** cos and sin of 1/400 of a turn. Math.cos has other bits in other engines, so the circle is walked by products. */
const COS = 0.9998766324816606;
const SIN = 0.015707317311820675;

/** The directions at 0/400, 1/400, … of a turn. */
const directions = [[1, 0]];
while (directions.length < 400) {
  const [x, y] = directions.at(-1);
  directions.push([x * COS - y * SIN, x * SIN + y * COS]);
}

/** The data sets, within −1 … 1: the names of their two classes, how far points stray, and where each would be. */
const shapes = {
  moons: {
    classes: ['upper moon', 'lower moon'],
    noise: 0.14,
    place(i, label) {
      const [x, y] = directions[i];
      const side = label === 0 ? 0.7 : -0.7;
      return [side * (x - 0.5), side * (y - 0.25)];
    },
  },
  circles: {
    classes: ['outer circle', 'inner circle'],
    noise: 0.14,
    place(i, label) {
      const [x, y] = directions[2 * i];
      const radius = label === 0 ? 0.9 : 0.45;
      return [radius * x, radius * y];
    },
  },
  spirals: {
    classes: ['one arm', 'other arm'],
    noise: 0.03,
    place(i, label) {
      const [x, y] = directions[(3 * i) % 400];
      const radius = (label === 0 ? 0.95 : -0.95) * (0.08 + (0.92 * i) / POINTS);
      return [radius * x, radius * y];
    },
  },
};

/** Marsaglia's xorshift with 32 bits: numbers in 0 … 1, the same in every engine. */
function* randomNumbers(seed) {
  let bits = Math.imul(seed + 1, 0x9e3779b1) || 1;
  for (;;) {
    bits ^= bits << 13;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    yield (bits >>> 0) / 0x1_0000_0000;
  }
}

/** The points [400 × 2] of a data set, and the class of each, 0 or 1. */
function makeData({ place, noise }, seed) {
  const numbers = randomNumbers(seed);
  const stray = () => noise * (2 * numbers.next().value - 1);
  const x = [];
  const y = [];
  for (let i = 0; i < POINTS; i++) {
    for (const label of [0, 1]) {
      x.push(place(i, label).map((coordinate) => REACH * (coordinate + stray())));
      y.push(label);
    }
  }
  return { x, y };
}

/** A trainer as the controls say: `units` has the sizes of the hidden layers. */
export function newTrainer({ shape, units, activation, learningRate, seed }) {
  const { classes } = shapes[shape];
  const layers = [...units.map((size) => dense(size, { activation })), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 2, layers, seed, classes });
  const optimizer = adam({ learningRate });
  return new Trainer(network, { loss: 'binaryCrossEntropy', optimizer, metrics: ['accuracy'], batchSize: 20 });
}

/** A trainer's settings. All of them are in its file: the names of the classes tell the data set. */
export function settingsOf({ network, learningRate }) {
  const shape = Object.keys(shapes).find((name) => String(shapes[name].classes) === String(network.classes));
  if (shape === undefined) throw new Error('This file was not made by this page: its classes are of no data set here.');
  const hidden = network.layers.slice(0, -1).map(({ config }) => config);
  return {
    shape,
    units: hidden.map(({ units }) => units),
    activation: hidden[0]?.activation.name ?? 'tanh',
    learningRate,
    seed: network.seed,
  };
}

/** The data that a trainer learns, and its run over them: a new one, or the one that its file was saved in. */
export function startRun(trainer) {
  const { shape, seed } = settingsOf(trainer);
  const data = makeData(shapes[shape], seed);
  return { data, run: trainer.start(data, { epochs: EPOCHS }) };
}
