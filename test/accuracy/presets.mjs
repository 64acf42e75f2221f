// The presets against their references on the same splits: scikit-learn's defaults, and RealMLP-TD-S in PyTorch.
import { readFileSync } from 'node:fs';
import { isRegression, scoresOfClasses, scoresOfNumbers, spreadOf } from './tables.mjs';

/** What presets.py wrote. */
export const presetReferences = JSON.parse(readFileSync(new URL('presets.json', import.meta.url), 'utf8')).sets;

/**
 * Trains a preset on some rows of a data set and scores the predictions of others.
 * @param library what `layerwise` exports
 */
export function presetScores(library, preset, name, { train, test }, seed) {
  const { Network, Trainer, presets, standardScaler } = library;
  const numbers = isRegression(name);
  const classes = numbers ? undefined : new Set(train.map(({ target }) => target)).size;
  // RealMLP chooses its epoch on a fifth of the rows.
  const held = preset === 'realMlp' ? Math.floor(train.length / 5) : 0;
  const data = (rows) => ({ x: rows.map((row) => row.x), y: rows.map((row) => row.target) });
  const rest = data(train.slice(held));
  let scaled = rest;
  let [x, unscaled] = [test.map((row) => row.x), (z) => z];
  let options;
  if (preset === 'realMlp') {
    const by = numbers ? { y: rest.y } : { classes };
    options = presets.realMlp({ x: rest.x, ...by, validationSplit: 0, seed });
  } else {
    const scaler = standardScaler(rest.x);
    const { mean, deviation } = numbers ? spreadOf(rest.y) : { mean: 0, deviation: 1 };
    scaled = { x: scaler.transform(rest.x), y: rest.y.map((target) => (target - mean) / deviation) };
    x = scaler.transform(x);
    unscaled = (z) => z * deviation + mean;
    const by = numbers ? {} : { classes };
    options = presets.sklearnMlp({ inputs: x.columns, rows: rest.y.length, ...by, seed });
  }
  const network = new Network(options.network);
  const trainer = new Trainer(network, options.trainer);
  const validation = held > 0 ? { validationData: data(train.slice(0, held)) } : {};
  const run = trainer.start(scaled, { ...options.fit, ...validation });
  while (!run.done) run.advance({ steps: 1000 });
  const predicted = network.predict(x).toArray();
  const scores = numbers
    ? scoresOfNumbers(
        test,
        predicted.map(([z]) => unscaled(z)),
      )
    : scoresOfClasses(test, network.outputs === 1 ? predicted.map(([p]) => [1 - p, p]) : predicted);
  return { ...scores, epochs: run.history.epochs };
}
