// Training in a Durable Object that is evicted, and killed, in its midst: to the bit what Node trains in one go.
import { afterAll, expect, test } from 'vitest';
import { Host } from './host.ts';
import { settings, spirals, trainedInNode } from './rows.ts';

const STEPS_PER_EPOCH = 13;
const sent = [spirals(0, 300), spirals(300, 200)] as const;

const host = new Host();
afterAll(() => host.dispose());

/** What a tenant must report of the model that Node makes of these batches, and the model. */
function expected(batches: Parameters<typeof trainedInNode>[0]) {
  const { trainer, history } = trainedInNode(batches);
  const { epochs, bestEpoch, valLoss, valAccuracy } = history;
  const report = {
    rows: batches.reduce((sum, { rows }) => sum + rows.length, 0),
    steps: trainer.steps,
    epochs,
    bestEpoch,
    valLoss: valLoss[bestEpoch],
    valAccuracy: valAccuracy[bestEpoch],
    hash: trainer.network.hash(),
  };
  return { report, network: trainer.network };
}

test('evicted and killed again and again', async () => {
  await host.ask('evicted', 'PUT', '', settings);
  const all = { rows: sent.flatMap(({ rows }) => rows), labels: sent.flatMap(({ labels }) => labels) };
  await host.ask('evicted', 'POST', '/rows', all);
  const interrupted: number[] = [];
  const told: number[] = [];
  for (let steps = 0; interrupted.length < 8;) {
    const { training } = await host.waitFor('evicted', ({ training, model }) => {
      told.push(training?.steps ?? 0);
      return model ?? (training?.steps ?? 0) > steps;
    });
    if (training === null) break;
    ({ steps } = training);
    interrupted.push(steps);
    await (interrupted.length % 2 === 0 ? host.restart() : host.evict('evicted'));
  }
  expect(interrupted.length).toBeGreaterThan(2);
  expect(interrupted.some((steps) => steps % STEPS_PER_EPOCH > 0)).toBe(true);
  expect(told.filter((steps) => steps > 0)).toEqual(told.filter((steps) => steps > 0).sort((a, b) => a - b));
  const { model, training } = await host.waitFor('evicted', ({ model }) => model);
  expect(model).toEqual(expected([all]).report);
  expect(training).toBeNull();
});

test('rows that come during a run are trained on after it, all anew; meanwhile the model before answers', async () => {
  const first = expected([sent[0]]);
  await host.ask('growing', 'PUT', '', settings);
  await host.ask('growing', 'POST', '/rows', sent[0]);
  await host.waitFor('growing', ({ training }) => training);
  expect(await host.ask('growing', 'POST', '/rows', sent[1])).toEqual({ status: 202, body: { rows: 500 } });

  const between = await host.waitFor('growing', ({ model, training }) => model && training);
  expect([between.rows, between.training?.rows]).toEqual([500, 500]);
  expect(between.model).toEqual(first.report);
  const { rows } = spirals(1000, 3);
  const { body } = await host.ask('growing', 'POST', '/predict', { rows });
  expect(body.predictions.map((prediction) => prediction.probabilities)).toEqual(first.network.predict(rows).toArray());
  expect(body.predictions.map((prediction) => prediction.class)).toEqual(['inner', 'outer', 'inner']);

  const { model } = await host.waitFor('growing', ({ model }) => model?.rows === 500);
  expect(model).toEqual(expected(sent).report);
});
