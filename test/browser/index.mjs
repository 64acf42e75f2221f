// The example of examples/browser in Chromium and in Firefox: what its page trains, stores and exports is compared bit
// for bit with the same training in Node. The reports of models are looked at in Chromium.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { Trainer } from '../../dist/index.js';
import { serve } from '../../examples/browser/serve.mjs';
import { newTrainer, startRun } from '../../examples/browser/task.js';
import { chromium, firefox } from '../support/browsers.mjs';
import { testReports } from './report.mjs';

const SECONDS = 30;

/** Large enough that a pause at full speed is no epoch's end and the training does not pause by itself. */
const settings = { shape: 'circles', units: [40, 30], activation: 'tanh', learningRate: 0.02, seed: 7 };

/** The value that `read` returns as soon as it is not undefined. */
async function soon(what, read) {
  for (let left = SECONDS * 20; left > 0; left--) {
    const value = await read();
    if (value !== undefined) return value;
    await pause(50);
  }
  throw new Error(`${what}: not within ${SECONDS} seconds`);
}

/** What a visitor does on the page. */
class Visitor {
  constructor(page) {
    this.page = page;
  }

  press = (id) => this.page.click(`#${id}`);

  set = (name, value) =>
    this.page.$eval(
      `[name=${name}]`,
      (control, value) => {
        control.value = value;
        control.dispatchEvent(new Event('change', { bubbles: true }));
      },
      value,
    );

  message = () => this.page.$eval('#message', ({ textContent }) => textContent);

  /** The training as the page last drew it; the hash is empty while it goes on. */
  async state() {
    const { steps, playing, hash } = await this.page.evaluate(() => ({ ...document.body.dataset }));
    return { steps: Number(steps ?? -1), playing: playing === 'true', hash };
  }

  /** The first state that `condition` holds of. */
  until = (what, condition) =>
    soon(what, async () => {
      const state = await this.state();
      return condition(state) ? state : undefined;
    });

  async trainFor(steps) {
    const before = await this.state();
    await this.press('train');
    await this.until('progress', (state) => state.playing && state.steps > before.steps + steps);
  }

  async pause() {
    await this.press('train');
    return this.until('pause', ({ hash }) => Boolean(hash));
  }

  /** The milliseconds between the page's frames, sorted, while `seconds` pass. */
  frames = (seconds) =>
    this.page.evaluate(async (seconds) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const start = await frame();
      const times = [start];
      while (times.at(-1) < start + 1000 * seconds) times.push(await frame());
      return times
        .slice(1)
        .map((time, i) => time - times[i])
        .sort((a, b) => a - b);
    }, seconds);

  /** The bytes that the page offers as a download. */
  async exported() {
    await this.page.evaluate(() => {
      const original = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        document.exported = blob;
        URL.createObjectURL = original;
        return original.call(URL, blob);
      };
    });
    await this.press('export');
    const bytes = await soon('export', () =>
      this.page.evaluate(async () => document.exported && [...new Uint8Array(await document.exported.arrayBuffer())]),
    );
    return Uint8Array.from(bytes);
  }

  async import(path) {
    const input = await this.page.$('#file');
    await input.uploadFile(path);
  }
}

/** The hash after so many steps of a trainer that has made fewer. */
function hashAt(steps, trainer) {
  const more = steps - trainer.steps;
  if (more > 0) startRun(trainer).run.advance({ steps: more });
  return trainer.network.hash();
}

const quantile = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(1);

function describeFrames(sorted) {
  return `median ${quantile(sorted, 0.5)} ms, 95 % within ${quantile(sorted, 0.95)}, longest ${quantile(sorted, 1)}`;
}

async function visit(page, url, folder) {
  const visitor = new Visitor(page);
  await page.goto(url);
  await visitor.until('start', ({ hash }) => Boolean(hash));

  for (const [name, value] of Object.entries(settings)) {
    await visitor.set(name, Array.isArray(value) ? value.join(' ') : String(value));
  }
  const twin = newTrainer(settings);
  const initial = hashAt(0, twin);
  await visitor.until('the initial parameters of Node', ({ hash }) => hash === initial);
  console.log(`  frames at rest:         ${describeFrames(await visitor.frames(1))}`);

  await visitor.set('speed', 'Infinity');
  await visitor.trainFor(100);
  const frames = await visitor.frames(2);
  assert.ok(frames.length > 10, `only ${frames.length} frames in 2 seconds of training`);
  console.log(`  frames while it trains: ${describeFrames(frames)}`);
  const paused = await visitor.pause();
  assert.equal(paused.hash, hashAt(paused.steps, twin), 'trained, and paused');

  await page.reload();
  const reloaded = await visitor.until('the stored training', ({ hash }) => Boolean(hash));
  assert.deepEqual(reloaded, paused, 'reloaded');

  await visitor.set('speed', '2');
  await visitor.trainFor(50);
  await page.reload();
  const wentOn = await visitor.until('going on after a reload', ({ playing }) => playing);
  assert.ok(wentOn.steps >= paused.steps, 'a reload loses no more than what was made since the last save');
  const pausedAgain = await visitor.pause();
  assert.equal(pausedAgain.hash, hashAt(pausedAgain.steps, twin), 'reloaded while it trained');

  const file = await visitor.exported();
  const inNode = Trainer.load(file);
  assert.deepEqual([inNode.steps, inNode.network.hash()], [pausedAgain.steps, pausedAgain.hash], 'exported');
  await visitor.trainFor(20);
  const last = await visitor.pause();
  assert.equal(last.hash, hashAt(last.steps, inNode), 'gone on with in Node');

  const path = join(folder, 'training.safetensors');
  await writeFile(path, file);
  await visitor.press('reset');
  await visitor.until('reset', ({ hash }) => hash === initial);
  await visitor.import(path);
  await visitor.until('the imported training', ({ hash }) => hash === pausedAgain.hash);

  await writeFile(path, file.subarray(0, 500));
  await visitor.import(path);
  const message = await soon('a message', async () => (await visitor.message()) || undefined);
  assert.match(message, /file/);
  assert.deepEqual(await visitor.state(), pausedAgain, 'a damaged file changes nothing');
  console.log(`  ${last.steps} steps ${last.hash.slice(0, 16)}, the same in Node`);
}

async function test({ options }, url) {
  const folder = await mkdtemp(join(tmpdir(), 'layerwise-browser-'));
  const browser = await puppeteer.launch(options);
  try {
    const errors = [];
    const page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    await visit(page, url, folder);
    assert.deepEqual(errors, [], 'the console has no errors');
    // Firefox's driver cannot set the scheme.
    if (options.browser === 'chrome') await testReports(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

const server = await serve(0);
for (const browser of [chromium, firefox]) {
  if (browser.path === undefined) {
    console.log(`${browser.name}: untested, it is not installed`);
    // On CI both must be there.
    if (process.env.CI) process.exitCode = 1;
    continue;
  }
  console.log(browser.name);
  await test(browser, server.url);
}
server.close();
