// The metrics' values by scikit-learn.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type MetricOption, confusionMatrix, metric, oneHot } from '../../src/index.ts';
import { metricNames } from '../../src/training/metrics/metrics.ts';

interface Golden {
  readonly case: { readonly kind: 'binary' | 'multi' | 'regression' };
  readonly y: number[];
  readonly score?: number[];
  readonly probs?: number[][];
  readonly pred?: number[];
  readonly result: Readonly<Record<string, number | number[][]>>;
}
const { cases } = JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')) as { cases: Golden[] };

/** What the goldens call each; a metric of the table that is left out fails the last test. */
const names: Readonly<Record<string, MetricOption>> = {
  accuracy: 'accuracy',
  top2: { name: 'topK', k: 2 },
  precision: 'precision',
  recall: 'recall',
  f1: 'f1',
  balanced_accuracy: 'balancedAccuracy',
  mcc: 'mcc',
  cohen_kappa: 'cohenKappa',
  roc_auc: 'auc',
  auc_ovr_macro: 'auc',
  auc_ovo_macro: { name: 'auc', multiClass: 'ovo' },
  average_precision: 'averagePrecision',
  log_loss: 'logLoss',
  brier: 'brier',
  mse: 'mse',
  rmse: 'rmse',
  mae: 'mae',
  median_ae: 'medianAbsoluteError',
  mape: 'mape',
  max_error: 'maxError',
  r2: 'r2',
  explained_variance: 'explainedVariance',
  ...Object.fromEntries(
    (['precision', 'recall', 'f1'] as const).flatMap((name) =>
      (['macro', 'micro', 'weighted'] as const).map((average) => [`${name}_${average}`, { name, average }]),
    ),
  ),
};

/** Rounding of sums in another order. */
const TOLERANCE = 1e-14;

const values = cases.flatMap(({ case: { kind }, y, score, probs, pred, result }) =>
  Object.entries(result)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    .flatMap(([name, expected]) =>
      [y, ...(probs === undefined ? [] : [oneHot(y).matrix])].map((targets, form) => ({
        title: `${kind}: ${name}${form === 1 ? ' of one-hot rows' : ''}`,
        option: names[name]!,
        outputs: score ?? probs ?? pred!,
        targets,
        expected,
      })),
    ),
);

test.each(values)('$title', ({ option, outputs, targets, expected }) => {
  const value = metric(option)(outputs, targets);
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1, Math.abs(expected)));
});

test('the confusion matrices', () => {
  const counted = cases.filter(({ case: { kind } }) => kind !== 'regression');
  expect(counted).toHaveLength(2);
  for (const { y, score, probs, result } of counted)
    expect(confusionMatrix(score ?? probs!, y).toArray()).toEqual(result['confusion']);
});

test('every metric of the table has a golden', () => {
  const tested = values.map(({ option }) => (typeof option === 'string' ? option : option.name));
  expect(metricNames.filter((name) => !tested.includes(name))).toEqual([]);
});
