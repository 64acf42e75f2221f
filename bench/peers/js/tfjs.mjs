// TensorFlow.js: variables and an optimizer of its own, fused layers, a loss with its gradient in closed form, batches
// that are tensors from the start, everything in `tidy`. No loss is read but in the check.
const { default: tf } = await import('@tensorflow/tfjs');
await import('@tensorflow/tfjs-backend-wasm');

async function backend(name) {
  if (!(await tf.setBackend(name))) throw new Error(`no backend ${name}`);
  await tf.ready();
}

const activations = {
  relu: { fused: 'relu' },
  tanh: { fused: 'linear', after: tf.tanh },
  sigmoid: { fused: 'linear', after: tf.sigmoid },
};

/** z of the last layer. The first layer's product isn't fused, whose gradient would compute its inputs' too. */
function forward(input, layers, hidden, training) {
  return layers.reduce((a, { w, b }, l) => {
    const isLast = l === layers.length - 1;
    if (training && l === 0) {
      const z = tf.add(tf.matMul(a, w), b);
      return isLast ? z : tf[hidden](z);
    }
    const { fused, after } = isLast ? { fused: 'linear' } : activations[hidden];
    const z = tf.fused.matMul({ a, b: w, bias: b, activation: fused });
    return after ? after(z) : z;
  }, input);
}

const losses = {
  binaryCrossEntropy: tf.customGrad((z, y, save) => {
    const p = tf.sigmoid(z);
    save([p, y]);
    const value = tf.mean(tf.sub(tf.softplus(z), tf.mul(z, y)));
    return { value, gradFunc: (dy, [p, y]) => [tf.div(tf.sub(p, y), p.size), tf.zerosLike(y)] };
  }),
  categoricalCrossEntropy: tf.customGrad((z, y, save) => {
    const p = tf.softmax(z);
    save([p, y]);
    const value = tf.neg(tf.mean(tf.log(tf.sum(tf.mul(p, y), 1))));
    return { value, gradFunc: (dy, [p, y]) => [tf.div(tf.sub(p, y), p.shape[0]), tf.zerosLike(y)] };
  }),
};

const optimizers = {
  adam: ({ learningRate }) => tf.train.adam(learningRate, 0.9, 0.999, 1e-8),
  sgd: ({ learningRate, momentum = 0 }) =>
    momentum > 0 ? tf.train.momentum(learningRate, momentum) : tf.train.sgd(learningRate),
};

export async function train({ sizes, hidden, loss, optimizer, rows, batch, weights, x, y }, name) {
  await backend(name);
  const layers = weights.map(({ w, b }, l) => ({
    w: tf.variable(tf.tensor2d(w, [sizes[l], sizes[l + 1]])),
    b: tf.variable(tf.tensor1d(b)),
  }));
  const [inputs, outputs] = [sizes[0], sizes.at(-1)];
  const batches = Array.from({ length: rows / batch }, (_, i) => {
    const hot = new Float32Array(batch * outputs);
    y.subarray(i * batch, (i + 1) * batch).forEach((label, row) => {
      if (outputs === 1) hot[row] = label;
      else hot[row * outputs + label] = 1;
    });
    return {
      x: tf.tensor2d(x.subarray(i * batch * inputs, (i + 1) * batch * inputs), [batch, inputs]),
      y: tf.tensor2d(hot, [batch, outputs]),
    };
  });
  const rule = optimizers[optimizer.name](optimizer);
  let next = 0;
  const step = (read) =>
    tf.tidy(() => {
      const { x, y } = batches[next++ % batches.length];
      const value = rule.minimize(() => losses[loss](forward(x, layers, hidden, true), y), read);
      return read ? value.dataSync()[0] : undefined;
    });
  return {
    step: () => step(true),
    run(steps) {
      for (let i = 0; i < steps; i++) step(false);
    },
  };
}

export async function predict({ sizes, hidden, rows, weights, x }, name) {
  await backend(name);
  const layers = weights.map(({ w, b }, l) => ({ w: tf.tensor2d(w, [sizes[l], sizes[l + 1]]), b: tf.tensor1d(b) }));
  const outputs = () =>
    tf.tidy(() => tf.softmax(forward(tf.tensor2d(x, [rows, sizes[0]]), layers, hidden, false)).dataSync());
  return {
    outputs,
    run(times) {
      for (let i = 0; i < times; i++) outputs();
    },
  };
}
