// What the table of targets is made of: runs of the benchmarks, results of bench/peers, sizes.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const percent = (share) => `${(100 * share).toFixed(0)} %`;
export const times = (ratio) => `${ratio.toPrecision(ratio < 1 ? 2 : 3)}×`;
export const range = (shares) => `${(100 * Math.min(...shares)).toFixed(0)}–${percent(Math.max(...shares))}`;

/** The Nodes of test/runtimes, or without them the one that runs. */
export function nodes() {
  const installed = [20, 22, 24, 26]
    .map((major) => here(`../test/runtimes/node_modules/node${major}/bin/node`))
    .filter((executable) => existsSync(executable));
  return (installed.length > 0 ? installed : [process.execPath]).map((executable) => ({
    name: `Node ${spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1)}`,
    executable,
  }));
}

const output = (path, words, executable) => spawnSync(executable, [here(path), ...words], { encoding: 'utf8' });

const runs = new Map();

/** The rows of a benchmark, run in a process of its own; once, if several targets ask for the same. */
export function measure(name, words = [], executable = process.execPath) {
  if (!existsSync(here(`${name}.mjs`))) return [];
  const key = [executable, name, ...words].join(' ');
  if (!runs.has(key)) {
    const { status, stdout, stderr } = output(`${name}.mjs`, [...words, '--json'], executable);
    if (status !== 0) throw new Error(stderr);
    const lines = stdout.trim().split('\n');
    runs.set(
      key,
      lines.map((line) => JSON.parse(line)),
    );
  }
  return runs.get(key);
}

/** What bench/peers measured, with `ratio`, how many times as fast as the peer; nothing if it didn't run yet. */
export function peerResults(chosen) {
  const file = here('peers/results.json');
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8'))
    .filter(({ ours }) => ours)
    .map((entry) => ({
      ...entry,
      kind: entry.task.startsWith('predict') ? 'predict' : 'train',
      ratio: entry.ours / entry.theirs,
    }))
    .filter((entry) => chosen(entry));
}

/** Bytes after gzip by file; the command prints them all, also when it fails for a budget. */
export function sizes() {
  const { stdout } = output('../scripts/sizes.mjs', [], process.execPath);
  const lines = stdout.matchAll(/^(.*?) +\d+ bytes, (\d+) gzipped$/gm);
  return new Map(Array.from(lines, ([, name, bytes]) => [name, Number(bytes)]));
}
