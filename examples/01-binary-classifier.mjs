// An L-layer binary classifier: relu in layers 1 … L−1, sigmoid in layer L, gradient descent until the cost converges.
//
//   node examples/01-binary-classifier.mjs
//
// It follows the article on forward and backward propagation that puts samples in columns; here samples are rows, so
// W is the article's W transposed (docs/numerics.md has the dictionary).
import { readFileSync } from 'node:fs';
import { Network, Trainer, dense, l2PerSample, normal, sgd, standardScaler } from 'layerwise';

const loss = 'binaryCrossEntropy';
const learningRate = 0.5;

// ---- The data: 569 tumours, 30 measurements each, malignant = 1 ----------------------------------------------------

const csv = readFileSync(new URL('data/breast_cancer.csv', import.meta.url), 'utf8');
const [header, ...rows] = csv
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const measurements = rows.map((row) => row.slice(0, -1).map(Number));
const x = standardScaler(measurements).transform(measurements);
const y = rows.map((row) => (row.at(-1) === 'malignant' ? 1 : 0));
const m = x.rows;
console.log(`X is [${m} × ${x.columns}], the first columns being ${header.slice(0, 3).join(', ')} …\n`);

// ---- The network ---------------------------------------------------------------------------------------------------

/** W from `initializer`, b = 0, and the article's L2: λ/(2m) ΣW² on the cost, (λ/m) W on the gradient. */
function classifier(hidden, initializer, lambda = 0.7) {
  const regularizer = l2PerSample(lambda);
  const layers = [
    ...hidden.map((units) => dense(units, { activation: 'relu', initializer, regularizer })),
    dense(1, { activation: 'sigmoid', initializer, regularizer }),
  ];
  return new Network({ inputs: x.columns, layers, seed: 1 });
}

// ---- One step, with the dimensions of everything in it -------------------------------------------------------------

const shape = ({ rows, columns }) => `[${rows} × ${columns}]`.padEnd(12);
const network = classifier([16], normal(0.01)); // W = randn · 0.01
const cache = network.forward(x, { cache: true }); // every Z[l] and A[l], A[0] = X
const gradients = network.backward(cache, y, { loss }); // every dZ[l], dW[l], db[l]

console.log('l   A[l−1]      W[l] and dW Z[l] and dZ b[l] and db A[l]');
for (let l = 1; l < cache.A.length; l++) {
  const matrices = [cache.A[l - 1], gradients.dW[l], gradients.dZ[l], gradients.db[l], cache.A[l]];
  console.log(`${l}   ${matrices.map(shape).join('')}`);
}

/** J = −(Y·log(A)ᵀ + (1 − Y)·log(1 − A)ᵀ)/m + λ/(2m) ΣW², written out. */
function cost(probabilities) {
  const logLikelihood = y.reduce((sum, label, i) => {
    const a = probabilities.data[i];
    return sum + label * Math.log(a) + (1 - label) * Math.log(1 - a);
  }, 0);
  const weights = Object.entries(network.getWeights()).filter(([name]) => name.endsWith('weights'));
  const squares = weights.flatMap(([, w]) => [...w.data]).reduce((sum, w) => sum + w * w, 0);
  return -logLikelihood / m + (0.7 / (2 * m)) * squares;
}
export const writtenOut = cost(cache.output);
export const computed = gradients.loss.total;
console.log(`\nJ = ${computed.toFixed(12)}, written out ${writtenOut.toFixed(12)}; ln 2 = ${Math.LN2.toFixed(12)}`);

network.applyGradients(gradients, { learningRate }); // W −= α dW, b −= α db
export const afterOneStep = cost(network.predict(x));
console.log(`after one step J = ${afterOneStep.toFixed(12)}`);

// Dimensions are checked at each step. A[0] where layer 2 needs A[1]:
export let dimensionError;
try {
  network.layers[1].forward(cache.A[0]);
} catch (error) {
  dimensionError = error.message;
}
console.log(`\nA wrong matrix is refused by name: "${dimensionError}"`);

// ---- Until the cost converges: less than 0.001 gained in 200 steps -------------------------------------------------

const norm = ({ data }) => Math.sqrt(data.reduce((sum, value) => sum + value * value, 0));

async function train(title, hidden, initializer) {
  const network = classifier(hidden, initializer);
  const { dW } = network.backward(network.forward(x, { cache: true }), y, { loss });
  const trainer = new Trainer(network, {
    loss,
    optimizer: sgd({ learningRate }),
    batchSize: 'full', // one step an epoch
    metrics: ['accuracy'],
  });
  const earlyStopping = { monitor: 'loss', minDelta: 0.001, patience: 200, restoreBest: false };
  const history = await trainer.fit({ x, y }, { epochs: 20_000, earlyStopping });
  const { loss: cost, accuracy } = trainer.evaluate({ x, y });
  const steps = history.epochs;
  console.log(`\n${title}`);
  console.log(
    `  ‖dW‖ at the start, layer by layer: ${dW
      .slice(1)
      .map((w) => norm(w).toExponential(1))
      .join(', ')}`,
  );
  for (const step of [0, 10, 100, 500].filter((step) => step < steps))
    console.log(`  J before step ${String(step + 1).padStart(3)}: ${history.loss[step].toFixed(4)}`);
  console.log(`  converged after ${steps} steps: J = ${cost.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(1)} %`);
  return { converged: history.stopped, steps, first: history.loss[0], cost, accuracy, firstNorm: norm(dW[1]) };
}

export const shallow = await train('One hidden layer, W = randn · 0.01', [16], normal(0.01));
export const plateau = await train('Three hidden layers, W = randn · 0.01', [16, 16, 16], normal(0.01));
export const he = await train('Three hidden layers, W = randn · √(2/n_in) (He)', [16, 16, 16], 'heNormal');

// ---- How long is the plateau? --------------------------------------------------------------------------------------

/** The steps until J < ½, or `most`. */
function stepsToLeave(lambda, most) {
  const network = classifier([16, 16, 16], normal(0.01), lambda);
  const trainer = new Trainer(network, { loss, optimizer: sgd({ learningRate }) });
  let steps = 0;
  while (steps < most && trainer.step(x, y) >= 0.5) steps++;
  return steps;
}
export const leaves = { withL2: stepsToLeave(0.7, 3000), withoutL2: stepsToLeave(0, 3000) };

// ---- What this shows -----------------------------------------------------------------------------------------------

const share = y.reduce((sum, label) => sum + label, 0) / m;
/** The least cost of an output that is the same for all samples; ln 2 if the classes are equally large. */
export const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
console.log(`
The article keeps the weights small against vanishing gradients. It is the other way round: every layer multiplies the
gradient by its W, and with 0.01 the first layer gets ${(plateau.firstNorm / he.firstNorm).toExponential(0)} of what He's weights let through. Nothing moves
but the last bias: it learns the share of malignant tumours, ${(100 * share).toFixed(1)} %, and J falls from ln 2 to the entropy of that
share, ${entropy.toFixed(4)}. (With classes of equal size it stays at ln 2.) One hidden layer gets away with it.

Three do not: that run met the rule for convergence and had learned nothing. Without the rule it leaves the plateau
after ${leaves.withoutL2} steps if λ = 0; with L2, which shrinks the small weights further, not within ${leaves.withL2}.`);
