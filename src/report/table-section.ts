// What the table was taken for: rows, classes, columns, and what was found in them.
import { scaleBand, scaleLinear } from 'd3-scale';
import { details, drawing, figure, table } from './chart.ts';
import type { ReportColumn, ReportData } from './data.ts';
import { type Content, type Markup, cut, markup, named } from './markup.ts';
import { count, counted, percent, shown } from './numbers.ts';

/** More bars are not drawn. */
const MOST_BARS = 12;

/** More columns than this are shown on request. */
const MOST_COLUMNS = 15;

/** The part of the page about the data. */
export function tableSection(data: ReportData): Markup {
  const { columns, notes, rows } = data;
  const used = columns.filter(({ type }) => type !== 'unused').length;
  const left = columns.length - used;
  const what = markup`${counted(rows.train + rows.validation + rows.test, 'row')} with a target;
  ${counted(used, 'column')} to predict it from${left > 0 && `, ${left} left out`}.`;
  const lines = columns.map((column) => [
    named(column.name),
    column.type === 'unused' ? markup`<em>left out</em>` : column.type,
    percent(column.gaps / Math.max(rows.train, 1), column.gaps > 0 ? 1 : 0),
    contentsOf(column),
  ]);
  const shownTable = table('Columns, as the training rows have them', ['column', 'type', 'gaps', 'values'], lines, [2]);
  return markup`<section aria-labelledby="table">
    <h2 id="table">The table</h2>
    <p>${what}</p>
    <div class="figures">${rowsFigure(data)}${classesFigure(data)}</div>
    ${notesList(notes)}${columns.length > MOST_COLUMNS ? details(`All ${count(columns.length)} columns`, shownTable) : shownTable}
  </section>`;
}

/** What stands in a column. */
function contentsOf(column: ReportColumn): Content {
  if (column.type === 'number')
    return markup`${shown(column.low)} to ${shown(column.high)}, median ${shown(column.median)}`;
  if (column.type === 'unused') return column.reason.replace('_COLUMN', '').replace('_', ' ').toLowerCase();
  const { categories } = column;
  const first = categories.slice(0, 4).map((category, i) => markup`${i > 0 && ', '}${named(category, 20)}`);
  return markup`${first}${categories.length > 4 && ` and ${categories.length - 4} more`}`;
}

function notesList(notes: ReportData['notes']): Content {
  if (notes.length === 0) return markup`<p>Nothing in the data calls for a warning.</p>`;
  const sorted = [...notes].sort((a, b) => Number(b.severity === 'warning') - Number(a.severity === 'warning'));
  return markup`<ul class="notes">
    ${sorted.map(
      ({ severity, message, advice }) =>
        markup`<li class="${severity}">
          <strong>${severity === 'warning' ? 'Warning' : 'Note'}</strong><span>${cut(message, 400)}. ${cut(advice, 400)}</span>
        </li>`,
    )}
  </ul>`;
}

function rowsFigure({ rows }: ReportData): Markup {
  const parts = [
    { name: 'training', value: rows.train },
    { name: 'validation', value: rows.validation },
    { name: 'test', value: rows.test },
  ];
  const label = `Rows: ${parts.map(({ name, value }) => `${value} for ${name}`).join(', ')}.`;
  return figure('Rows, by what they were used for', bars(label, parts));
}

function classesFigure({ target, classCounts }: ReportData): Content {
  if (target.classes === undefined || classCounts === undefined) return undefined;
  const all = target.classes.map((name, i) => ({ name: String(name), value: classCounts[i] ?? 0 }));
  const parts = [...all].sort((a, b) => b.value - a.value).slice(0, MOST_BARS);
  const label = `Rows by class: ${parts.map(({ name, value }) => `${cut(name)} ${value}`).join(', ')}.`;
  const rest = all.length - parts.length;
  return figure(
    markup`Rows of each class of ${named(target.name)}`,
    bars(label, parts),
    [],
    rest > 0 ? `and ${rest} more classes` : undefined,
  );
}

/** A horizontal bar each, with its number. */
function bars(label: string, parts: readonly { readonly name: string; readonly value: number }[]): Markup {
  const height = 8 + 30 * parts.length;
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  const x = scaleLinear()
    .domain([0, Math.max(1, ...parts.map(({ value }) => value))])
    .range([0, 190]);
  const y = scaleBand(
    parts.map((_, i) => i),
    [4, height - 4],
  ).padding(0.3);
  const lines = parts.map(({ name, value }, i) => {
    const at = y(i)!;
    const middle = (at + y.bandwidth() / 2).toFixed(1);
    return markup`<text class="name" x="148" y="${middle}" dy="0.32em" text-anchor="end">${cut(name, 20)}</text><rect
        class="bar s0"
        x="160"
        y="${at.toFixed(1)}"
        width="${Math.max(x(value), 1).toFixed(1)}"
        height="${y.bandwidth().toFixed(1)}"
        rx="2" /><text class="value" x="${(166 + x(value)).toFixed(1)}" y="${middle}" dy="0.32em">${count(value)} <tspan class="faint">${percent(value / Math.max(total, 1))}</tspan></text>`;
  });
  return drawing(label, lines, height);
}
