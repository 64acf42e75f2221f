// A model's report as a browser shows it: in both schemes and on screens of several widths, with names from the table that
// try to break out of it. With a folder as its argument it leaves screenshots there, to be looked at.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { fitTable } from '../../dist/table/index.js';
import { chromium } from '../support/browsers.mjs';

const hostile = '"><script>window.broken = true</script><img src=x onerror="window.broken = true">';

/** A table whose names are markup: classes that a number and a word decide, or a number. */
function tableOf(target) {
  return Array.from({ length: 160 }, (_, i) => {
    const size = Math.sin(i * 12.9898) * 3;
    const kind = ['<b>bold</b>', "'quoted'", '\u202eturned'][i % 3];
    const value = size + (i % 3) + Math.cos(i * 78.233);
    return {
      [hostile]: size,
      kind,
      __proto__: null,
      ['__proto__']: i % 7,
      target: target === 'number' ? value : value > 1 ? '</style><script>window.broken = true</script>' : 'no & "yes"',
    };
  });
}

const screens = [
  { scheme: 'light', width: 1200 },
  { scheme: 'dark', width: 1200 },
  { scheme: 'light', width: 360 },
];

async function look(page, name, screenshots) {
  for (const { scheme, width } of screens) {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const seen = await page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      const drawings = [...document.querySelectorAll('figure svg[role=img]')].map((svg) => svg.getBoundingClientRect());
      return {
        broken: window.broken,
        styled: [backgroundColor, color],
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        drawings: drawings.map(({ width, height }) => width > 200 && height > 30),
        foreign: document.querySelectorAll('script, img, iframe, [onerror], [style], main b').length,
        levels: [...document.querySelectorAll('h1, h2')].map(({ tagName }) => tagName).join(' '),
      };
    });
    assert.equal(seen.broken, undefined, 'no name was run');
    assert.equal(seen.foreign, 0, 'no name became an element');
    assert.equal(seen.overflow, 0, `${name}: nothing is wider than a screen of ${width}`);
    assert.ok(seen.drawings.length > 6 && seen.drawings.every(Boolean), `${name}: every drawing is there`);
    assert.match(seen.levels, /^H1( H2){6,}$/);
    const isDark = seen.styled[0] === 'rgb(21, 23, 27)';
    assert.equal(isDark, scheme === 'dark', `${name}: the background in the ${scheme} scheme is ${seen.styled[0]}`);
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `${name}-${scheme}-${width}.png`), fullPage: true });
  }
}

/** Looks at the reports of three models in a browser. */
export async function testReports(browser, screenshots) {
  const folder = await mkdtemp(join(tmpdir(), 'layerwise-report-'));
  const page = await browser.newPage();
  const errors = [];
  const requests = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  page.on('request', (request) => requests.push(request.url()));
  try {
    for (const target of ['class', 'number']) {
      const model = await fitTable(tableOf(target), { target: 'target', epochs: 20, hidden: [16] });
      for (const each of [model, model.linear]) {
        const path = join(folder, `${target}-${each.kind}.html`);
        await writeFile(path, await each.report());
        await page.goto(pathToFileURL(path).href);
        await look(page, `${target}-${each.kind}`, screenshots);
      }
    }
    assert.deepEqual(errors, [], 'the console has no errors: the policy allows all that is there');
    assert.equal(requests.length, 4, `nothing but the pages is loaded: ${requests}`);
    console.log(`  the reports of ${requests.length} models on ${screens.length} screens each`);
  } finally {
    await page.close();
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await puppeteer.launch(chromium.options);
  await testReports(browser, process.argv[2]);
  await browser.close();
}
