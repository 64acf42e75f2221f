// How well trained networks predict, against scikit-learn and PyTorch by the same recipe on the same splits.
import { describe, expect, test } from 'vitest';
import { Network, Trainer, adam, dense, l2PerSample, normalization, uniform } from '../../src/index.ts';
import { mix, readGolden, readRows } from '../support/goldens.ts';

interface Scores {
  readonly acc: number;
  readonly auc: number;
  readonly logloss: number;
}

interface Reference {
  readonly hidden: readonly number[];
  readonly split0_test_first5: readonly number[];
  readonly per_split: { readonly sklearn_mlp: readonly Scores[]; readonly torch_mlp: readonly Scores[] };
}

const { sets } = readGolden<{ sets: Readonly<Record<string, Reference>> }>('accuracy');

/** The classes in the order of the references' class indices. */
const classes: Readonly<Record<string, readonly string[]>> = {
  breast_cancer: ['malignant', 'benign'],
  iris: ['setosa', 'versicolor', 'virginica'],
};

interface Row {
  readonly x: readonly number[];
  readonly label: number;
}

type ReferenceName = keyof Reference['per_split'];

/** scikit-learn draws first biases from the range that it draws weights from; the PyTorch recipe has zeros. */
const drawsBiases: { [R in ReferenceName]: boolean } = { sklearn_mlp: true, torch_mlp: false };

/** In standard errors of the mean paired difference. */
const BOUNDS = { acc: 2, auc: 3, logloss: 3 };

/** The rows in the order of split s; the first quarter, rounded down, is for testing. */
function splitOf(rows: readonly Row[], s: number): { order: number[]; test: Row[]; train: Row[] } {
  const keys = rows.map((_, i) => mix(Math.imul(0x9e3779b9, s + 1) + i));
  const order = rows.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const ordered = order.map((i) => rows[i]!);
  const count = Math.floor(rows.length / 4);
  return { order, test: ordered.slice(0, count), train: ordered.slice(count) };
}

/** The columns' means and population deviations. */
function scaleOf(rows: readonly Row[]): { mean: number[]; deviation: number[] } {
  const columns = rows[0]!.x.map((_, j) => rows.map(({ x }) => x[j]!));
  const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = columns.map(average);
  const deviation = columns.map((column, j) => Math.sqrt(average(column.map((value) => (value - mean[j]!) ** 2))));
  return { mean, deviation };
}

/** The probability of each class for the rows to test, after training on the others. */
function probabilities(
  { train, test: rows }: { readonly train: readonly Row[]; readonly test: readonly Row[] },
  hidden: readonly number[],
  biases: boolean,
  seed: number,
): number[][] {
  const inputs = train[0]!.x.length;
  const count = new Set(train.map(({ label }) => label)).size;
  const widths = [inputs, ...hidden, count === 2 ? 1 : count];
  const layers = widths.slice(1).map((units, l) => {
    const limit = Math.sqrt(6 / (widths[l]! + units));
    return dense(units, {
      activation: l < hidden.length ? 'relu' : count === 2 ? 'sigmoid' : 'softmax',
      initializer: 'glorotUniform',
      biasInitializer: biases ? uniform(-limit, limit) : 'zeros',
      regularizer: l2PerSample(1e-4),
    });
  });
  const network = new Network({ inputs, layers: [normalization(scaleOf(train)), ...layers], seed });
  const loss = count === 2 ? 'binaryCrossEntropy' : 'categoricalCrossEntropy';
  const trainer = new Trainer(network, { loss, optimizer: adam({ learningRate: 1e-3 }), batchSize: 32 });
  const data = { x: train.map(({ x }) => x), y: train.map(({ label }) => label) };
  const run = trainer.start(data, { epochs: 200 });
  while (!run.done) run.advance({ steps: 1000 });
  const outputs = network.predict(rows.map(({ x }) => x)).toArray();
  return count === 2 ? outputs.map(([p]) => [1 - p!, p!]) : outputs;
}

function scoresOf(rows: readonly Row[], p: readonly (readonly number[])[]): Scores {
  const right = rows.filter(({ label }, i) => p[i]!.indexOf(Math.max(...p[i]!)) === label).length;
  const loss = rows.reduce((sum, { label }, i) => sum - Math.log(Math.max(p[i]![label]!, 1e-15)), 0);
  const areas = p[0]!.map((_, c) => areaOf(rows.map(({ label }, i) => [p[i]![c]!, label === c] as const)));
  const auc = areas.reduce((sum, area) => sum + area, 0) / areas.length;
  return { acc: right / rows.length, auc, logloss: loss / rows.length };
}

/** The share of (positive, negative) pairs in the right order, ties counting half. */
function areaOf(scores: readonly (readonly [score: number, positive: boolean])[]): number {
  const of = (wanted: boolean) => scores.flatMap(([score, positive]) => (positive === wanted ? [score] : []));
  const [positives, negatives] = [of(true), of(false)];
  const wins = positives.flatMap((a) => negatives.map((b) => (a > b ? 1 : a === b ? 0.5 : 0) as number));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

/** The mean of paired differences and its standard error. */
function paired(differences: readonly number[]): { mean: number; error: number } {
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

describe.each(Object.entries(sets))('%s', (name, { hidden, split0_test_first5: first, per_split: references }) => {
  const rows = readRows(`examples/data/${name}.csv`).map((row): Row => ({
    x: row.slice(0, -1).map(Number),
    label: classes[name]!.indexOf(row.at(-1)!),
  }));

  test('the splits are the references’', () => {
    expect(splitOf(rows, 0).order.slice(0, 5)).toEqual(first);
  });

  test.each(Object.keys(references) as ReferenceName[])('scores as %s does on ten splits', (reference) => {
    const theirs = references[reference];
    const ours = theirs.map((_, s) => {
      const split = splitOf(rows, s);
      return scoresOf(split.test, probabilities(split, hidden, drawsBiases[reference], s));
    });
    for (const score of ['acc', 'auc', 'logloss'] as const) {
      const { mean, error } = paired(ours.map((scores, s) => scores[score] - theirs[s]![score]));
      expect(Math.abs(mean), `${score} of ${name}`).toBeLessThanOrEqual(BOUNDS[score] * error);
    }
  });
});
