// Charts as SVG, by Vega-Lite.
import { writeFileSync } from 'node:fs';
import { View, parse } from 'vega';
import { compile } from 'vega-lite';
import { peers } from './peers.mjs';
import { tasks } from './tasks.mjs';

/** Draws a Vega-Lite specification. */
export async function draw(specification, path) {
  const config = { font: 'sans-serif', background: 'white' };
  const { spec } = compile({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', config, ...specification });
  const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
  writeFileSync(path, `${svg}\n`);
}

/** A dot for each peer on each task: how many times as fast Layerwise is. */
export function writeChart(results, path) {
  const values = results
    .filter(({ ours }) => ours)
    .map(({ task, peer, dtype, ours, theirs }) => ({ task, dtype, peer: peers[peer].title, ratio: ours / theirs }));
  const { cpu, node } = results.find(({ ours }) => ours);
  return draw(
    {
      title: {
        text: 'Layerwise beside other libraries',
        subtitle: `${cpu}, node ${node}, one thread; right of the line Layerwise is faster`,
      },
      data: { values },
      facet: { row: { field: 'dtype', title: null, sort: ['float64', 'float32'] } },
      spec: {
        width: 640,
        height: { step: 26 },
        layer: [
          { mark: { type: 'rule', color: '#888' }, encoding: { x: { datum: 1 } } },
          {
            mark: { type: 'point', filled: true, size: 70, opacity: 0.9 },
            encoding: {
              x: {
                field: 'ratio',
                type: 'quantitative',
                scale: { type: 'log' },
                title: 'steps or predictions a second, Layerwise ÷ peer',
                axis: { format: '~g' },
              },
              y: { field: 'task', type: 'nominal', sort: Object.keys(tasks), title: null, axis: { grid: true } },
              color: {
                field: 'peer',
                type: 'nominal',
                title: 'peer',
                sort: Object.values(peers).map(({ title }) => title),
                scale: { scheme: 'category10' },
              },
              shape: { field: 'peer', type: 'nominal', sort: Object.values(peers).map(({ title }) => title) },
            },
          },
        ],
      },
    },
    path,
  );
}
