// MNIST and Fashion-MNIST, from a folder that the user names: trained by the references' recipe, in float32.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Matrix, Network, Trainer, adam, cosineDecay, dense, dropout } from 'layerwise';
import { torchDraws } from './draws.mjs';

/** The least accuracy that each network is to reach on the test rows. */
export const goals = {
  'mnist_784-128-10_e10': 0.976,
  'mnist_784-300-100-10_e10': 0.981,
  'mnist_784-512-512-10_drop0.2_e20': 0.984,
  'fashion_784-256-128-10_e10': 0.889,
};

/** The contents of an IDX file, zipped or not, after its header of 8 or 16 bytes. */
function readIdx(folder, name, header) {
  const file = join(folder, name);
  const bytes = existsSync(file) ? readFileSync(file) : gunzipSync(readFileSync(`${file}.gz`));
  return new Uint8Array(bytes.subarray(header));
}

/** The images, as numbers from 0 to 1, and the digits of a folder. */
export function readImages(folder) {
  const part = (prefix) => ({
    x: Float32Array.from(readIdx(folder, `${prefix}-images-idx3-ubyte`, 16), (pixel) => pixel / 255),
    y: readIdx(folder, `${prefix}-labels-idx1-ubyte`, 8),
  });
  return { train: part('train'), test: part('t10k') };
}

const BATCH = 128;

function trainerOf({ sizes, dropout: rate }, seed, schedule) {
  const [inputs, ...widths] = sizes;
  const layers = widths.flatMap((units, l) => {
    const last = l === widths.length - 1;
    const layer = dense(units, { activation: last ? 'softmax' : 'relu', initializer: 'glorotUniform' });
    return last || rate === 0 ? [layer] : [layer, dropout(rate)];
  });
  const network = new Network({ inputs, layers, seed, dtype: 'float32' });
  const options = { loss: 'categoricalCrossEntropy', optimizer: adam({ learningRate: 1e-3 }), metrics: ['accuracy'] };
  return new Trainer(network, { ...options, batchSize: BATCH, ...(schedule === undefined ? {} : { schedule }) });
}

/** The accuracy on the test rows after training by the library's own draws, at a constant rate or one that falls along half a cosine. */
export function accuracyOf({ train, test }, reference, seed, falling = false) {
  const { epochs } = reference;
  const schedule = falling ? cosineDecay({ steps: epochs * Math.ceil(train.y.length / BATCH) }) : undefined;
  const trainer = trainerOf(reference, seed, schedule);
  const run = trainer.start(train, { epochs });
  while (!run.done) run.advance({ steps: 1000 });
  return trainer.evaluate(test).accuracy;
}

/** The same from the first weights that PyTorch draws with a seed, on the batches that it draws; without dropout. */
export function accuracyFrom({ train, test }, reference, seed) {
  const { sizes, epochs } = reference;
  const { unit32, permutation } = torchDraws(seed);
  const trainer = trainerOf(reference, seed);
  sizes.slice(1).forEach((units, l) => {
    const inputs = sizes[l];
    const limit = Math.sqrt(6 / (inputs + units));
    const drawn = Float32Array.from({ length: inputs * units }, () => (unit32() * 2 - 1) * limit);
    const weights = drawn.map((_, i) => drawn[(i % units) * inputs + Math.floor(i / units)]);
    trainer.network.setWeights({ [`layers.${l}.weights`]: new Matrix(weights, inputs, units) });
  });
  const [inputs] = sizes;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(train.y.length);
    for (let from = 0; from < order.length; from += BATCH) {
      const rows = order.slice(from, from + BATCH);
      const x = new Float32Array(rows.length * inputs);
      rows.forEach((row, i) => x.set(train.x.subarray(row * inputs, (row + 1) * inputs), i * inputs));
      trainer.step(
        x,
        rows.map((row) => train.y[row]),
      );
    }
  }
  return trainer.evaluate(test).accuracy;
}
