// The verdict: how good the models are, how sure that is, and which to use.
import { scaleLinear } from 'd3-scale';
import type { Interval } from '../assess/index.ts';
import { drawing, figure, table } from './chart.ts';
import type { EvaluationData, ReportData, ReportScores } from './data.ts';
import { type Content, type Markup, markup } from './markup.ts';
import { counted, measured, percent } from './numbers.ts';

/** What the metrics are called, and whether less of them is better. */
const metrics: Readonly<Record<string, readonly [name: string, lessIsBetter: boolean]>> = {
  accuracy: ['Accuracy', false],
  balancedAccuracy: ['Balanced accuracy', false],
  auc: ['Area under the ROC curve', false],
  averagePrecision: ['Average precision', false],
  f1: ['F1', false],
  mcc: ['Matthews’ correlation', false],
  cohenKappa: ['Cohen’s κ', false],
  logLoss: ['Log loss', true],
  brier: ['Brier score', true],
  rmse: ['Root mean squared error', true],
  mse: ['Mean squared error', true],
  mae: ['Mean absolute error', true],
  r2: ['R²', false],
};

/** The name of a metric in print. */
export const metricName = (metric: string): string => (Object.hasOwn(metrics, metric) ? metrics[metric]![0] : metric);

const isLessBetter = (metric: string): boolean => Object.hasOwn(metrics, metric) && metrics[metric]![1];

/** The models in the order of the page, with the number of their colour. */
export const models = [
  { key: 'network', name: 'network', color: 0 },
  { key: 'linear', name: 'linear model', color: 1 },
  { key: 'baseline', name: 'baseline', color: 8 },
] as const;

/** The words of the verdict by what to use. */
const headings = {
  network: 'Use the network.',
  linear: 'Use the linear model.',
  baseline: 'Neither model is better than guessing.',
} as const;

/** The interval in words. */
export const intervalText = ({ value, low, high, level }: Interval): string =>
  `${measured(value)}, ${percent(level)} interval ${measured(low)} to ${measured(high)}`;

/** Which model to use, and why. */
export function verdict({ advice, comparison, rows }: ReportData): Markup {
  const { metric, lessIsBetter, linear, baseline } = comparison;
  const differences = [
    { name: 'linear model', interval: linear },
    { name: 'baseline', interval: baseline },
  ];
  const label = `The difference in ${metric}: ${differences.map(({ name, interval }) => `the network’s less that of the ${name} is ${intervalText(interval)}`).join('; ')}.`;
  const note = `On ${rows.test} test rows. An interval that holds 0 says: these rows do not show which is better.`;
  const direction = lessIsBetter ? 'left of 0 the network is better' : 'right of 0 the network is better';
  return markup`<section class="verdict ${advice.use}" aria-labelledby="verdict">
    <div>
      <h2 id="verdict">${headings[advice.use]}</h2>
      <p>${advice.message}</p>
    </div>
    ${figure(
      markup`${metricName(metric)}, difference <small>${direction}</small>`,
      drawing(
        label,
        whiskers(
          differences.map(({ name, interval }, i) => ({
            name: `network − ${name}`,
            interval,
            color: models[i + 1]!.color,
          })),
          0,
        ),
        118,
      ),
      [],
      note,
    )}
  </section>`;
}

/** All metrics of all models. */
export function scores({ scores: all, rows, target }: ReportData): Markup {
  const guess = target.task === 'regression' ? 'the mean of the training rows' : 'the shares of the classes';
  const sides = models.map(({ key, name, color }) => ({ name, color, scores: all[key] }));
  return markup`<section aria-labelledby="scores">
    <h2 id="scores">How good it is</h2>
    <p>
      Measured on ${rows.test} test rows, which had no part in training. Whiskers are ${levelOf(all.network)} intervals. The
      baseline knows no column: it predicts ${guess}.
    </p>
    ${sideBySide('Metrics on the test rows', sides)}
  </section>`;
}

