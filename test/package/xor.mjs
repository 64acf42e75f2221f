// Training and prediction through whatever way the package was loaded.
import assert from 'node:assert/strict';

export function learnXor({ Network, Trainer, dense, adam }) {
  const x = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const y = [0, 1, 1, 0];
  const layers = [dense(8, { activation: 'tanh' }), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 2, layers, seed: 1 });
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: adam({ learningRate: 0.05 }) });
  for (let step = 0; step < 500; step++) trainer.step(x, y);
  assert.deepEqual(Array.from(network.predict(x).data, Math.round), y);
}
