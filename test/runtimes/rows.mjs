// The runtimes: how each runs the suite, and what that gave.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { browsers } from './browsers.mjs';

const SECONDS = 180;

const vitest = ['node_modules/vitest/vitest.mjs', 'run'];

const nodes = [20, 22, 24, 26].map((version) => ({
  name: `Node ${version}`,
  program: `node_modules/node${version}/bin/node`,
  args: vitest,
}));

/** In the order of the table. `name` begins what the runtime says that it is. */
const runtimes = [
  ...nodes,
  { name: 'Deno', program: 'node_modules/.bin/deno', args: ['run', '-A', '--no-prompt', ...vitest] },
  { name: 'Bun', program: 'node_modules/.bin/bun', args: ['--bun', ...vitest] },
  {
    name: 'workerd',
    program: process.execPath,
    args: [...vitest, '--config', 'vitest.workers.mjs'],
    manifest: 'node_modules/workerd/package.json',
  },
  ...Object.entries(browsers).map(([project, browser]) => ({
    name: browser.name,
    program: process.execPath,
    args: [...vitest, '--config', 'vitest.browsers.mjs', '--project', project],
    browser,
  })),
];

/**
 * Whether a runtime can be tested here: why not, or the version of what does not tell it from inside.
 * @returns {Promise<{ untested?: string, version?: string }>}
 */
async function look({ program, manifest, browser }) {
  if (!existsSync(program)) return { untested: `there is no ${program}` };
  if (manifest !== undefined) return { version: JSON.parse(readFileSync(manifest, 'utf8')).version };
  if (browser === undefined) return {};
  if (browser.path === undefined) return { untested: 'not installed' };
  try {
    const { version, close } = await browser.launch();
    await close();
    return { version };
  } catch (error) {
    return { untested: `does not start: ${error.message}` };
  }
}

/** A report of vitest's JSON reporter: how many tests passed, and what they left in their meta. */
function read(file) {
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const meta = Object.assign(
    {},
    ...testResults.flatMap(({ assertionResults }) => assertionResults.map((test) => test.meta)),
  );
  return { passed: numPassedTests, total: numTotalTests, hash: meta.hash, runtime: meta.runtime };
}

/** Runs the suite in one runtime: a row of the table, with `failure` or `untested` as it may be. */
async function rowOf(runtime) {
  const { name, program, args } = runtime;
  const { untested, version } = await look(runtime);
  if (untested !== undefined) return { name, untested };
  const report = `build/${name.replace(' ', '-')}.json`;
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  try {
    await promisify(execFile)(program, [...args, ...reporters], {
      timeout: SECONDS * 1000,
      maxBuffer: 2 ** 26,
      env: { ...process.env, NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' },
    });
  } catch ({ message, stdout, stderr }) {
    return { name, failure: `${message}\n${stdout}${stderr}` };
  }
  const row = { name, browser: runtime.browser, ...read(report) };
  if (!row.runtime?.startsWith(name)) return { ...row, failure: `the suite ran in ${row.runtime}, not in ${name}` };
  if (row.passed < row.total) return { ...row, failure: `${row.total - row.passed} tests were left out` };
  if (version !== undefined) row.runtime += ` ${version}`;
  return row;
}

/** All rows, one after the other, each given to `done` as it is made. */
export async function runRows(done) {
  const rows = [];
  for (const runtime of runtimes) {
    const row = await rowOf(runtime);
    done(row);
    rows.push(row);
  }
  return rows;
}
