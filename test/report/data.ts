// Models to report on, made of what they are said to have predicted.
import { assess } from '../../src/assess/index.ts';
import { differenceInterval, metricInterval } from '../../src/assess/intervals.ts';
import { Random } from '../../src/assess/random.ts';
import { Matrix } from '../../src/index.ts';
import type { ReportData } from '../../src/report/index.ts';
import type { MetricName } from '../../src/training/metrics/metrics.ts';

type Task = ReportData['target']['task'];

/** The texts that a table may hold, in every place of a report. */
export interface Texts {
  readonly target: string;
  readonly columns: readonly string[];
  readonly classes: readonly string[];
  readonly category: string;
  readonly message: string;
}

export const plain: Texts = {
  target: 'species',
  columns: ['mass', 'island', 'id'],
  classes: ['Adelie', 'Chinstrap', 'Gentoo'],
  category: 'Dream',
  message: 'column "id" counts the rows; it is left out',
};

const ROWS = 90;

/** Outputs that are near the targets, the nearer the larger `strength`. */
function predicted(task: Task, strength: number): { readonly outputs: Matrix; readonly y: Matrix } {
  const random = new Random(7);
  const unit = (): number => random.below(2 ** 32) / 2 ** 32;
  const columns = { binary: 2, multiclass: 3, regression: 1 }[task];
  const y = new Float64Array(ROWS).map((_, row) => (task === 'regression' ? 100 * unit() : row % columns));
  const rows = Array.from(y, (target) => {
    if (task === 'regression') return [target + (60 * (unit() - 0.5)) / strength];
    const weights = Array.from({ length: columns }, (_, i) => unit() + (i === target ? strength : 0));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  });
  return { outputs: new Matrix(Float64Array.from(rows.flat()), ROWS, columns), y: new Matrix(y, ROWS, 1) };
}

/** A report's data for a task, as if trained. */
export function reportOf(task: Task, texts: Texts = plain, strength = 0.5): ReportData {
  const { outputs, y } = predicted(task, strength);
  const others = predicted(task, 0.3).outputs;
  const names: readonly MetricName[] = task === 'regression' ? ['rmse', 'r2'] : ['accuracy', 'logLoss'];
  const scores = (of: Matrix) => Object.fromEntries(names.map((name) => [name, metricInterval(name, of, y)]));
  const difference = differenceInterval(names[0]!, outputs, others, y);
  const [first, second, third] = texts.columns as [string, string, string];
  const classes = task === 'regression' ? undefined : texts.classes.slice(0, outputs.columns);
  const importance = [first, second].map((column, i) => ({ column, mean: 0.3 - 0.4 * i, deviation: 0.1 }));
  return {
    kind: 'network',
    target: { name: texts.target, task, ...(classes === undefined ? {} : { classes }) },
    columns: [
      { name: first, type: 'number', gaps: 3, low: -1.5, median: 2, high: 123_456 },
      { name: second, type: 'category', gaps: 0, categories: [texts.category, 'Biscoe', 'a', 'b', 'c'] },
      { name: third, type: 'unused', gaps: 0, reason: 'ID_COLUMN' },
    ],
    notes: [
      { severity: 'note', message: texts.message, advice: 'Drop it.' },
      { severity: 'warning', message: texts.message, advice: 'Look.' },
    ],
    rows: { train: 200, validation: 50, test: ROWS },
    ...(classes === undefined ? {} : { classCounts: classes.map((_, i) => 100 + 20 * i) }),
    history: { loss: [1, 0.5, 0.3], valLoss: [1.1, 0.6, 0.7], valAccuracy: [0.5, 0.8, 0.9], bestEpoch: 1 },
    scores: { network: scores(outputs), linear: scores(others), baseline: scores(others) },
    comparison: { metric: names[0]!, lessIsBetter: task === 'regression', linear: difference, baseline: difference },
    advice: { use: 'linear', message: texts.message },
    assessment: { ...assess(task === 'regression' ? 'numbers' : 'classes', outputs, y, 0), importance },
    ...(classes === undefined ? {} : { temperature: 1.25 }),
    inputs: 4,
    layers: [
      { name: 'columnGroups', outputs: 4, parameters: 4 },
      { name: 'dense', activation: 'selu', outputs: 12, parameters: 60 },
      {
        name: 'dense',
        activation: classes === undefined ? 'linear' : 'softmax',
        outputs: outputs.columns,
        parameters: 39,
      },
    ],
    settings: { target: texts.target, columns: { [second]: 'category' }, seed: 3, hidden: [12], epochs: 3 },
  };
}
