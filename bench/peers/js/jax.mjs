// jax-js: a whole step, optimizer included, in one `jit`. Each step's loss is read: otherwise kernels that wait pile up.
// An array that is used again is passed as `ref`, as the library's ownership has it.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

// It asks whether values are a Float16Array, which Node has from version 24 on; they are no DataView either.
globalThis.Float16Array ??= DataView;

function forward(parameters, x, hidden) {
  return parameters.reduce((a, { w, b }, l) => {
    const z = np.matmul(a, w).add(b);
    return l === parameters.length - 1 ? z : hidden === 'tanh' ? np.tanh(z) : nn[hidden](z);
  }, x);
}

const losses = {
  binaryCrossEntropy: (z, y) => np.mean(nn.softplus(z.ref).sub(z.mul(y))),
  categoricalCrossEntropy: (z, y) => np.sum(nn.logSoftmax(z, -1).mul(y), -1).mean().neg(),
};

/** New parameters and slots from the gradient; `t` counts on the device. */
const optimizers = {
  adam: {
    slots: 2,
    update(p, g, [m, v], { learningRate }, [first, second]) {
      const m1 = m.mul(0.9).add(g.ref.mul(0.1));
      const v1 = v.mul(0.999).add(g.ref.mul(g).mul(0.001));
      const step = m1.ref.mul(first).div(np.sqrt(v1.ref.mul(second)).add(1e-8));
      return [p.sub(step.mul(learningRate)), [m1, v1]];
    },
  },
  momentum: {
    slots: 1,
    update(p, g, [m], { learningRate, momentum }) {
      const m1 = m.mul(momentum).add(g);
      return [p.sub(m1.ref.mul(learningRate)), [m1]];
    },
  },
  sgd: { slots: 0, update: (p, g, _, { learningRate }) => [p.sub(g.mul(learningRate)), []] },
};

async function device() {
  await init('wasm');
  defaultDevice('wasm');
}

export async function train({ sizes, hidden, loss, optimizer, rows, batch, weights, x, y, dtype, ArrayType }) {
  await device();
  const array = (values, shape) => np.array(ArrayType.from(values), { dtype: np[dtype] }).reshape(shape);
  const [inputs, outputs] = [sizes[0], sizes.at(-1)];
  const batches = Array.from({ length: rows / batch }, (_, i) => {
    const hot = new ArrayType(batch * outputs);
    y.subarray(i * batch, (i + 1) * batch).forEach((label, row) => {
      if (outputs === 1) hot[row] = label;
      else hot[row * outputs + label] = 1;
    });
    return {
      x: array(x.subarray(i * batch * inputs, (i + 1) * batch * inputs), [batch, inputs]),
      y: array(hot, [batch, outputs]),
    };
  });
  let parameters = weights.map(({ w, b }, l) => ({
    w: array(w, [sizes[l], sizes[l + 1]]),
    b: array(b, [sizes[l + 1]]),
  }));
  const rule = optimizers[optimizer.momentum > 0 ? 'momentum' : optimizer.name];
  const zeros = (p) => Array.from({ length: rule.slots }, () => np.zerosLike(p.ref));
  let slots = parameters.map(({ w, b }) => ({ w: zeros(w), b: zeros(b) }));
  const objective = (parameters, x, y) => losses[loss](forward(parameters, x, hidden), y);
  const update = jit((parameters, slots, scales, x, y) => {
    const [value, gradients] = valueAndGrad(objective)(tree.ref(parameters), x, y);
    const updated = parameters.map((layer, l) =>
      Object.fromEntries(
        ['w', 'b'].map((key) => {
          const refs = rule.slots === 2 ? scales.map((scale) => scale.ref) : [];
          return [key, rule.update(layer[key], gradients[l][key], slots[l][key], optimizer, refs)];
        }),
      ),
    );
    const part = (which) => updated.map(({ w, b }) => ({ w: w[which], b: b[which] }));
    scales.forEach((scale) => scale.dispose());
    return [value, part(0), part(1)];
  });
  let [t, next] = [0, 0];
  const step = () => {
    const { x, y } = batches[next++ % batches.length];
    t++;
    const scales =
      rule.slots === 2 ? [1 / (1 - 0.9 ** t), 1 / (1 - 0.999 ** t)].map((scale) => array([scale], [])) : [];
    const [value, newParameters, newSlots] = update(parameters, slots, scales, x.ref, y.ref);
    parameters = newParameters;
    slots = newSlots;
    return value.dataSync()[0];
  };
  return {
    step,
    run(steps) {
      for (let i = 0; i < steps; i++) step();
    },
  };
}

export async function predict({ sizes, hidden, rows, weights, x, dtype }) {
  await device();
  const array = (values, shape) => np.array(values, { dtype: np[dtype] }).reshape(shape);
  const parameters = weights.map(({ w, b }, l) => ({
    w: array(w, [sizes[l], sizes[l + 1]]),
    b: array(b, [sizes[l + 1]]),
  }));
  const model = jit((parameters, x) => nn.softmax(forward(parameters, x, hidden), -1));
  const outputs = () => model(tree.ref(parameters), array(x, [rows, sizes[0]])).dataSync();
  return {
    outputs,
    run(times) {
      for (let i = 0; i < times; i++) outputs();
    },
  };
}
