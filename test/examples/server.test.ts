// The example server: models swapped under load, kills in the midst of training, and what is refused.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Trainer } from 'layerwise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ServerBench } from '../support/server.ts';

const CLASSES = ['setosa', 'versicolor', 'virginica'];

/** Three overlapping clouds, so that training takes its time. */
function batch(first: number, count: number) {
  const numbers = Array.from({ length: count }, (_, i) => first + i);
  const rows = numbers.map((i) => [37, 48, 59, 70].map((factor) => 2 * (i % 3) + (((i * factor) % 1009) / 1009) * 3));
  return { rows, labels: numbers.map((i) => CLASSES[i % 3]!) };
}

/** The model that the first so many rows lead to, trained here in one go. */
async function modelOf(count: number) {
  const { dataOf, newTrainer, startRun } = await bench.modelModule();
  const data = dataOf(batch(0, count));
  const trainer = newTrainer(data);
  const run = startRun(trainer, data);
  while (!run.done) run.advance({ milliseconds: 100 });
  return { network: trainer.network, hash: trainer.network.hash() };
}

let bench: ServerBench;

async function startBench() {
  bench = new ServerBench();
  await bench.start();
}

describe('prediction and training', () => {
  beforeEach(startBench);
  afterEach(() => bench.remove());

  test('models are swapped under concurrent requests: none fails, and each has one model’s answer', async () => {
    const counts = [60, 90, 120, 150, 180];
    const { rows } = batch(1000, 3);
    const expected = new Map<string, number[][]>();
    for (const count of counts) {
      const { network, hash } = await modelOf(count);
      expected.set(hash, network.predict(rows).toArray());
    }
    expect(expected.size).toBe(counts.length);

    await bench.ask('POST', '/rows', batch(0, 60));
    await bench.waitFor(({ model }) => model !== null);
    const swaps = new AbortController();
    const answers: Awaited<ReturnType<typeof bench.ask>>[] = [];
    const client = async () => {
      while (!swaps.signal.aborted) answers.push(await bench.ask('POST', '/predict', { rows }));
    };
    const clients = Array.from({ length: 16 }, client);
    for (const count of counts.slice(1)) {
      await bench.ask('POST', '/rows', batch(count - 30, 30));
      await bench.waitFor(({ model }) => model!.rows === count);
      const before = answers.length;
      while (answers.length < before + 2 * clients.length) await bench.ask('GET', '/');
    }
    swaps.abort();
    await Promise.all(clients);

    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const answering = new Set(answers.map(({ body }) => body.model));
    expect([...answering].sort()).toEqual([...expected.keys()].sort());
    const mixed = answers.filter(({ body: { model, predictions } }) => {
      const probabilities = predictions.map((prediction: { probabilities: number[] }) => prediction.probabilities);
      return JSON.stringify(probabilities) !== JSON.stringify(expected.get(model));
    });
    expect(mixed).toEqual([]);
  });

  test('killed and stopped in the midst of training, it ends with the model of an uninterrupted run', async () => {
    // Enough for training to outlast the three interruptions by far.
    const count = 4000;
    for (let first = 0; first < count; first += 1000) {
      const { status, body } = await bench.ask('POST', '/rows', batch(first, 1000));
      expect({ status, body }).toEqual({ status: 202, body: { rows: first + 1000 } });
      // Killed at once: rows that were answered for are there.
      await bench.end('SIGKILL');
      await bench.start();
    }
    const state = `training-${count}.safetensors`;
    const stepsOnDisk = () => Trainer.load(readFileSync(join(bench.data, state))).steps;
    let steps = 0;
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      await bench.waitFor(
        ({ training }) =>
          training?.rows === count && training.steps > steps + 200 && readdirSync(bench.data).includes(state),
      );
      const code = await bench.end(signal);
      expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
      steps = stepsOnDisk();
      await bench.start();
      const { training } = await bench.waitFor(({ training }) => training !== null);
      expect(training!.steps).toBeGreaterThanOrEqual(steps);
    }
    const { model } = await bench.waitFor(({ training }) => training === null);
    const uninterrupted = await modelOf(count);
    expect(model).toEqual({ rows: count, hash: uninterrupted.hash });
    expect(readdirSync(bench.data).filter((name) => /^(model|training)/.test(name))).toEqual([
      `model-${count}.safetensors`,
    ]);

    await bench.end('SIGTERM');
    writeFileSync(join(bench.data, '.rows-9.json.7.1.tmp'), 'half of');
    await bench.start();
    expect((await bench.ask('GET', '/')).body).toMatchObject({ model, rows: count, training: null });
    expect(readdirSync(bench.data).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('what is refused', () => {
  beforeAll(startBench);
  afterAll(() => bench.remove());

  const row = [5.1, 3.5, 1.4, 0.2];
  const rows = [row];

  test.each([
    ['GET', '/nothing', undefined, 404, 'there are /, /predict, /rows'],
    ['GET', '//[', undefined, 404, 'there are'],
    ['GET', '/constructor', undefined, 404, 'there are'],
    ['GET', '/predict', undefined, 405, '/predict takes POST'],
    ['PUT', '/rows', '{}', 405, '/rows takes POST'],
    ['POST', '/predict', '{', 400, 'not JSON'],
    ['POST', '/predict', ' '.repeat(1024 * 1024 + 1), 413, 'longer than 1048576 bytes'],
    ['POST', '/predict', [], 422, 'must be an object'],
    ['POST', '/predict', { row }, 422, 'no field "row"'],
    ['POST', '/predict', { rows: [] }, 422, 'at least one row'],
    ['POST', '/predict', { rows: { length: 1e9 } }, 422, 'must be an array'],
    ['POST', '/predict', { rows: [row, [1, 2, 3]] }, 422, 'row 1 must be 4 numbers'],
    ['POST', '/predict', { rows: [[1, 2, '3', 4]] }, 422, 'row 0, petal length'],
    ['POST', '/predict', '{"rows":[[1,2,3,1e999]]}', 422, 'row 0, petal width'],
    ['POST', '/predict', { rows: [[1, -1e10, 3, 4]] }, 422, 'row 0, sepal width'],
    ['POST', '/predict', { rows: Array.from({ length: 1001 }, () => row) }, 413, 'a request may have 1000'],
    ['POST', '/predict', { rows }, 409, 'no model yet, and 0 rows'],
    ['POST', '/rows', { rows, labels: [] }, 422, 'one label for each row'],
    ['POST', '/rows', { rows, labels: ['rose'] }, 422, 'row 0: the label must be one of setosa'],
  ])('%s %s %j', async (method, path, body, status, reason) => {
    expect(await bench.ask(method, path, body)).toEqual({ status, body: { error: expect.stringContaining(reason) } });
    expect((await bench.ask('GET', '/')).body).toMatchObject({ rows: 0, model: null });
  });
});
