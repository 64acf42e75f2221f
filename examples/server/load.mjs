// Requests a second, and how long they take: without training, and while a model is trained.
//
//   npm run load     CONNECTIONS=8 REQUESTS=20000 SECONDS=10
//
// It starts a server of its own on the loopback, in a folder of its own. Each measurement ends after REQUESTS requests
// or SECONDS seconds, whichever comes first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { MAX_BATCH } from './input.mjs';
import { MIN_ROWS, classes, columns } from './model.mjs';

const connections = Number(process.env.CONNECTIONS ?? 8);
const mostRequests = Number(process.env.REQUESTS ?? 20_000);
const mostSeconds = Number(process.env.SECONDS ?? 10);

/** Enough for training to go on through a measurement. */
const TRAINING_ROWS = 40_000;

const agent = new Agent({ keepAlive: true, maxSockets: connections });

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = httpRequest(new URL(path, origin), { method, agent, headers }, async (response) => {
      try {
        const text = (await response.setEncoding('utf8').toArray()).join('');
        resolve({ status: response.statusCode, body: JSON.parse(text) });
      } catch (error) {
        reject(error);
      }
    });
    request.on('error', reject).end(body);
  });
}

/** Rows around a centre for each class, far enough apart to be learned and not so far that learning ends. */
function labelledRows(first, count) {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const rows = numbers.map((i) => columns.map((_, c) => 2 * (i % 3) + (((i * (37 + 11 * c)) % 1009) / 1009) * 3));
  return { rows, labels: numbers.map((i) => classes[i % 3]) };
}

async function waitFor(condition) {
  for (;;) {
    const { body } = await ask('GET', '/');
    if (condition(body)) return body;
    await setTimeout(20);
  }
}

async function addRows(first, count) {
  for (let sent = 0; sent < count; sent += MAX_BATCH) {
    const batch = labelledRows(first + sent, Math.min(MAX_BATCH, count - sent));
    const { status, body } = await ask('POST', '/rows', JSON.stringify(batch));
    if (status !== 202) throw new Error(body.error);
  }
}

/** One row a request, from so many connections at once. */
async function measure(name) {
  const body = JSON.stringify({ rows: labelledRows(0, 1).rows });
  const milliseconds = [];
  let failed = 0;
  let begun = 0;
  const start = performance.now();
  const end = start + 1000 * mostSeconds;
  const connection = async () => {
    while (begun < mostRequests && performance.now() < end) {
      begun++;
      const sent = performance.now();
      const { status } = await ask('POST', '/predict', body);
      milliseconds.push(performance.now() - sent);
      if (status !== 200) failed++;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - start) / 1000;
  milliseconds.sort((a, b) => a - b);
  const share = (p) => milliseconds[Math.floor(p * (milliseconds.length - 1))].toFixed(2);
  const rate = Math.round(milliseconds.length / seconds);
  console.log(`| ${name} | ${milliseconds.length} | ${failed} | ${rate} | ${share(0.5)} | ${share(0.99)} |`);
}

const folder = mkdtempSync(join(tmpdir(), 'layerwise-load-'));
const server = spawn(process.execPath, [join(import.meta.dirname, 'server.mjs')], {
  env: { ...process.env, PORT: '0', DATA: folder },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const origin = String(await once(server.stdout, 'data').then(([line]) => line)).trim();
try {
  await addRows(0, MIN_ROWS);
  await waitFor(({ model, training }) => model !== null && training === null);
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model}, ${connections} connections\n`);
  console.log('| | requests | failed | requests/s | median ms | p99 ms |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  await measure('warming up');
  await measure('without training');
  await addRows(MIN_ROWS, TRAINING_ROWS);
  await waitFor(({ training }) => training?.rows > 0);
  const before = (await waitFor(() => true)).training.steps;
  await measure('while training');
  const { training, model } = (await ask('GET', '/')).body;
  const made = training === null ? `training ended before the measurement` : `${training.steps} steps`;
  console.log(
    `\nTraining on ${training?.rows ?? model.rows} rows: at ${before} steps when it began, ${made} when it ended.`,
  );
} finally {
  agent.destroy();
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true });
}
