// The network drawn, and what makes it again.
import { details, drawing, figure, table } from './chart.ts';
import type { ReportData } from './data.ts';
import { type Markup, cut, markup } from './markup.ts';
import { count, counted } from './numbers.ts';

/** Of a layer at most so many units are drawn. */
const MOST_UNITS = 8;

const [WIDTH, HEIGHT] = [760, 300] as const;

interface Column {
  readonly units: number;
  readonly title: string;
  readonly subtitle: string;
}

/** The part of the page about the network. */
export function networkSection(data: ReportData): Markup {
  const { inputs, layers } = data;
  const parameters = layers.reduce((sum, layer) => sum + layer.parameters, 0);
  const cells = layers.map(({ name, activation, outputs, parameters: own }) => [
    name,
    activation ?? '',
    count(outputs),
    count(own),
  ]);
  const kind = data.kind === 'linear' ? 'The linear model' : 'The network';
  const caption = `${kind}: ${counted(inputs, 'input')}, ${counted(parameters, 'parameter')}`;
  return markup`<section aria-labelledby="network">
    <h2 id="network">${kind}</h2>
    ${figure(caption, markup`<div class="wide" tabindex="0" role="region" aria-label="drawing">${picture(data)}</div>`)}${details('All layers', table('Layers, in order', ['layer', 'activation', 'outputs', 'parameters'], cells, [2, 3]))}
  </section>`;
}

/** The units of the layers that have weights, and lines between them. */
function picture({ inputs, layers, columns, target }: ReportData): Markup {
  const dense = layers.filter(({ name }) => name === 'dense');
  const outputs = target.classes === undefined ? 'a number' : counted(dense.at(-1)?.outputs ?? 0, 'class', 'classes');
  const drawn: Column[] = [
    {
      units: inputs,
      title: counted(columns.filter(({ type }) => type !== 'unused').length, 'column'),
      subtitle: counted(inputs, 'input'),
    },
    ...dense.map(({ outputs: units, activation = 'linear' }, i) => ({
      units,
      title: i === dense.length - 1 ? outputs : counted(units, 'unit'),
      subtitle: activation,
    })),
  ];
  const step = (WIDTH - 200) / Math.max(drawn.length - 1, 1);
  const places = drawn.map((column, i) => ({ ...column, x: 100 + i * step, ys: unitsOf(column.units) }));
  const edges = places.slice(1).map(({ x, ys }, i) => {
    const before = places[i]!;
    return before.ys
      .flatMap((from) => ys.map((to) => `M${before.x.toFixed(0)} ${from}L${x.toFixed(0)} ${to}`))
      .join('');
  });
  const nodes = places.map(({ x, ys, units, title, subtitle }, i) => {
    const isLast = i === places.length - 1;
    const names = isLast && target.classes !== undefined && units <= MOST_UNITS ? target.classes.map(String) : [];
    const hidden =
      units > ys.length &&
      markup`<text class="name" x="${x.toFixed(0)}" y="${HEIGHT / 2}" dy="-0.7em" text-anchor="middle">⋮</text>`;
    return markup`${ys.map((y) => markup`<circle class="unit s${i === 0 ? 8 : isLast ? 1 : 0}" cx="${x.toFixed(0)}" cy="${y}" r="8" />`)}${hidden}${names.map(
      (name, unit) =>
        markup`<text class="name" x="${(x + 16).toFixed(0)}" y="${ys[unit]}" dy="0.32em">${cut(name, 10)}</text>`,
    )}<text class="value" x="${x.toFixed(0)}" y="${HEIGHT - 26}" text-anchor="middle">${title}</text><text class="name" x="${x.toFixed(0)}" y="${HEIGHT - 8}" text-anchor="middle">${subtitle}</text>`;
  });
  const label = `The layers: ${drawn.map(({ title, subtitle }) => `${title}, ${subtitle}`).join('; ')}.`;
  return drawing(label, [markup`<path class="edges" d="${edges.join('')}" />`, nodes], HEIGHT, WIDTH);
}

/** Where the units of a layer stand; of many there is a gap in the middle. */
function unitsOf(units: number): number[] {
  const shown = Math.min(units, MOST_UNITS);
  const step = Math.min(30, (HEIGHT - 80) / Math.max(shown, 1));
  const middle = (HEIGHT - 50) / 2;
  const gap = units > shown ? step : 0;
  return Array.from({ length: shown }, (_, i) => {
    const y = middle + (i - (shown - 1) / 2) * step;
    return Math.round(y + (i < shown / 2 ? -gap / 2 : gap / 2));
  });
}

/** The part of the page with what makes the model again. */
export function repeatSection({ settings, kind }: ReportData): Markup {
  const options = Object.entries(settings).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
  const model = kind === 'linear' ? 'const { linear } =' : 'const model =';
  const code = `import { fitTable } from 'layerwise/table';\n\n${model} await fitTable(rows, {\n${options.join('')}});`;
  return markup`<section aria-labelledby="repeat">
    <h2 id="repeat">To make it again</h2>
    <p>The same rows in the same order, these settings and this version give the same bits in every runtime.</p>
    <pre tabindex="0"><code>${code}</code></pre>
  </section>`;
}
