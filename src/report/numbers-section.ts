// How far a model of numbers is off.
import { scaleLinear } from 'd3-scale';
import type { NumberAssessment } from '../assess/index.ts';
import { AREA, axes, drawing, figure, table } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Content, type Markup, markup, named } from './markup.ts';
import { count, shown } from './numbers.ts';

/**
 * The part of the page about errors; nothing of classes.
 * @param on the rows, in words
 */
export function numbersSection({ assessment, target }: Pick<ReportData, 'assessment' | 'target'>, on: string): Content {
  const { numbers } = assessment;
  if (numbers === undefined) return undefined;
  const { residuals } = numbers;
  const cells = [
    ['mean', residuals.mean],
    ['standard deviation', residuals.deviation],
    ['least', residuals.least],
    ['lower quartile', residuals.lowerQuartile],
    ['median', residuals.median],
    ['upper quartile', residuals.upperQuartile],
    ['largest', residuals.largest],
  ] as const;
  return markup`<section aria-labelledby="errors">
    <h2 id="errors">How far off it is</h2>
    <p>An error is the actual ${named(target.name)} less the predicted one, on ${on}.</p>
    <div class="figures">
      ${scatter(numbers)}${errors(numbers)}
    </div>
    ${table(
      'The errors',
      cells.map(([name]) => name),
      [cells.map(([, value]) => shown(value, 4))],
      [0, 1, 2, 3, 4, 5, 6],
    )}
  </section>`;
}

function scatter({ points }: NumberAssessment): Markup {
  const [least, largest] = ends(points.flat());
  const x = scaleLinear().domain([least, largest]).range([AREA.left, AREA.right]).nice();
  const y = scaleLinear().domain(x.domain()).range([AREA.bottom, AREA.top]);
  const [low, high] = x.domain() as [number, number];
  const dots = points.map(
    ([predicted, actual]) =>
      markup`<circle class="point s0" cx="${x(predicted).toFixed(1)}" cy="${y(actual).toFixed(1)}" r="3" />`,
  );
  return figure(
    'Actual against predicted',
    drawing(`${points.length} rows, actual against predicted; on the diagonal a prediction is right.`, [
      axes({ scale: x, title: 'predicted' }, { scale: y, title: 'actual' }),
      dots,
      markup`<line class="marker" x1="${x(low)}" y1="${y(low)}" x2="${x(high)}" y2="${y(high)}" />`,
    ]),
    [],
    `${count(points.length)} rows; on the line a prediction is right.`,
  );
}

function errors({ histogram: { edges, counts }, residuals }: NumberAssessment): Markup {
  const x = scaleLinear()
    .domain([edges[0]!, edges.at(-1)!])
    .range([AREA.left, AREA.right]);
  const y = scaleLinear()
    .domain([0, Math.max(...counts)])
    .range([AREA.bottom, AREA.top])
    .nice();
  const bars = counts.map((rows, i) => {
    const [from, to] = [x(edges[i]!), x(edges[i + 1]!)];
    return markup`<rect
      class="bar s0"
      x="${(from + 0.5).toFixed(1)}"
      y="${y(rows).toFixed(1)}"
      width="${Math.max(to - from - 1, 0.5).toFixed(1)}"
      height="${(AREA.bottom - y(rows)).toFixed(1)}"
    />`;
  });
  const [first, last] = x.domain() as [number, number];
  const zero =
    first <= 0 &&
    last >= 0 &&
    markup`<line class="marker" x1="${x(0)}" x2="${x(0)}" y1="${AREA.top}" y2="${AREA.bottom}" />`;
  const label = `Histogram of the errors, from ${shown(first)} to ${shown(last)}, half of them from ${shown(residuals.lowerQuartile)} to ${shown(residuals.upperQuartile)}.`;
  return figure(
    'Errors',
    drawing(label, [axes({ scale: x, title: 'actual less predicted' }, { scale: y, title: 'rows' }), bars, zero]),
    [],
    'Right of 0 the prediction was too low. Errors far from the others are worth a look.',
  );
}

function ends(values: readonly number[]): [least: number, largest: number] {
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  return least === largest ? [least - 0.5, largest + 0.5] : [least, largest];
}
