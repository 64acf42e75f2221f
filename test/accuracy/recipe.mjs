// The references' recipe, by the library that is given, from the references' own first weights and on their batches.
import { numpyDraws, torchDraws } from './draws.mjs';
import { isRegression, scoresOfClasses, scoresOfNumbers, spreadOf } from './tables.mjs';

/** How the references draw: scikit-learn the first biases too, and each epoch's order of rows from that of the last. */
const references = {
  sklearn_mlp: { drawsOf: numpyDraws, biases: true, fromLast: true },
  torch_mlp: { drawsOf: torchDraws, biases: false, fromLast: false },
};

/** What differs from one data set to another, unless it is as here. */
const standard = { alpha: 1e-4, epochs: 200 };
const recipes = { diabetes_small: { alpha: 1e-2, epochs: 40 } };

const BATCH = 32;

/** First weights, uniform within ±√(6 / (inputs + units)). scikit-learn's matrices stand as ours do, PyTorch's transposed. */
function firstWeights(widths, { unit }, biases) {
  const layers = widths.slice(1).map((units, l) => {
    const inputs = widths[l];
    const limit = Math.sqrt(6 / (inputs + units));
    const draw = (count) => Array.from({ length: count }, () => (2 * unit() - 1) * limit);
    const drawn = draw(inputs * units);
    const transposed = drawn.map((_, i) => drawn[(i % units) * inputs + Math.floor(i / units)]);
    const weights = biases ? drawn : transposed;
    return [
      [`layers.${l + 1}.weights`, Float64Array.from(weights)],
      [`layers.${l + 1}.biases`, Float64Array.from(biases ? draw(units) : new Float64Array(units))],
    ];
  });
  return Object.fromEntries(layers.flat());
}

/**
 * Trains on some rows of a data set as a reference did and scores the predictions of others.
 * @param library what `layerwise` exports
 */
export function trainAndScore(library, name, { train, test }, { hidden, reference, seed }) {
  const { Network, Trainer, adam, dense, l2PerSample, normalization, standardScaler, Matrix } = library;
  const { alpha, epochs } = recipes[name] ?? standard;
  const { drawsOf, biases, fromLast } = references[reference];
  const numbers = isRegression(name);
  const count = numbers ? 1 : new Set(train.map(({ target }) => target)).size;
  const outputs = count === 2 ? 1 : count;
  const x = train.map((row) => row.x);
  const widths = [x[0].length, ...hidden, outputs];
  const last = numbers ? 'linear' : count === 2 ? 'sigmoid' : 'softmax';
  const layers = widths.slice(1).map((units, l) => {
    const activation = l < hidden.length ? 'relu' : last;
    return dense(units, { activation, regularizer: l2PerSample(alpha) });
  });
  const network = new Network({ inputs: widths[0], layers: [normalization(standardScaler(x)), ...layers] });
  const loss = { linear: 'halfSquaredError', sigmoid: 'binaryCrossEntropy', softmax: 'categoricalCrossEntropy' }[last];
  const trainer = new Trainer(network, { loss, optimizer: adam({ learningRate: 1e-3 }) });
  const targets = train.map(({ target }) => target);
  const { mean, deviation } = numbers ? spreadOf(targets) : { mean: 0, deviation: 1 };
  const draws = drawsOf(seed);
  const first = firstWeights(widths, draws, biases);
  for (const [tensor, values] of Object.entries(first)) {
    const columns = tensor.endsWith('biases') ? values.length : widths[Number(tensor.split('.')[1])];
    network.setWeights({ [tensor]: new Matrix(values, values.length / columns, columns) });
  }
  let order = x.map((_, i) => i);
  for (let epoch = 0; epoch < epochs; epoch++) {
    const drawn = draws.permutation(x.length);
    order = fromLast ? drawn.map((i) => order[i]) : drawn;
    for (let from = 0; from < order.length; from += BATCH) {
      const rows = order.slice(from, from + BATCH);
      trainer.step(
        rows.map((i) => x[i]),
        rows.map((i) => (targets[i] - mean) / deviation),
      );
    }
  }
  const predicted = network.predict(test.map((row) => row.x)).toArray();
  if (numbers)
    return scoresOfNumbers(
      test,
      predicted.map(([z]) => z * deviation + mean),
    );
  return scoresOfClasses(test, outputs === 1 ? predicted.map(([p]) => [1 - p, p]) : predicted);
}
