// Prints how well networks predict, against scikit-learn and PyTorch by the same recipe.
// node test/accuracy/index.mjs [data sets …] [--mnist FOLDER] [--fashion FOLDER] [--california FILE] [--markdown]
// A data set by the name table:iris is given to fitTable.
import { parseArgs } from 'node:util';
import * as library from 'layerwise';
import { fitTableScores, tableReferences } from './fit-table.mjs';
import { accuracyOf, goals, readImages } from './images.mjs';
import { presetReferences, presetScores } from './presets.mjs';
import { trainAndScore } from './recipe.mjs';
import { isRegression, paired, readTable, references, splitOf, spreadOf } from './tables.mjs';

const { values: options, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    mnist: { type: 'string', default: process.env['LAYERWISE_MNIST'] },
    fashion: { type: 'string', default: process.env['LAYERWISE_FASHION_MNIST'] },
    california: { type: 'string', default: process.env['LAYERWISE_CALIFORNIA'] },
    markdown: { type: 'boolean', default: false },
  },
});

/**
 * In standard errors of the mean paired difference; of presets, whose draws are their own: of ten such differences one is
 * beyond 2 more often than not.
 */
const BOUND = 2;
const PRESET_BOUND = 3;

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

const digits = (score) => (score === 'rmse' || score === 'mae' ? 2 : score === 'epochs' ? 1 : 4);
const meanOf = (rows, score) => spreadOf(rows.map((row) => row[score]));

/** A line a score: ours against theirs, paired by split. */
function compare(name, reference, ours, theirs, limit = BOUND) {
  const main = isRegression(name) ? 'r2' : 'acc';
  const linear = references.sets[name].references.linear;
  return Object.keys(theirs[0]).map((score) => {
    const { mean, error } = paired(ours, theirs, score);
    const numbers = [ours, theirs, linear].map((rows) => (score in rows[0] ? meanOf(rows, score).mean : Number.NaN));
    const difference = `${mean.toFixed(digits(score))} ± ${error.toFixed(digits(score))}`;
    // A difference that the digits printed do not show is none.
    const within = Math.abs(mean) <= Math.max(limit * error, 0.5 / 10 ** digits(score));
    const bound = score === main ? verdict(within) : within ? 'yes' : 'no';
    const shown = numbers.map((value) => (Number.isNaN(value) ? '' : value.toFixed(digits(score))));
    return [name, reference, score, ...shown, difference, bound];
  });
}

function compareTable(name) {
  const { hidden, references: theirs } = references.sets[name];
  const rows = readTable(name);
  return ['sklearn_mlp', 'torch_mlp'].flatMap((reference) => {
    const ours = theirs[reference].map((_, seed) =>
      trainAndScore(library, name, splitOf(rows, seed), { hidden, reference, seed }),
    );
    return compare(name, reference.replace('_mlp', ''), ours, theirs[reference]);
  });
}

function comparePresets(name) {
  const rows = readTable(name);
  return Object.entries(presetReferences[name]).flatMap(([preset, theirs]) => {
    const ours = theirs.map((_, s) => presetScores(library, preset, name, splitOf(rows, s), s));
    return compare(name, preset, ours, theirs, PRESET_BOUND);
  });
}

/** A line a score: fitTable's network and linear model against scikit-learn's, paired by seed; how often it is advised. */
async function compareFitTable(name) {
  const theirs = tableReferences[name];
  const ours = [];
  for (const seed of theirs.keys()) ours.push(await fitTableScores(name, seed, options.california));
  const uses = ours.filter(({ use }) => use === 'network').length;
  return Object.keys(theirs[0].mlp).map((score, index) => {
    const of = (rows, model) => rows.map((row) => row[model]);
    const { mean, error } = paired(of(ours, 'network'), of(theirs, 'mlp'), score);
    const places = score === 'rmse' ? 0 : 4;
    const numbers = [of(ours, 'network'), of(theirs, 'mlp'), of(ours, 'linear'), of(theirs, 'linear')].map((rows) =>
      meanOf(rows, score).mean.toFixed(places),
    );
    const difference = `${mean.toFixed(places)} ± ${error.toFixed(places)}`;
    const good = (score === 'rmse' || score === 'logLoss' ? -mean : mean) >= -BOUND * error;
    const bound = index === 0 ? verdict(good) : good ? 'yes' : 'no';
    return [name, score, ...numbers, difference, bound, index === 0 ? `${uses} of ${ours.length}` : ''];
  });
}

const tables = Object.keys(references.sets).filter(isChosen);
const head = ['score', 'ours', 'reference’s', 'linear', 'difference ± standard error'];
if (tables.length > 0) {
  print('The recipe of the references, ten splits, means; the difference is paired by split', [
    ['data set', 'reference', ...head, `within ${BOUND}`],
    ...tables.flatMap(compareTable),
  ]);
}
const forPresets = Object.keys(presetReferences).filter(isChosen);
if (forPresets.length > 0) {
  print('The presets, as above', [
    ['data set', 'preset', ...head, `within ${PRESET_BOUND}`],
    ...forPresets.flatMap(comparePresets),
  ]);
}

const forFitTable = Object.keys(tableReferences).filter(
  (name) => isChosen(`table:${name}`) && (name !== 'california' || options.california !== undefined),
);
if (forFitTable.length > 0) {
  const lines = [];
  for (const name of forFitTable) {
    lines.push(...(await compareFitTable(name)));
    console.error(lines.at(-1).join('  '));
  }
  print('fitTable with no options, ten seeds, means; the difference is paired by seed', [
    [
      'data set',
      'score',
      'ours',
      'scikit-learn’s MLP',
      'our linear',
      'its linear',
      'difference ± standard error',
      'at least − 2',
      'network advised',
    ],
    ...lines,
  ]);
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
    const falling = accuracyOf(data, reference, 0, true);
    const goal = goals[name];
    const { mean } = spreadOf(ours);
    const numbers = [mean, reference.mean].map((value) => value.toFixed(4));
    const runs = ours.map((value) => value.toFixed(4)).join(' ');
    const reached = [mean >= goal ? 'yes' : 'no', falling.toFixed(4), verdict(falling >= goal)];
    rows.push([name, runs, ...numbers, goal.toFixed(3), ...reached, seconds.toFixed(0)]);
    console.error(rows.at(-1).join('  '));
  }
}
if (rows.length > 0) {
  print('Accuracy on the 10,000 test images, float32', [
    ['network', 'runs', 'mean', 'PyTorch’s', 'goal', 'reached', 'falling rate', 'reached', 'seconds a run'],
    ...rows,
  ]);
}
process.exitCode = failures === 0 ? 0 : 1;