/** All metrics of one model, on some rows and on the test rows of its table. */
export function evaluationScores({ scores: found, tested, rows, skipped, kind }: EvaluationData): Markup {
  const { name, color } = models.find(({ key }) => key === kind)!;
  const sides = [
    { name: 'these rows', color, scores: found },
    { name: 'test rows', color: models[2].color, scores: tested },
  ];
  const without =
    skipped > 0 && ` ${counted(skipped, 'row')} without a target ${skipped === 1 ? 'was' : 'were'} left out.`;
  return markup`<section aria-labelledby="scores">
    <h2 id="scores">How good it is</h2>
    <p>
      The ${name} measured on ${counted(rows, 'row')}, and beside that on the test rows of the table that it was made of.
      Whiskers are ${levelOf(found)} intervals.${without}
    </p>
    ${sideBySide('Metrics on these rows and on the test rows', sides)}
  </section>`;
}

const levelOf = (found: ReportScores): string => percent(Object.values(found)[0]?.level ?? 0.95);

/** What is measured, side by side with others: a chart a metric, and all of it in a table. */
function sideBySide(
  caption: string,
  sides: readonly { readonly name: string; readonly color: number; readonly scores: ReportScores }[],
): Markup {
  const names = Object.keys(sides[0]!.scores);
  const charts = names.map((metric) => {
    const marks = sides.flatMap(({ name, color, scores: { [metric]: interval } }) =>
      interval === undefined ? [] : [{ name, color, interval }],
    );
    const label = `${metricName(metric)}: ${marks.map(({ name, interval }) => `${name} ${intervalText(interval)}`).join('; ')}.`;
    const better = isLessBetter(metric) ? 'less is better' : 'more is better';
    return figure(
      markup`${metricName(metric)} <small>${better}</small>`,
      drawing(label, whiskers(marks), 50 + 32 * sides.length),
    );
  });
  const cells = names.map((metric) => [
    metricName(metric),
    ...sides.map(({ scores: { [metric]: interval } }): Content => {
      if (interval === undefined) return '–';
      return markup`${measured(interval.value)} <small>${measured(interval.low)} to ${measured(interval.high)}</small>`;
    }),
  ]);
  return markup`<div class="figures${names.length % 3 === 0 && ' three'}">${charts}</div>
    ${table(caption, ['metric', ...sides.map(({ name }) => name)], cells)}`;
}

/** A value a line with its whiskers, over an axis. `zero` is a number that the axis holds and marks. */
function whiskers(
  rows: readonly { readonly name: string; readonly color: number; readonly interval: Interval }[],
  zero?: number,
): Markup {
  const [left, right, step] = [168, 376, 32];
  const ends = rows.flatMap(({ interval: { value, low, high } }) => [value, low, high]).filter(Number.isFinite);
  const all = zero === undefined ? ends : [...ends, zero];
  if (ends.length === 0) return markup`<text x="${left}" y="40">there are no values</text>`;
  const x = scaleLinear()
    .domain([Math.min(...all), Math.max(...all)])
    .range([left, right])
    .nice(4);
  const bottom = 14 + step * rows.length;
  const format = x.tickFormat(4);
  const lines = rows.map(({ name, color, interval: { value, low, high } }, i) => {
    const y = 14 + step * (i + 0.5);
    const mark = [value, low, high].every(Number.isFinite)
      ? markup`<line
            class="whisker s${color}"
            x1="${x(low).toFixed(1)}"
            x2="${x(high).toFixed(1)}"
            y1="${y}"
            y2="${y}" /><circle class="dot s${color}" cx="${x(value).toFixed(1)}" cy="${y}" r="5.5" />`
      : undefined;
    return markup`<text class="name" x="${left - 16}" y="${y}" dy="0.32em" text-anchor="end">${name}</text>${mark}<text
        class="value"
        x="432"
        y="${y}"
        dy="0.32em"
        text-anchor="end">${measured(value)}</text>`;
  });
  const ticks = x.ticks(4).map(
    (tick) =>
      markup`<line
            x1="${x(tick)}"
            x2="${x(tick)}"
            y1="10"
            y2="${bottom}"
            ${tick === zero && markup` class="zero"`} /><text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${format(tick)}</text>`,
  );
  return markup`<g class="grid">${ticks}</g>${lines}`;
}
