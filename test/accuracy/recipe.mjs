// The references' recipe, by the library that is given: one source for the tests and for `npm run accuracy`.
import { isRegression, scoresOfClasses, scoresOfNumbers, spreadOf } from './tables.mjs';

/** scikit-learn draws first biases from the range that it draws weights from; the PyTorch recipe has zeros. */
export const drawsBiases = { sklearn_mlp: true, torch_mlp: false };

/** What differs from one data set to another, unless it is as here. */
const standard = { alpha: 1e-4, epochs: 200 };
const recipes = { diabetes_small: { alpha: 1e-2, epochs: 40 } };

/**
 * Trains on some rows of a data set as the references did and scores the predictions of others.
 * @param library what `layerwise` exports
 */
export function trainAndScore(library, name, { train, test }, { hidden, biases, seed }) {
  const { Network, Trainer, adam, dense, l2PerSample, normalization, standardScaler, uniform } = library;
  const { alpha, epochs } = recipes[name] ?? standard;
  const numbers = isRegression(name);
  const count = numbers ? 1 : new Set(train.map(({ target }) => target)).size;
  const outputs = count === 2 ? 1 : count;
  const x = train.map((row) => row.x);
  const widths = [x[0].length, ...hidden, outputs];
  const last = numbers ? 'linear' : count === 2 ? 'sigmoid' : 'softmax';
  const layers = widths.slice(1).map((units, l) => {
    const limit = Math.sqrt(6 / (widths[l] + units));
    return dense(units, {
      activation: l < hidden.length ? 'relu' : last,
      initializer: 'glorotUniform',
      biasInitializer: biases ? uniform(-limit, limit) : 'zeros',
      regularizer: l2PerSample(alpha),
    });
  });
  const network = new Network({ inputs: widths[0], layers: [normalization(standardScaler(x)), ...layers], seed });
  const loss = { linear: 'halfSquaredError', sigmoid: 'binaryCrossEntropy', softmax: 'categoricalCrossEntropy' }[last];
  const trainer = new Trainer(network, { loss, optimizer: adam({ learningRate: 1e-3 }), batchSize: 32 });
  const targets = train.map(({ target }) => target);
  const { mean, deviation } = numbers ? spreadOf(targets) : { mean: 0, deviation: 1 };
  const run = trainer.start({ x, y: targets.map((target) => (target - mean) / deviation) }, { epochs });
  while (!run.done) run.advance({ steps: 1000 });
  const predicted = network.predict(test.map((row) => row.x)).toArray();
  if (numbers)
    return scoresOfNumbers(
      test,
      predicted.map(([z]) => z * deviation + mean),
    );
  return scoresOfClasses(test, outputs === 1 ? predicted.map(([p]) => [1 - p, p]) : predicted);
}
