// Prints how well networks predict, against scikit-learn and PyTorch by the same recipe.
// node test/accuracy/index.mjs [data sets …] [--mnist FOLDER] [--fashion FOLDER] [--markdown]
import { parseArgs } from 'node:util';
import * as library from 'layerwise';
import { accuracyOf, goals, readImages } from './images.mjs';
import { drawsBiases, trainAndScore } from './recipe.mjs';
import { isRegression, paired, readTable, references, splitOf, spreadOf } from './tables.mjs';

const { values: options, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    mnist: { type: 'string', default: process.env['LAYERWISE_MNIST'] },
    fashion: { type: 'string', default: process.env['LAYERWISE_FASHION_MNIST'] },
    markdown: { type: 'boolean', default: false },
  },
});

/** In standard errors of the mean paired difference. */
const BOUND = 2;

/** Trainings a split, whose scores are averaged: the references have one each, and their luck is enough. */
const SEEDS = 5;

let failures = 0;
const isChosen = (name) => chosen.length === 0 || chosen.includes(name);
const verdict = (good) => {
  if (!good) failures++;
  return good ? 'yes' : 'NO';
};

/** A table of strings, the first row its head. */
function print(title, rows) {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => row[j].length)));
  const line = (row) => row.map((cell, j) => cell.padEnd(widths[j]));
  const markdown = (row) => `| ${line(row).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  const [head, ...body] = rows;
  if (options.markdown) console.log(`\n${title}\n\n${[head, rule, ...body].map(markdown).join('\n')}`);
  else console.log(`\n${title}\n${rows.map((row) => line(row).join('  ')).join('\n')}`);
}

const digits = (score) => (score === 'rmse' || score === 'mae' ? 2 : 4);
const meanOf = (rows, score) => spreadOf(rows.map((row) => row[score]));

/** The scores of several seeds, averaged. */
function averaged(train) {
  const all = Array.from({ length: SEEDS }, (_, k) => train(k));
  return Object.fromEntries(Object.keys(all[0]).map((score) => [score, meanOf(all, score).mean]));
}

function compareTable(name) {
  const { hidden, references: theirs } = references.sets[name];
  const rows = readTable(name);
  const main = isRegression(name) ? 'r2' : 'acc';
  return Object.entries(drawsBiases).flatMap(([reference, biases]) => {
    const ours = theirs[reference].map((_, s) => {
      const split = splitOf(rows, s);
      return averaged((k) => trainAndScore(library, name, split, { hidden, biases, seed: 100 * k + s }));
    });
    return Object.keys(ours[0]).map((score) => {
      const { mean, error } = paired(ours, theirs[reference], score);
      const [our, their] = [ours, theirs[reference]].map((scores) => meanOf(scores, score).mean);
      const linear = meanOf(theirs.linear, score).mean;
      const numbers = [our, their, linear].map((value) => value.toFixed(digits(score)));
      const difference = `${mean.toFixed(digits(score))} ± ${error.toFixed(digits(score))}`;
      const within = Math.abs(mean) <= BOUND * error;
      const bound = score === main ? verdict(within) : within ? 'yes' : 'no';
      return [name, reference.replace('_mlp', ''), score, ...numbers, difference, bound];
    });
  });
}

const tables = Object.keys(references.sets).filter(isChosen);
if (tables.length > 0) {
  const head = ['data set', 'reference', 'score', 'ours', 'reference’s', 'linear', 'difference ± standard error', 'within 2'];
  print('Ten splits, means; the difference is paired by split', [head, ...tables.flatMap(compareTable)]);
}

const images = Object.keys(goals).filter(isChosen);
const rows = [];
for (const [kind, folder] of [
  ['mnist', options.mnist],
  ['fashion', options.fashion],
]) {
  const names = images.filter((name) => name.startsWith(kind));
  if (names.length === 0) continue;
  if (folder === undefined) {
    console.log(`\n${kind}: left out; --${kind} FOLDER names the folder of its four IDX files`);
    continue;
  }
  const data = readImages(folder);
  for (const name of names) {
    const reference = references.images[name];
    const start = performance.now();
    const ours = reference.runs.map((_, seed) => accuracyOf(data, reference, seed));
    const seconds = (performance.now() - start) / 1000 / ours.length;
    const { mean } = spreadOf(ours);
    const runs = ours.map((value) => value.toFixed(4)).join(' ');
    const goal = goals[name].toFixed(3);
    // Three decimals, as the goals have.
    const reached = verdict(Math.round(mean * 1000) >= goals[name] * 1000);
    rows.push([name, runs, mean.toFixed(4), reference.mean.toFixed(4), goal, reached, seconds.toFixed(0)]);
    console.error(rows.at(-1).join('  '));
  }
}
if (rows.length > 0) {
  print('Accuracy on the 10,000 test images, float32', [
    ['network', 'runs', 'mean', 'PyTorch’s', 'goal', 'reached', 'seconds a run'],
    ...rows,
  ]);
}
process.exitCode = failures === 0 ? 0 : 1;
