// Layerwise beside other libraries, each in a process of its own.
//   node index.mjs [--only tabular,cat] [--peers numpy,tfjs-wasm] [--dtype float32] [--seconds 2]
// Measures what is chosen, puts it into results.json in place of what was measured before, and writes the report.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compare } from './compare.mjs';
import { peers } from './peers.mjs';
import { writeReport } from './report.mjs';
import { tasks } from './tasks.mjs';

const file = new URL('results.json', import.meta.url);
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    peers: { type: 'string' },
    dtype: { type: 'string' },
    seconds: { type: 'string', default: '2' },
  },
});

/** The chosen of some names; all without a choice. */
function chosen(choice, names, what) {
  const picked = choice?.split(',') ?? names;
  const unknown = picked.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no ${what} "${unknown}": ${names.join(', ')}`);
  return picked;
}

const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const key = ({ task, dtype, peer }) => `${task} ${dtype} ${peer}`;
const machine = { cpu: cpus()[0].model.trim(), node: process.version };
const dtypes = chosen(options.dtype, ['float64', 'float32'], 'dtype');
const names = chosen(options.peers, Object.keys(peers), 'peer');
for (const name of chosen(options.only, Object.keys(tasks), 'task')) {
  for (const peer of names) {
    for (const dtype of dtypes) {
      if (!peers[peer].dtypes.includes(dtype) || !peers[peer].tasks.includes(tasks[name].kind)) continue;
      const entry = { ...(await compare(tasks[name], peer, peers[peer], dtype, Number(options.seconds))), ...machine };
      const at = results.findIndex((old) => key(old) === key(entry));
      results.splice(at < 0 ? results.length : at, at < 0 ? 0 : 1, entry);
      const { ours, theirs, reason } = entry;
      console.log(
        `${key(entry).padEnd(36)} ${reason ?? `${ours.toPrecision(4)} to ${theirs.toPrecision(4)} a second, ${(ours / theirs).toFixed(2)}×`}`,
      );
      writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    }
  }
}
await writeReport(results);
