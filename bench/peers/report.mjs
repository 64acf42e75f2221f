// The results as Markdown tables, in docs/performance.md and README.md, and as a chart.
import { fileURLToPath } from 'node:url';
import { writeChart } from './chart.mjs';
import { peers } from './peers.mjs';
import { tasks } from './tasks.mjs';
import { markdownTable, replaceBlock, threeDigits } from '../document.mjs';
import { median } from '../support.mjs';
import { TOLERANCE } from './compare.mjs';

const root = new URL('../../', import.meta.url);

const times = ({ ours, theirs }) => `${threeDigits(ours / theirs)}×`;
const shape = ({ kind, name, sizes, batch, optimizer }) =>
  kind === 'train' ? `${name} [${sizes}], ${batch} rows, ${optimizer.name}` : `${name} [${sizes}]`;

/** Rows: tasks; columns: peers; cells: how many times as fast Layerwise is. */
function matrix(results, dtype, kind) {
  const of = (task, peer) => results.find((r) => r.task === task && r.peer === peer && r.dtype === dtype);
  const columns = Object.keys(peers).filter((peer) =>
    results.some((r) => r.peer === peer && r.dtype === dtype && tasks[r.task].kind === kind),
  );
  const rows = Object.values(tasks)
    .filter((task) => task.kind === kind)
    .map((task) => {
      const cells = columns.map((peer) => of(task.name, peer));
      const own = cells.filter((cell) => cell?.ours && !peers[cell.peer].adapt).map(({ ours }) => ours);
      const text = (cell) => (cell === undefined ? '' : cell.reason ? '–' : times(cell));
      return [shape(task), own.length > 0 ? threeDigits(median(own)) : '', ...cells.map(text)];
    });
  const rate = kind === 'train' ? 'Layerwise steps/s' : 'Layerwise calls/s';
  const titles = columns.map((peer) => `${peers[peer].title}${peers[peer].adapt ? ', one row a step' : ''}`);
  return markdownTable([dtype, rate, ...titles], rows);
}

function notes(results) {
  const noted = Object.values(peers).filter(({ note }) => note);
  const missing = results.filter(({ reason }) => reason);
  const reasons = new Map();
  for (const { task, dtype, peer, reason } of missing) {
    const key = `${peers[peer].title}: ${reason}`;
    reasons.set(key, [...(reasons.get(key) ?? []), `${task} ${dtype}`]);
  }
  return [
    ...noted.map(({ title, note, adapt }) => `- ${title}: ${note}${adapt ? '. Layerwise does the same there' : ''}.`),
    ...[...reasons].map(([key, where]) => `- Not timed (${where.join(', ')}): ${key}.`),
  ].join('\n');
}

/** Which machine and versions; more than one if the results were measured in parts on several. */
function origin(results) {
  const measured = results.filter(({ version }) => version);
  const distinct = (pick) => [...new Set(measured.map(pick))].join(', ');
  return `${distinct(({ cpu }) => cpu)}; node ${distinct(({ node }) => node)}; ${distinct(({ version }) => version)}; ${distinct(({ date }) => date)}.`;
}

/** All tables. */
export function markdown(results) {
  const parts = ['train', 'predict'].flatMap((kind) =>
    ['float64', 'float32'].map((dtype) => matrix(results, dtype, kind)),
  );
  const tolerances = Object.entries(TOLERANCE).map(([dtype, tolerance]) => `${tolerance} in ${dtype}`);
  return [
    `How many times as fast Layerwise is; below 1 the peer is faster. ${origin(results)} The first ten losses (two at least, where a step takes seconds) agree within ${tolerances.join(', ')}, unless a note says otherwise.`,
    ...parts,
    notes(results),
  ].join('\n\n');
}

/** For the README: float32 training against what people would use instead. */
function short(results) {
  const columns = ['tfjs-wasm', 'jax-js', 'numpy', 'torch'];
  const rows = Object.values(tasks)
    .filter(({ kind }) => kind === 'train')
    .map((task) => {
      const cells = columns.map((peer) =>
        results.find((r) => r.task === task.name && r.peer === peer && r.dtype === 'float32'),
      );
      return [shape(task), ...cells.map((cell) => (cell?.ours ? times(cell) : '–'))];
    });
  return markdownTable(['float32, steps a second against', ...columns.map((peer) => peers[peer].title)], rows);
}

/** Writes the tables and the chart. */
export async function writeReport(results) {
  await replaceBlock(fileURLToPath(new URL('docs/performance.md', root)), 'peers', markdown(results));
  await replaceBlock(fileURLToPath(new URL('README.md', root)), 'peers', short(results));
  await writeChart(results, fileURLToPath(new URL('docs/peers.svg', root)));
}
