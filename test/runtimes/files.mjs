// A training that is stopped in the middle of an epoch: Node writes it, every runtime goes on with it. And one to the
// end with its card, which every runtime makes again.

const rows = Array.from({ length: 30 }, (_, i) => [(i % 7) / 8, ((i * i) % 11) / 8, ((i * 5) % 13) / 16]);
export const data = { x: rows, y: rows.map(([a, b, c]) => Number(a + c > b)) };

const options = { epochs: 6, validationSplit: 0.2, earlyStopping: { patience: 5 } };

/** One layer of each kind. */
function trainerOf({ Network, Trainer, activation, dense, dropout, l2, normalization }, dtype) {
  const layers = [
    normalization({ mean: [0.4, 0.5, 0.3], deviation: [0.3, 0.5, 0.25] }),
    dense(6, { activation: 'relu', regularizer: l2(1e-3) }),
    dropout(0.3),
    dense(4),
    activation('tanh'),
    dense(1, { activation: 'sigmoid' }),
  ];
  const network = new Network({ inputs: 3, layers, seed: 11, dtype, classes: ['no', 'yes'] });
  return new Trainer(network, { loss: 'binaryCrossEntropy', metrics: ['accuracy', 'auc'], batchSize: 7 });
}

/** A training stopped after 9 steps. */
export function begin(layerwise, dtype) {
  const trainer = trainerOf(layerwise, dtype);
  trainer.start(data, options).advance({ steps: 9 });
  return trainer;
}

/** The file of a training to the end, with its card. */
function proven(layerwise, dtype) {
  const trainer = trainerOf(layerwise, dtype);
  const run = trainer.start(data, { ...options, card: true });
  while (!run.done) run.advance({ steps: 2 });
  return trainer.network.save({ card: trainer.card() });
}

/** Makes the rest of the steps. */
export function finish(trainer) {
  const run = trainer.start(data, options);
  while (!run.done) run.advance({ steps: 2 });
}

/** What the suite finds in build/files.json. */
export function write(layerwise) {
  const entries = ['float64', 'float32'].map((dtype) => {
    const trainer = begin(layerwise, dtype);
    const files = { network: toHex(trainer.network.save()), trainer: toHex(trainer.save()) };
    const predictions = [...trainer.network.predict(data.x).data];
    finish(trainer);
    return [dtype, { ...files, predictions, finished: toHex(trainer.save()), proven: toHex(proven(layerwise, dtype)) }];
  });
  return Object.fromEntries(entries);
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const fromHex = (digits) => Uint8Array.from(digits.match(/../g), (digit) => Number.parseInt(digit, 16));
