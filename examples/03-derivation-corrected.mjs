// A three-layer network whose derivation went wrong, corrected line by line; the answer it got, whose sign is wrong
// too; and the three kinds of gradient descent that the answer recommends reading about.
//
//   node examples/03-derivation-corrected.mjs
//
// Central differences settle every claim: (J(θ + h) − J(θ − h)) / 2h needs no derivation.
import { Network, Trainer, dense, sgd } from 'layerwise';
import {
  differences,
  dot,
  map,
  relativeError,
  scale,
  shape,
  sumRows,
  times,
  transpose,
  zip,
} from './support/matrices.mjs';

// ---- The network of the question: 3 inputs, relu 5, relu 4, sigmoid 1; L = 3, m = 6 --------------------------------

const x = Array.from({ length: 6 }, (_, i) => [Math.sin(3 * i + 1), Math.cos(2 * i), Math.sin(5 * i + 2)]);
const y = [1, 0, 0, 1, 1, 0].map((label) => [label]);
const m = x.length;
const network = new Network({
  inputs: 3,
  layers: [dense(5, { activation: 'relu' }), dense(4, { activation: 'relu' }), dense(1, { activation: 'sigmoid' })],
  seed: 6,
});
const cache = network.forward(x, { cache: true });

// The question's equations are those of samples in columns, with W [units × inputs]: the library's matrices, transposed.
const columns = (matrix) => matrix && transpose(matrix.toArray());
const [Z, A] = [cache.Z.map(columns), cache.A.map(columns)];
const W = [undefined, ...[0, 1, 2].map((l) => columns(network.getWeights()[`layers.${l}.weights`]))];
const Y = transpose(y);

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const relu = (z) => Math.max(z, 0);
const slope = (z) => (z > 0 ? 1 : 0); // relu′

// ---- The truth, by central differences: of m·J by each A[l] and Z[l], of J by each W[l] and b[l] -------------------

const cost = ([a]) => -a.reduce((sum, p, i) => sum + Math.log(y[i][0] === 1 ? p : 1 - p), 0);
/** m·J when the forward goes on from this A[l]. */
const costFromA = (l) => (a) => network.layers.slice(l).reduce((a, layer) => columns(layer.forward(transpose(a))), a);
const trueA = A.map((a, l) => differences((a) => cost(costFromA(l)(a)), a));
const trueZ = Z.map((z, l) => z && differences((z) => cost(costFromA(l)(map(z, l === 3 ? sigmoid : relu))), z));

const byParameter = differences(
  ([values]) => {
    network.parameters.set(values);
    return cost(columns(network.predict(x))) / m;
  },
  [[...network.parameters]],
)[0];
const trueW = [undefined];
const trueB = [undefined];
for (const { inputs, outputs } of network.layers) {
  const rows = Array.from({ length: inputs + 1 }, () => byParameter.splice(0, outputs));
  trueB.push(transpose([rows.pop()]));
  trueW.push(transpose(rows));
}

// ---- Line by line. Each formula is given right values, so that it answers for its own mistake only -----------------

const dA3 = zip(Y, A[3], (t, a) => -(t / a - (1 - t) / (1 - a)));
const dZ3 = times(
  dA3,
  map(A[3], (a) => a * (1 - a)),
);
const dZ2 = times(trueA[2], map(Z[2], slope));
const dZ1 = times(trueA[1], map(Z[1], slope));
const mean = (dZ) => scale(sumRows(dZ), 1 / m);
const product = (dZ, a) => scale(dot(dZ, transpose(a)), 1 / m);
const back = (W, dZ) => dot(transpose(W), dZ);

