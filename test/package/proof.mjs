// A training is made again from its file by the package's part for that.
import assert from 'node:assert/strict';

export async function proveTraining({ Network, Trainer, dense }, { verifyTraining }) {
  const data = { x: [[0], [1], [2]], y: [1, 3, 5] };
  const network = new Network({ inputs: 1, layers: [dense(1)], seed: 1 });
  const trainer = new Trainer(network, { loss: 'meanSquaredError' });
  await trainer.fit(data, { epochs: 5, card: true });
  const file = network.save({ card: trainer.card() });
  assert.equal((await verifyTraining(file, data)).agrees, true);
  assert.equal((await verifyTraining(file, { ...data, y: [1, 3, 6] })).agrees, false);
}
