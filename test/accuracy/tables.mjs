// The five tabular data sets, their ten splits, and how predictions on them are scored.
import { readFileSync } from 'node:fs';

/** The reference scores; README.md of ../goldens says how they came about. */
export const references = JSON.parse(readFileSync(new URL('references.json', import.meta.url), 'utf8'));

/** Where the rows are, unless in data/, and the names of the classes in the order of their indices. */
const examples = {
  breast_cancer: ['malignant', 'benign'],
  iris: ['setosa', 'versicolor', 'virginica'],
};

/** The rows of a data set: { x, target }. */
export function readTable(name) {
  const file = name.replace('_small', '');
  const names = examples[file];
  const folder = names === undefined ? 'data' : '../../examples/data';
  const lines = readFileSync(new URL(`${folder}/${file}.csv`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line) => {
    const cells = line.split(',');
    const last = cells.pop() ?? '';
    return { x: cells.map(Number), target: names === undefined ? Number(last) : names.indexOf(last) };
  });
}

/** Whether a data set's targets are numbers rather than classes. */
export function isRegression(name) {
  return name.startsWith('diabetes');
}

/** MurmurHash3's finaliser. */
function mix(bits) {
  let h = bits >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The rows in the order of split s; the first quarter, rounded down, is for testing. */
export function splitOf(rows, s) {
  const keys = rows.map((_, i) => mix(Math.imul(0x9e3779b9, s + 1) + i));
  const order = rows.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
  const ordered = order.map((i) => rows[i]);
  const count = Math.floor(rows.length / 4);
  return { order, test: ordered.slice(0, count), train: ordered.slice(count) };
}

/** The mean and the population deviation of some numbers. */
export function spreadOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, deviation };
}

/** Accuracy, area under the ROC curve and log loss of the probabilities of each class. */
export function scoresOfClasses(rows, p) {
  const right = rows.filter(({ target }, i) => p[i].indexOf(Math.max(...p[i])) === target).length;
  const loss = rows.reduce((sum, { target }, i) => sum - Math.log(Math.max(p[i][target], 1e-15)), 0);
  const areas = p[0].map((_, c) => areaOf(rows.map(({ target }, i) => ({ score: p[i][c], positive: target === c }))));
  const auc = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  return { acc: right / rows.length, auc, logloss: loss / rows.length };
}

/** The share of (positive, negative) pairs in the right order, ties counting half. */
function areaOf(scores) {
  const of = (wanted) => scores.filter(({ positive }) => positive === wanted).map(({ score }) => score);
  const [positives, negatives] = [of(true), of(false)];
  const wins = positives.flatMap((a) => negatives.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

/** R², root of the mean squared error and mean absolute error. */
export function scoresOfNumbers(rows, predicted) {
  const errors = rows.map(({ target }, i) => target - predicted[i]);
  const mse = errors.reduce((sum, e) => sum + e * e, 0) / rows.length;
  const { deviation } = spreadOf(rows.map(({ target }) => target));
  return {
    r2: 1 - mse / deviation ** 2,
    rmse: Math.sqrt(mse),
    mae: errors.reduce((sum, e) => sum + Math.abs(e), 0) / rows.length,
  };
}

/** The mean of the differences ours − theirs of one score, split by split, and its standard error. */
export function paired(ours, theirs, score) {
  const differences = ours.map((scores, s) => scores[score] - theirs[s][score]);
  const { mean, deviation } = spreadOf(differences);
  return { mean, error: deviation / Math.sqrt(differences.length - 1) };
}
