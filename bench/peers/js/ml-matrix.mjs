// A network written by hand over ml-matrix: its products and row operations, loops over its rows where it has no
// function; transposed batches made once.
import { Matrix } from 'ml-matrix';

const activations = {
  relu: { f: (z) => (z > 0 ? z : 0), slope: (a) => (a > 0 ? 1 : 0) },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a },
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
};

/** matrix[i][j] = f(matrix[i][j], other[i][j]) */
function map(matrix, f, other = matrix) {
  for (let i = 0; i < matrix.rows; i++) {
    const [row, second] = [matrix.data[i], other.data[i]];
    for (let j = 0; j < row.length; j++) row[j] = f(row[j], second[j]);
  }
  return matrix;
}

const losses = {
  /** The mean loss of z; z becomes its gradient. */
  binaryCrossEntropy(z, y) {
    let sum = 0;
    map(
      z,
      (value, label) => {
        sum += Math.max(value, 0) - value * label + Math.log1p(Math.exp(-Math.abs(value)));
        return (1 / (1 + Math.exp(-value)) - label) / z.rows;
      },
      y,
    );
    return sum / z.rows;
  },
  categoricalCrossEntropy(z, y) {
    let sum = 0;
    for (let i = 0; i < z.rows; i++) {
      const row = z.data[i];
      const label = y.data[i][0];
      const largest = Math.max(...row);
      let total = 0;
      for (let j = 0; j < row.length; j++) total += Math.exp(row[j] - largest);
      sum += largest + Math.log(total) - row[label];
      for (let j = 0; j < row.length; j++)
        row[j] = (Math.exp(row[j] - largest) / total - (j === label ? 1 : 0)) / z.rows;
    }
    return sum / z.rows;
  },
};

/** By optimizer: changes a parameter's rows in place. */
const updates = {
  sgd: (p, g, _, { learningRate: rate }) => map(p, (value, slope) => value - rate * slope, g),
  momentum(p, g, [velocity], { learningRate: rate, momentum }) {
    map(velocity, (v, slope) => momentum * v + slope, g);
    map(p, (value, v) => value - rate * v, velocity);
  },
  adam(p, g, [first, second], { learningRate }, t) {
    const rate = learningRate / (1 - 0.9 ** t);
    const root = Math.sqrt(1 - 0.999 ** t);
    for (let i = 0; i < p.rows; i++) {
      const [row, slopes, m, v] = [p.data[i], g.data[i], first.data[i], second.data[i]];
      for (let j = 0; j < row.length; j++) {
        m[j] = 0.9 * m[j] + 0.1 * slopes[j];
        v[j] = 0.999 * v[j] + 0.001 * slopes[j] * slopes[j];
        row[j] -= (rate * m[j]) / (Math.sqrt(v[j]) / root + 1e-8);
      }
    }
  },
};

export function train({ sizes, hidden, loss, optimizer, rows, batch, weights, x, y }) {
  const matrix = (values, columns) => Matrix.from1DArray(values.length / columns, columns, values);
  const layers = weights.map(({ w, b }, l) => {
    const parameters = [matrix(w, sizes[l + 1]), matrix(b, sizes[l + 1])];
    const slots = parameters.map(({ rows, columns }) => [Matrix.zeros(rows, columns), Matrix.zeros(rows, columns)]);
    return { parameters, slots };
  });
  const batches = Array.from({ length: rows / batch }, (_, i) => {
    const input = matrix(x.subarray(i * batch * sizes[0], (i + 1) * batch * sizes[0]), sizes[0]);
    return { x: input, transposed: input.transpose(), y: matrix(y.subarray(i * batch, (i + 1) * batch), 1) };
  });
  const { f, slope } = activations[hidden];
  const update = updates[optimizer.momentum > 0 ? 'momentum' : optimizer.name];
  let t = 0;
  const step = () => {
    const { x, transposed, y } = batches[t++ % batches.length];
    const outputs = [x];
    layers.forEach(({ parameters: [w, b] }, l) => {
      const z = outputs[l].mmul(w).addRowVector(b);
      outputs.push(l === layers.length - 1 ? z : map(z, f));
    });
    let dz = outputs.at(-1);
    const value = losses[loss](dz, y);
    const gradients = [];
    for (let l = layers.length - 1; l >= 0; l--) {
      const db = Matrix.rowVector(dz.sum('column'));
      gradients[l] = [(l === 0 ? transposed : outputs[l].transpose()).mmul(dz), db];
      if (l > 0) dz = map(dz.mmul(layers[l].parameters[0].transpose()), (d, a) => d * slope(a), outputs[l]);
    }
    layers.forEach(({ parameters, slots }, l) =>
      parameters.forEach((p, i) => update(p, gradients[l][i], slots[i], optimizer, t)),
    );
    return value;
  };
  return {
    step,
    run(steps) {
      for (let i = 0; i < steps; i++) step();
    },
  };
}