// as written | what is wrong with it | corrected
const text = `
  ∂A/∂L = −(Y/A3 − (1−Y)/A3) | it is ∂L/∂A, and the second denominator is 1 − A3 | ∂A3 = −(Y/A3 − (1−Y)/(1−A3))
  ∂A/∂L = Ŷ − Y              | that is ∂Z3: it holds σ′ already                  | ∂A3 as above
  ∂Z3 = σ(∂AL)               | the chain rule multiplies by the slope            | ∂Z3 = ∂A3 * σ′(Z3) = A3 − Y
  ∂W3 = 1/m (∂Z3 . ∂ALᵀ)     | W3 was applied to A2                              | ∂W3 = 1/m (∂Z3 . A2ᵀ)
  ∂b3 = 1/m Σ ∂Z3
  ∂A2 = W3ᵀ . ∂Z3
  ∂Z2 = relu(∂A2)            | the chain rule multiplies by the slope            | ∂Z2 = ∂A2 * relu′(Z2)
  ∂W2 = 1/m (∂Z2 . ∂A2ᵀ)     | W2 was applied to A1                              | ∂W2 = 1/m (∂Z2 . A1ᵀ)
  ∂b2 = 1/m Σ ∂Z2
  ∂A1 = 1/m (∂Z2 . ∂A2ᵀ)     | the line of ∂W2 again                             | ∂A1 = W2ᵀ . ∂Z2
  ∂Z1 = relu(∂A1)            | the chain rule multiplies by the slope            | ∂Z1 = ∂A1 * relu′(Z1)
  ∂W1 = 1/m (∂Z1 . ∂A1ᵀ)     | W1 was applied to X                               | ∂W1 = 1/m (∂Z1 . Xᵀ)
  ∂b1 = 1/m Σ ∂Z1
  ∂A0 = 1/m (∂Z1 . ∂A1ᵀ)     | the line of ∂W1 again, and no weight needs it     | ∂A0 = W1ᵀ . ∂Z1`;

// as written, corrected, true
const values = [
  [zip(Y, A[3], (t, a) => -(t / a - (1 - t) / a)), dA3, trueA[3]],
  [zip(A[3], Y, (a, t) => a - t), dA3, trueA[3]],
  [map(dA3, sigmoid), dZ3, trueZ[3]],
  [product(dZ3, dA3), product(dZ3, A[2]), trueW[3]],
  [mean(dZ3), mean(dZ3), trueB[3]],
  [back(W[3], dZ3), back(W[3], dZ3), trueA[2]],
  [map(trueA[2], relu), dZ2, trueZ[2]],
  [product(dZ2, trueA[2]), product(dZ2, A[1]), trueW[2]],
  [mean(dZ2), mean(dZ2), trueB[2]],
  [product(dZ2, trueA[2]), back(W[2], dZ2), trueA[1]],
  [map(trueA[1], relu), dZ1, trueZ[1]],
  [product(dZ1, trueA[1]), product(dZ1, A[0]), trueW[1]],
  [mean(dZ1), mean(dZ1), trueB[1]],
  [product(dZ1, trueA[1]), back(W[1], dZ1), trueA[0]],
];

console.log(
  `Forward: W1 . X is ${shape(W[1])} . ${shape(x)} when each row of X is a sample: there is no such product.`,
);
console.log('  With samples as columns it is W1 . X + b1, with rows X . W1 + b1. Columns from here on.\n');
console.log('Backward: the largest error relative to central differences.\n');
const lines = text
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((part) => part.trim()));
export const derivation = lines.map(([written, wrong, corrected], i) => {
  const [asWritten, right, truth] = values[i];
  const [before, after] = [relativeError(asWritten, truth), relativeError(right, truth)];
  const verdict =
    before === undefined ? `has shape ${shape(asWritten)}, not ${shape(truth)}` : `error ${before.toExponential(0)}`;
  if (wrong === undefined)
    console.log(`✓ ${written.padEnd(28)} right as it stands      error ${after.toExponential(0)}`);
  else
    console.log(
      `✗ ${written.padEnd(28)} ${verdict}: ${wrong}\n  ✓ ${corrected.padEnd(49)} error ${after.toExponential(0)}`,
    );
  return { written, wrong, before, after };
});

const { dW } = network.backward(cache, y, { loss: 'binaryCrossEntropy' });
export const libraryError = Math.max(...[1, 2, 3].map((l) => relativeError(columns(dW[l]), trueW[l])));
console.log(`\nnetwork.backward gives these ∂W1, ∂W2, ∂W3: error ${libraryError.toExponential(0)}.\n`);

