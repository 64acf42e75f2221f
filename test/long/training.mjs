// The training that is killed: a small network with all that a trainer's state can hold.
import { Network, Trainer, adam, dense, dropout, l2 } from 'layerwise';

/** Rows whose class depends on the quarter that they are in; the same in every process. */
function rows(count) {
  const x = Array.from({ length: count }, (_, i) => [((i * 37) % 101) / 50 - 1, ((i * 61) % 103) / 51 - 1]);
  return { x, y: x.map(([a, b]) => Number(a * b > 0)) };
}

const data = rows(500);

/** A trainer that has made no step yet. Its state is large enough that writing it takes a part of the time. */
export function newTrainer() {
  const hidden = dense(128, { activation: 'tanh', regularizer: l2(1e-4) });
  const network = new Network({
    inputs: 2,
    layers: [hidden, dropout(0.2), hidden, dense(1, { activation: 'sigmoid' })],
    seed: 3,
  });
  return new Trainer(network, {
    loss: 'binaryCrossEntropy',
    optimizer: adam({ learningRate: 1e-3 }),
    metrics: ['accuracy'],
    batchSize: 32,
  });
}

/** Begins the run, or goes on with it. */
export function start(trainer, epochs) {
  return trainer.start(data, { epochs, validationSplit: 0.2, earlyStopping: { patience: epochs } });
}
