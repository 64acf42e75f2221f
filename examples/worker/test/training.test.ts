// Training in a Durable Object that is evicted, and killed, in its midst: to the bit what Node trains in one go.
import { afterAll, expect, test } from 'vitest';
import { Host } from './host.ts';
import { settings, spirals, trainedInNode } from './rows.ts';

const host = new Host();
afterAll(() => host.dispose());

test('evicted and killed again and again', async () => {
  const sent = [spirals(0, 300), spirals(300, 200)];
  await host.ask('acme', 'PUT', '', settings);
  for (const batch of sent) expect((await host.ask('acme', 'POST', '/rows', batch)).status).toBe(202);
  let steps = 0;
  for (let interruption = 0; interruption < 6; interruption++) {
    const { training } = await host.waitFor('acme', ({ training, model }) => training?.steps > steps || model?.rows === 500);
    console.log(training);
    steps = training.steps;
    if (interruption % 2 === 0) await host.evict('acme');
    else await host.restart();
  }
  const { model } = await host.waitFor('acme', ({ model }) => model?.rows === 500);
  const { trainer, history } = trainedInNode(sent);
  console.log(model);
  expect(model).toEqual({
    rows: 500,
    steps: trainer.steps,
    epochs: history.epochs,
    bestEpoch: history.bestEpoch,
    valLoss: history.valLoss[history.bestEpoch],
    valAccuracy: history.valAccuracy[history.bestEpoch],
    hash: trainer.network.hash(),
  });
});