// ---- The answer: y = f(w1·x), z = w2·y, E = ½(z − d)², linear and not ----------------------------------------------

function scalarNetwork(activation) {
  const [w1, w2, x, d] = [0.8, 0.6, 1.5, 2];
  const net = new Network({ inputs: 1, layers: [dense(1, { activation, bias: false }), dense(1, { bias: false })] });
  const E = ([[w1, w2]]) => {
    net.parameters.set([w1, w2]);
    return 0.5 * (net.predict([[x]]).data[0] - d) ** 2;
  };
  const before = E([[w1, w2]]);
  const cache = net.forward([[x]], { cache: true });
  const [p1, y, z] = [cache.Z[1].data[0], cache.A[1].data[0], cache.output.data[0]];
  const slope = activation === 'tanh' ? 1 - Math.tanh(p1) ** 2 : 1;
  //              ∂E/∂z     ∂p2/∂y  ∂y/∂p1  ∂p1/∂w1         ∂p2/∂w2       (∂z/∂p2 = 1: the last layer is linear)
  const chain = [(z - d) * w2 * slope * x, (z - d) * y];
  const backpropagated = [...net.backward(cache, [[d]], { loss: 'halfSquaredError' }).flat];
  const numeric = differences(E, [[w1, w2]])[0];
  const [after, afterWrongSign] = [0.1, -0.1].map((alpha) => E([[w1 - alpha * chain[0], w2 - alpha * chain[1]]]));
  return { activation, x, y, z, d, chain, backpropagated, numeric, before, after, afterWrongSign };
}

export const answers = ['linear', 'tanh'].map(scalarNetwork);
for (const { activation, x, y, z, d, chain, backpropagated, numeric, before, after, afterWrongSign } of answers) {
  const show = (gradient) => gradient.map((value) => value.toFixed(8).padStart(12)).join('');
  console.log(
    `The answer, f ${activation}: x = ${x}, y = ${y.toFixed(4)}, z = ${z.toFixed(4)}, d = ${d}      ∂E/∂w1      ∂E/∂w2`,
  );
  console.log(`  ✗ (d − z)·∂z/∂p2·w·∂y/∂p1·x   and (d − z)·∂z/∂p2·y    ${show(chain.map((value) => -value))}`);
  console.log(`  ✓ (z − d)·∂z/∂p2·w2·∂y/∂p1·x  and (z − d)·∂z/∂p2·y    ${show(chain)}`);
  console.log(`    central differences                                 ${show(numeric)}`);
  console.log(`    network.backward                                    ${show(backpropagated)}`);
  console.log(
    `  E = ${before.toFixed(4)}; after w − 0.1·g ${after.toFixed(4)}, with the answer's g ${afterWrongSign.toFixed(4)}.\n`,
  );
}

// ---- Batch, mini-batch and stochastic gradient descent: the same network, the same 128 samples ---------------------

const points = Array.from({ length: 128 }, (_, i) => [Math.sin(7.1 * i), Math.cos(3.7 * i), Math.sin(1.3 * i + 1)]);
const labels = points.map(([a, b, c]) => (a * b + c > 0.2 ? 1 : 0));

async function descend(name, batchSize) {
  const optimizer = sgd({ learningRate: 0.05 });
  const trainer = new Trainer(network.clone(), { loss: 'binaryCrossEntropy', optimizer, batchSize });
  const { loss } = await trainer.fit({ x: points, y: labels }, { epochs: 20 });
  return { name, batchSize, steps: trainer.steps, costs: loss };
}
export const descents = [
  await descend('batch', 'full'),
  await descend('mini-batch', 16),
  await descend('stochastic', 1),
];

console.log('Mean cost in epoch                 1      2      5     10     20   steps');
for (const { name, batchSize, steps, costs } of descents) {
  const shown = [1, 2, 5, 10, 20].map((epoch) => costs[epoch - 1].toFixed(4)).join(' ');
  console.log(`  ${name.padEnd(10)} batchSize ${String(batchSize).padEnd(6)} ${shown}   ${String(steps).padStart(5)}`);
}
