// MNIST and Fashion-MNIST, from a folder that the user names: trained by the references' recipe, in float32.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Network, Trainer, adam, cosineDecay, dense, dropout } from 'layerwise';

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

/** The accuracy on the test rows after training, at a constant rate or one that falls along half a cosine. */
export function accuracyOf({ train, test }, { sizes, epochs, dropout: rate }, seed, falling = false) {
  const [inputs, ...widths] = sizes;
  const layers = widths.flatMap((units, l) => {
    const last = l === widths.length - 1;
    const layer = dense(units, { activation: last ? 'softmax' : 'relu', initializer: 'glorotUniform' });
    return last || rate === 0 ? [layer] : [layer, dropout(rate)];
  });
  const network = new Network({ inputs, layers, seed, dtype: 'float32' });
  const options = { loss: 'categoricalCrossEntropy', optimizer: adam({ learningRate: 1e-3 }), batchSize: 128 };
  const schedule = cosineDecay({ steps: epochs * Math.ceil(train.y.length / options.batchSize) });
  const trainer = new Trainer(network, { ...options, ...(falling ? { schedule } : {}), metrics: ['accuracy'] });
  const run = trainer.start(train, { epochs });
  while (!run.done) run.advance({ steps: 1000 });
  return trainer.evaluate(test).accuracy;
}
