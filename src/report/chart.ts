// The frame of a chart: axes, grid, and a figure around them. Charts are SVG without a script; their colours are the
// page's, so that they follow its scheme.
import type { ScaleContinuousNumeric } from 'd3-scale';
import { type Content, type Markup, markup } from './markup.ts';

/** The size of a chart in its own units. */
export const WIDTH = 440;
export const HEIGHT = 300;

/** Where the marks of a chart are. */
export const AREA = { left: 54, right: WIDTH - 14, top: 12, bottom: HEIGHT - 46 } as const;

/** A scale of numbers along a side. */
export type Scale = ScaleContinuousNumeric<number, number>;

/** What stands along a side of a chart. */
export interface Axis {
  readonly scale: Scale;
  readonly title: string;
}

/** The ticks of a scale with their texts; large numbers as `20k`. */
function ticksOf({ scale }: Axis, wanted: number): readonly { readonly at: number; readonly text: string }[] {
  const ticks = scale.ticks(wanted);
  const isLarge = Math.max(...ticks.map(Math.abs)) >= 10_000;
  const format = scale.tickFormat(wanted, isLarge ? '~s' : undefined);
  return ticks.map((value) => ({ at: scale(value), text: format(value) })).filter(({ text }) => text !== '');
}

/** Both axes, with lines across the marks' area. */
export function axes(x: Axis, y: Axis): Markup {
  const { left, right, top, bottom } = AREA;
  return markup`<g class="grid">${ticksOf(y, 5).map(
    ({ at, text }) =>
      markup`<line x1="${left}" x2="${right}" y1="${at}" y2="${at}" /><text
              x="${left - 8}"
              y="${at}"
              dy="0.32em"
              text-anchor="end">${text}</text>`,
  )}${ticksOf(x, 6).map(
    ({ at, text }) => markup`<text x="${at}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  )}</g><line class="base" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}" /><text
      class="title"
      x="${(left + right) / 2}"
      y="${HEIGHT - 6}"
      text-anchor="middle">${x.title}</text><text class="title" transform="translate(13 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${y.title}</text>`;
}

/** A drawing of this size; the label says in words what it shows. */
export function drawing(label: string, contents: Content, height = HEIGHT, width = WIDTH): Markup {
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${contents}</svg>`;
}

/** A series in a legend: the number of its colour and its name. */
export interface Series {
  readonly color: number;
  readonly name: Content;
  readonly dashed?: boolean;
}

/** A drawing with its caption, what its colours mean, and a text below. */
export function figure(caption: Content, contents: Content, series: readonly Series[] = [], note?: Content): Markup {
  const legend = series.map(
    ({ color, name, dashed }) =>
      markup`<li>
        <svg class="key" viewBox="0 0 18 10" aria-hidden="true">
          <line class="line s${color}${dashed === true && ' dashed'}" x1="0" x2="18" y1="5" y2="5" /></svg>${name}
      </li>`,
  );
  return markup`<figure>
    <figcaption>${caption}</figcaption>
    ${
      series.length > 0 &&
      markup`<ul class="legend">
        ${legend}
      </ul>`
    }${contents}${note !== undefined && markup`<p class="remark">${note}</p>`}
  </figure>`;
}

/** A table with a caption. The first column names the rows; a cell of numbers is aligned to the right. */
export function table(
  caption: Content,
  header: readonly Content[],
  rows: readonly (readonly Content[])[],
  numeric: readonly number[] = header.map((_, i) => i).slice(1),
): Markup {
  const kind = (i: number): Content => numeric.includes(i) && markup` class="number"`;
  return markup`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="${typeof caption === 'string' ? caption : 'table'}"
  >
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${header.map((cell, i) => markup`<th scope="col" ${kind(i)}>${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr>
              ${row.map((cell, i) => (i === 0 ? markup`<th scope="row" ${kind(i)}>${cell}</th>` : markup`<td${kind(i)}>${cell}</td>`))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What is shown on request. */
export const details = (summary: string, contents: Content): Markup =>
  markup`<details>
    <summary>${summary}</summary>
    ${contents}
  </details>`;
