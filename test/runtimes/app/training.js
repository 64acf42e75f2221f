// A small training whose hash every bundle must reproduce.
import { Network, Trainer, adam, dense } from 'layerwise';

export async function trainedHash() {
  const x = Array.from({ length: 40 }, (_, i) => [(i % 7) / 8, ((i * 5) % 11) / 16]);
  const y = x.map(([a, b]) => Number(a > b));
  const layers = [dense(8, { activation: 'tanh' }), dense(1, { activation: 'sigmoid' })];
  const network = new Network({ inputs: 2, layers, seed: 6 });
  const trainer = new Trainer(network, { loss: 'binaryCrossEntropy', optimizer: adam({ learningRate: 0.01 }) });
  await trainer.fit({ x, y }, { epochs: 30 });
  return network.hash();
}
