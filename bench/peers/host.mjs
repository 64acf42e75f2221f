// node host.mjs module [argument] task.json: does the task with a module of js/ and answers on standard output.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [module, ...rest] = process.argv.slice(2);
const [argument, path] = rest.length === 2 ? rest : [undefined, rest[0]];
const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
// Libraries greet; the answers are alone on standard output.
for (const name of ['log', 'info', 'warn']) console[name] = console.error;

/** The task with its tensors: weights and x of its dtype, y as numbers. */
function read(path) {
  const task = JSON.parse(readFileSync(path, 'utf8'));
  const { buffer, byteOffset, byteLength } = readFileSync(task.tensors);
  const all = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const ArrayType = task.dtype === 'float32' ? Float32Array : Float64Array;
  let at = 0;
  const take = (length) => all.slice(at, (at += length));
  const weights = task.sizes.slice(1).map((n, l) => ({
    w: ArrayType.from(take(task.sizes[l] * n)),
    b: ArrayType.from(take(n)),
  }));
  return { ...task, ArrayType, weights, x: ArrayType.from(take(task.rows * task.sizes[0])), y: take(task.rows) };
}

const task = read(path);
const { train, predict } = await import(`./js/${module}.mjs`);
const session = await (task.kind === 'train' ? train : predict)(task, argument);

/** The losses of the first steps, as many as fit the time but at least two; or the outputs. */
async function check({ steps, milliseconds }) {
  if (task.kind === 'predict') return Array.from(await session.outputs());
  const losses = [];
  const start = performance.now();
  while (losses.length < 2 || (losses.length < steps && performance.now() - start < milliseconds))
    losses.push(await session.step());
  return losses;
}

let times = 1;

/** Runs a second, from as many runs as take about the time. */
async function rate({ milliseconds }) {
  for (;;) {
    const start = performance.now();
    await session.run(times);
    const elapsed = performance.now() - start;
    if (elapsed >= milliseconds / 2) return (times / elapsed) * 1000;
    times = Math.ceil(times * Math.min(100, (milliseconds / Math.max(elapsed, 0.01)) * 1.1));
  }
}

send({});
for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...options } = JSON.parse(line);
  send(ask === 'check' ? { values: await check(options) } : { rate: await rate(options) });
}
