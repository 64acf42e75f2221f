// What the model needs to know, and how sure it may be of a single row.
import { scaleBand, scaleLinear } from 'd3-scale';
import type { Importance } from '../assess/index.ts';
import { details, drawing, figure, table } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Content, cut, html, named } from './markup.ts';
import { percent, shown } from './numbers.ts';

/** More columns are not drawn. */
const MOST_BARS = 20;

/** The part of the page about conformal prediction. */
export function coverageSection({ assessment, target }: ReportData): Content {
  const { coverage } = assessment;
  const isNumbers = target.task === 'regression';
  const what = isNumbers ? 'an interval that holds the number' : 'a set of classes that holds the right one';
  const about = html`<p>
    For a single row the model can give ${what} with a probability that you choose, whatever the network learned
    (split-conformal prediction), as long as new rows are like the test rows:
    <code>model.predict(row, { coverage: 0.9 })</code>.
  </p>`;
  if (coverage.length === 0)
    return html`<section aria-labelledby="coverage">
      <h2 id="coverage">How sure of one row?</h2>
      ${about}
      <p>There are too few test rows to say how well this works.</p>
    </section>`;
  const cells = coverage.map(({ wanted, found, low, high, size }) => [
    percent(wanted),
    percent(found, 1),
    `${percent(low, 1)} to ${percent(high, 1)}`,
    shown(size),
  ]);
  const header = ['asked for', 'found', '95 % interval', isNumbers ? 'mean width' : 'mean number of classes'];
  return html`<section aria-labelledby="coverage">
    <h2 id="coverage">How sure of one row?</h2>
    ${about}${table('Coverage on the test rows, each judged by the scores of others', header, cells, [0, 1, 2, 3])}
  </section>`;
}

/** The part of the page about importance. */
export function importanceSection({ assessment, target }: ReportData): Content {
  const { importance } = assessment;
  const measure = target.task === 'regression' ? 'root mean squared error' : 'log loss';
  const heading = html`<h2 id="importance">Which columns it needs</h2>`;
  if (importance === undefined || importance.length === 0)
    return html`<section aria-labelledby="importance">
      ${heading}
      <p>This was left out: with so many columns it would take long.</p>
    </section>`;
  const sorted = [...importance].sort((a, b) => b.mean - a.mean);
  const most = sorted.slice(0, MOST_BARS);
  const height = 26 * most.length + 40;
  const x = scaleLinear()
    .domain([
      Math.min(0, ...most.map(({ mean, deviation }) => mean - deviation)),
      Math.max(1e-9, ...most.map(({ mean, deviation }) => mean + deviation)),
    ])
    .range([190, 640])
    .nice(5);
  const y = scaleBand(
    most.map((_, i) => i),
    [4, height - 34],
  ).padding(0.35);
  const bars = most.map((each, i) => bar(each, x, y(i)!, y.bandwidth()));
  const format = x.tickFormat(5);
  const ticks = x
    .ticks(5)
    .map(
      (tick) =>
        html`<line
            x1="${x(tick).toFixed(1)}"
            x2="${x(tick).toFixed(1)}"
            y1="0"
            y2="${height - 32}"
            ${tick === 0 && html` class="zero"`}
          /><text x="${x(tick).toFixed(1)}" y="${height - 14}" text-anchor="middle">${format(tick)}</text>`,
    );
  const label = `Importance: ${most.map(({ column, mean }) => `${cut(column)} ${shown(mean)}`).join(', ')}.`;
  const rest = sorted.length - most.length;
  const note = `Whiskers are one standard deviation of the repeats.${rest > 0 ? ` The ${rest} others are in the table.` : ''}`;
  const cells = sorted.map(({ column, mean, deviation }) => [named(column), shown(mean), shown(deviation)]);
  return html`<section aria-labelledby="importance">
    ${heading}
    <p>
      How much the ${measure} on test rows rises when a column’s values are dealt to other rows at random. Of two
      columns that say the same either may seem worthless, because the other stands in.
    </p>
    ${figure(
      `Rise of the ${measure} without the column`,
      drawing(label, [html`<g class="grid">${ticks}</g>`, bars], height, 700),
      [],
      note,
    )}${details('All columns in numbers', table('Permutation importance', ['column', `rise of the ${measure}`, 'standard deviation'], cells))}
  </section>`;
}

function bar(
  { column, mean, deviation }: Importance,
  x: (value: number) => number,
  at: number,
  height: number,
): Content {
  const middle = (at + height / 2).toFixed(1);
  const [from, to] = [Math.min(x(0), x(mean)), Math.max(x(0), x(mean))];
  return html`<text class="name" x="178" y="${middle}" dy="0.32em" text-anchor="end">${cut(column, 24)}</text
    ><rect
      class="bar s0"
      x="${from.toFixed(1)}"
      y="${at.toFixed(1)}"
      width="${Math.max(to - from, 1).toFixed(1)}"
      height="${height.toFixed(1)}"
      rx="2"
    /><line
      class="whisker thin"
      x1="${x(mean - deviation).toFixed(1)}"
      x2="${x(mean + deviation).toFixed(1)}"
      y1="${middle}"
      y2="${middle}"
    /><text class="value" x="690" y="${middle}" dy="0.32em" text-anchor="end">${shown(mean)}</text>`;
}
