// Runs the packed library everywhere, after install.mjs. With --write the tables in README.md and docs/ are renewed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as layerwise from 'layerwise';
import { trainedHash } from './app/training.js';
import { write as writeFiles } from './files.mjs';
import { floors } from './floors.mjs';
import { buildPages, servePages } from './pages.mjs';
import { runRows } from './rows.mjs';

const project = new URL('../../', import.meta.url);
process.chdir(new URL('.', import.meta.url).pathname);

const failures = [];
const fail = (what) => {
  console.log(`FAILED ${what}`);
  failures.push(what);
};

/** On CI everything must be there, WebKit excepted: its GTK port does not start on every host. */
function report({ name, untested, failure, runtime, passed, hash }) {
  if (failure !== undefined) fail(`${name}: ${failure}`);
  else if (untested === undefined) console.log(`${runtime.padEnd(24)} ${passed} passed  ${hash.slice(0, 16)}`);
  else if (process.env.CI && name !== 'WebKitGTK') fail(`${name} is untested: ${untested}`);
  else console.log(`${name.padEnd(24)} untested: ${untested}`);
}

/** Trains on every page in one browser. */
async function visitPages({ name: browser, browser: { launch } }, pages, server, expected) {
  const session = await launch();
  for (const page of pages) {
    const reported = server.reported(page);
    await session.open(`${server.url}/${page}/index.html`);
    const result = await reported;
    if (result === expected) console.log(`${browser.padEnd(11)} ${page.padEnd(12)} ${result.slice(0, 16)}`);
    else fail(`${page} in ${browser}: ${result}, in Node ${expected}`);
  }
  await session.close();
}

/** A table without the spaces and dashes that align it. */
const squeezed = (text) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

/** With --write puts a table between `<!-- name -->` and `<!-- /name -->` of a file; else compares it when asked to. */
function updateTable(file, name, table, { compared }) {
  const url = new URL(file, project);
  const text = readFileSync(url, 'utf8');
  const [, before, now, after] = new RegExp(`^(.*<!-- ${name} -->\\n)(.*)(<!-- /${name} -->.*)$`, 's').exec(text) ?? [];
  if (before === undefined) console.log(`${file} has no <!-- ${name} --> … <!-- /${name} -->`);
  else if (process.argv.includes('--write')) {
    writeFileSync(url, `${before}\n${table}\n\n${after}`);
    execFileSync('npx', ['prettier', '--write', file], { cwd: project, stdio: 'inherit' });
  } else if (compared && squeezed(now).trim() !== squeezed(table))
    fail(`${file}: its table is out of date; renew it with --write`);
}

writeFileSync('build/files.json', JSON.stringify(writeFiles(layerwise)));
const rows = await runRows(report);
const tested = rows.filter(({ hash }) => hash !== undefined);
const hashes = new Set(tested.map(({ hash }) => hash));
if (hashes.size > 1) fail(`the hashes differ: ${[...hashes].join(', ')}`);

const root = resolve('build/pages');
const pages = await buildPages(resolve('app'), root);
const server = await servePages(root);
const expected = await trainedHash();
for (const row of tested) if (row.browser !== undefined) await visitPages(row, pages, server, expected);
server.close();

const lines = rows.map(({ name, runtime, passed, untested, hash }) =>
  hash === undefined
    ? `| ${name} | untested: ${untested} | |`
    : `| ${runtime} | ${passed} passed | \`${hash.slice(0, 16)}\` |`,
);
if (failures.length === 0) {
  updateTable('README.md', 'runtimes', ['| runtime | tests | bits |', '| --- | --- | --- |', ...lines].join('\n'), {
    compared: false,
  });
}
updateTable('docs/runtimes.md', 'floors', floors(), { compared: true });

if (failures.length > 0) {
  console.log(`${failures.length} failed`);
  process.exitCode = 1;
}
