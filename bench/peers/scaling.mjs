// How the time of a step grows: bench/scaling.mjs on Node 20 and 24, as a figure and a table in docs/performance.md.
// node scaling.mjs
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { markdownTable, replaceBlock, threeDigits } from '../document.mjs';
import { measure, nodes } from '../measured.mjs';
import { draw } from './chart.mjs';

const path = (file) => fileURLToPath(new URL(`../../docs/${file}`, import.meta.url));
const titles = {
  width: 'width: [w, w, w, 1], 32 rows a step',
  depth: 'depth: layers of 4 units, one row a step',
  batch: 'rows a step: [64, 64, 64, 1]',
  rows: 'rows of data: [64, 64, 64, 1], 32 rows a step',
};
const used = nodes().filter(({ name }) => /^Node (20|24)/.test(name));
const measured = used.map(({ name, executable }) => ({ name, rows: measure('scaling', [], executable) }));
const points = measured.flatMap(({ name, rows }) =>
  rows.filter(({ axis }) => axis).map((row) => ({ ...row, node: name.replace(/\..*/, ''), title: titles[row.axis] })),
);

await draw(
  {
    title: { text: 'Time of a training step', subtitle: cpus()[0].model.trim() },
    data: { values: points },
    facet: { field: 'title', title: null, sort: Object.values(titles) },
    columns: 2,
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 320,
      height: 200,
      mark: { type: 'line', point: { size: 25 }, strokeWidth: 1.5 },
      encoding: {
        x: { field: 'value', type: 'quantitative', scale: { type: 'log', base: 2, nice: false }, title: null },
        y: {
          field: 'microseconds',
          type: 'quantitative',
          scale: { type: 'log' },
          title: 'µs a step',
          axis: { format: '~g', values: [0.1, 1, 10, 100, 1e3, 1e4, 1e5] },
        },
        color: { field: 'dtype', type: 'nominal', title: 'dtype' },
        strokeDash: { field: 'node', type: 'nominal', title: 'runtime', legend: { symbolType: 'stroke' } },
      },
    },
  },
  path('scaling.svg'),
);

const columns = measured.flatMap(({ name, rows }) =>
  ['float64', 'float32'].map((dtype) => ({
    title: `${name} ${dtype}`,
    rows: rows.filter((row) => row.dtype === dtype),
  })),
);
const ofFour = columns[0].rows.filter(({ axis, value }) => axis && Number.isInteger(Math.log2(value) / 2));
const lines = ofFour.map(({ axis, value }) => [
  `${axis} ${value}`,
  ...columns.map(({ rows }) => threeDigits(rows.find((row) => row.axis === axis && row.value === value).microseconds)),
]);
const overhead = (key) => columns.map(({ rows }) => rows.find((row) => row[key] !== undefined)[key].toFixed(0));
const text = [
  `${cpus()[0].model.trim()}; microseconds a step:`,
  markdownTable(['', ...columns.map(({ title }) => title)], lines),
  'What a step costs however small it is, from the line through the times of layers of 4 units with one row:',
  markdownTable(
    ['nanoseconds', ...columns.map(({ title }) => title)],
    [
      ['a step', ...overhead('step')],
      ['and a layer', ...overhead('layer')],
    ],
  ),
].join('\n\n');
await replaceBlock(path('performance.md'), 'scaling', text);
