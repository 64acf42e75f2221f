// The building blocks of a deep network: each layer's own forward and backward function, and a network trained by
// nothing else.
//
//   node examples/02-layer-by-layer.mjs
import { Network, dense } from 'layerwise';

// ---- The data: is a point of the plane inside the circle? ----------------------------------------------------------

const side = 8;
const coordinate = (i) => (2 * i) / (side - 1) - 1; // −1 … 1
const x = Array.from({ length: side * side }, (_, i) => [coordinate(i % side), coordinate(Math.floor(i / side))]);
const y = x.map(([u, v]) => (u * u + v * v < 0.6 ? 1 : 0));
const m = x.length;

// Any activation in any layer.
const network = new Network({
  inputs: 2,
  layers: [
    dense(8, { activation: 'tanh' }),
    dense(8, { activation: { name: 'leakyRelu', negativeSlope: 0.1 } }),
    dense(1, { activation: 'sigmoid' }),
  ],
  seed: 3,
});

// ---- Forward: A[l−1] in, A[l] out, Z[l] kept -----------------------------------------------------------------------
//
//   Z[l] = A[l−1]·W[l] + b[l]        A[l] = g(Z[l])        all m samples at once, one a row

function forward(layers, x) {
  let A = x;
  for (const layer of layers) A = layer.forward(A);
  return A;
}

// ---- Backward: dA[l] in; dA[l−1], dW[l] and db[l] out --------------------------------------------------------------
//
//   dZ[l] = dA[l] ∘ g′(Z[l])    dW[l] = A[l−1]ᵀ·dZ[l]    db[l] = Σ over samples of dZ[l]    dA[l−1] = dZ[l]·W[l]ᵀ
//
// The 1/m of the cost is in the first dA, and so in everything that follows from it.

function backward(layers, dA) {
  const gradients = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { dAPrev, dZ, dW, db } = layers[l].backward(dA);
    gradients[l] = { dZ, dW, db };
    dA = dAPrev;
  }
  return { gradients, dX: dA }; // the derivative by the input: no weight needs it
}

/** dA[L] of the cross-entropy: (−Y/A + (1 − Y)/(1 − A)) / m */
function outputGradient(A) {
  return A.toArray().map(([a], i) => [(-y[i] / a + (1 - y[i]) / (1 - a)) / m]);
}

/** J = −Σ(Y log A + (1 − Y) log(1 − A)) / m */
function cost(A) {
  return A.toArray().reduce((sum, [a], i) => sum - Math.log(y[i] === 1 ? a : 1 - a), 0) / m;
}

// ---- The chain of layers is the network, bit for bit ---------------------------------------------------------------

const same = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

const { layers } = network;
const A = forward(layers, x);
const dA = outputGradient(A);
const chain = backward(layers, dA);
const cache = network.forward(x, { cache: true });
const whole = network.backward(cache, { dA }, { inputGradient: true });

export const identical = {
  forward: same(A.data, cache.output.data),
  dZ: layers.every((_, i) => same(chain.gradients[i].dZ.data, whole.dZ[i + 1].data)),
  dW: layers.every((_, i) => same(chain.gradients[i].dW.data, whole.dW[i + 1].data)),
  db: layers.every((_, i) => same(chain.gradients[i].db.data, whole.db[i + 1].data)),
  dX: same(chain.dX.data, whole.dX.data),
};
console.log('Chaining the layers against network.forward and network.backward:');
for (const [name, equal] of Object.entries(identical))
  console.log(`  ${name.padEnd(8)} ${equal ? 'the same bits' : 'DIFFERENT'}`);

// The network can also start from the targets. Then dZ[L] = (A − Y)/m at once, which is the same number without the
// division by A(1 − A), and rounds less.
const fromTargets = network.backward(cache, y, { loss: 'binaryCrossEntropy' });
export const fusedDifference = Math.max(...fromTargets.flat.map((value, i) => Math.abs(value - whole.flat[i])));
console.log(`  from the targets rather than dA[L]: within ${fusedDifference.toExponential(1)}\n`);

// ---- The input's gradient, when it is wanted -----------------------------------------------------------------------
//
// Training stops before dA[0]. It still says something: how the cost would change if a sample moved.

const sample = 27;
const moved = (h) => x.map((point, i) => (i === sample ? [point[0] + h, point[1]] : point));
const h = 1e-5;
export const inputGradient = {
  backpropagated: chain.dX.row(sample)[0],
  centralDifference: (cost(forward(layers, moved(h))) - cost(forward(layers, moved(-h)))) / (2 * h),
};
console.log(`∂J/∂x of sample ${sample}, first coordinate: ${inputGradient.backpropagated.toExponential(6)}`);
console.log(`                  by central differences: ${inputGradient.centralDifference.toExponential(6)}\n`);

// ---- Gradient descent, written with the two functions --------------------------------------------------------------

const learningRate = 0.5;
export const costs = [];
for (let step = 0; step <= 2000; step++) {
  const A = forward(layers, x);
  costs.push(cost(A));
  const { gradients } = backward(layers, outputGradient(A));
  for (const [l, layer] of layers.entries()) {
    // The parameters are live views: writing to them changes the network.
    const { weights, biases } = layer.parameters;
    gradients[l].dW.data.forEach((value, i) => (weights[i] -= learningRate * value));
    gradients[l].db.data.forEach((value, i) => (biases[i] -= learningRate * value));
  }
  if (step % 400 === 0) console.log(`step ${String(step).padStart(4)}   J = ${costs[step].toFixed(5)}`);
}

// ---- What it learned -----------------------------------------------------------------------------------------------

const inside = [...network.predict(x).data].map((a) => a >= 0.5);
export const accuracy = inside.filter((value, i) => value === (y[i] === 1)).length / m;
console.log(`\n${(100 * accuracy).toFixed(1)} % of the points are on the right side:\n`);
for (let row = 0; row < side; row++)
  console.log(
    `  ${inside
      .slice(row * side, (row + 1) * side)
      .map((value) => (value ? '●' : '·'))
      .join(' ')}`,
  );
