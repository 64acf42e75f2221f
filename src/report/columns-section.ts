// What the model needs to know, and how sure it may be of a single row.
import { scaleBand, scaleLinear } from 'd3-scale';
import type { Importance } from '../assess/index.ts';
import { details, drawing, figure, table } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Content, type Markup, cut, markup, named } from './markup.ts';
import { counted, percent, shown } from './numbers.ts';

/** More columns are not drawn, and in the table shown on request. */
const MOST_BARS = 15;

/** The part of the page about conformal prediction. */
export function coverageSection({ assessment, target }: ReportData): Content {
  const { coverage } = assessment;
  const isNumbers = target.task === 'regression';
  const what = isNumbers ? 'an interval that holds the number' : 'a set of classes that holds the right one';
  const about = markup`<p>
    For a single row the model can give ${what} with a probability that you choose, whatever the network learned
    (split-conformal prediction), as long as new rows are like the test rows:
    <code>model.predict(row, { coverage: 0.9 })</code>.
  </p>`;
  if (coverage.length === 0)
    return markup`<section aria-labelledby="coverage">
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
  return markup`<section aria-labelledby="coverage">
    <h2 id="coverage">How sure of one row?</h2>
    ${about}${markup`<div class="narrow">${table('Coverage on the test rows, each judged by the scores of others', header, cells)}</div>`}
  </section>`;
}

/** The part of the page about importance. */
export function importanceSection({ assessment, target }: ReportData): Content {
  const { importance } = assessment;
  const measure = target.task === 'regression' ? 'root mean squared error' : 'log loss';
  const heading = markup`<h2 id="importance">Which columns it needs</h2>`;
  if (importance === undefined || importance.length === 0)
    return markup`<section aria-labelledby="importance">
      ${heading}
      <p>This was left out: with so many columns it would take long.</p>
    </section>`;
  const sorted = [...importance].sort((a, b) => b.mean - a.mean);
  const most = sorted.slice(0, MOST_BARS);
  const height = 30 * most.length + 40;
  const x = scaleLinear()
    .domain([
      Math.min(0, ...most.map(({ mean, deviation }) => mean - deviation)),
      Math.max(1e-9, ...most.map(({ mean, deviation }) => mean + deviation)),
    ])
    .range([150, 372]);
  const y = scaleBand(
    most.map((_, i) => i),
    [4, height - 34],
  ).padding(0.35);
  const bars = most.map((each, i) => bar(each, x, y(i)!, y.bandwidth()));
  const format = x.tickFormat(4);
  const ticks = x.ticks(4).map(
    (tick) =>
      markup`<line
            x1="${x(tick).toFixed(1)}"
            x2="${x(tick).toFixed(1)}"
            y1="0"
            y2="${height - 32}"
            ${tick === 0 && markup` class="zero"`} /><text x="${x(tick).toFixed(1)}" y="${height - 14}" text-anchor="middle">${format(tick)}</text>`,
  );
  const label = `Importance: ${most.map(({ column, mean }) => `${cut(column)} ${shown(mean)}`).join(', ')}.`;
  const rest = sorted.slice(MOST_BARS);
  const tableOf = (columns: readonly Importance[]): Markup =>
    table(
      `Rise of the ${measure}`,
      ['column', 'mean', 'deviation'],
      columns.map(({ column, mean, deviation }) => [named(column, 30), shown(mean), shown(deviation)]),
    );
  return markup`<section aria-labelledby="importance">
    ${heading}
    <p>
      How much the ${measure} on test rows rises when a column’s values are dealt to other rows at random. Of two
      columns that say the same either may seem worthless, because the other stands in.
    </p>
    <div class="figures">
      ${figure(
        `Rise of the ${measure} without the column`,
        drawing(label, [markup`<g class="grid">${ticks}</g>`, bars], height),
        [],
        'Whiskers are one standard deviation of the repeats.',
      )}
      <div>${tableOf(most)}${rest.length > 0 && details(`${counted(rest.length, 'other column')}`, tableOf(rest))}</div>
    </div>
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
  return markup`<text class="name" x="140" y="${middle}" dy="0.32em" text-anchor="end">${cut(column, 18)}</text><rect
      class="bar s0"
      x="${from.toFixed(1)}"
      y="${at.toFixed(1)}"
      width="${Math.max(to - from, 1).toFixed(1)}"
      height="${height.toFixed(1)}"
      rx="2" /><line
      class="whisker thin"
      x1="${x(mean - deviation).toFixed(1)}"
      x2="${x(mean + deviation).toFixed(1)}"
      y1="${middle}"
      y2="${middle}" /><text class="value" x="434" y="${middle}" dy="0.32em" text-anchor="end">${shown(mean)}</text>`;
}
