// A dense network in plain JavaScript loops over typed arrays, as a careful programmer writes it by hand: what the
// benchmarks compare with. Same equations, same order of batches.

const activations = {
  relu: { f: (z) => (z > 0 ? z : 0), slope: (a) => (a > 0 ? 1 : 0) },
  tanh: { f: Math.tanh, slope: (a) => 1 - a * a },
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
};

/** y[m×n] = x[m×k]·w[k×n] */
function multiply(x, w, y, m, k, n) {
  y.fill(0, 0, m * n);
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < k; q++) {
      const factor = x[i * k + q];
      for (let j = 0; j < n; j++) y[i * n + j] += factor * w[q * n + j];
    }
  }
}

/** dw[k×n] = x[m×k]ᵀ·dz[m×n] */
function multiplyTransposed(x, dz, dw, m, k, n) {
  dw.fill(0);
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < k; q++) {
      const factor = x[i * k + q];
      for (let j = 0; j < n; j++) dw[q * n + j] += factor * dz[i * n + j];
    }
  }
}

/** dx[m×k] = dz[m×n]·w[k×n]ᵀ */
function multiplyByTransposed(dz, w, dx, m, k, n) {
  for (let i = 0; i < m; i++) {
    for (let q = 0; q < k; q++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += dz[i * n + j] * w[q * n + j];
      dx[i * k + q] = sum;
    }
  }
}

/** A network [sizes] with `hidden` inside and sigmoid (one output) or softmax (more) last. */
export class PlainNetwork {
  constructor({ sizes, hidden, optimizer, batch, weights, ArrayType }) {
    Object.assign(this, { sizes, hidden: activations[hidden], optimizer, batch });
    this.layers = sizes.slice(1).map((n, l) => {
      const k = sizes[l];
      const zeros = (length) => new ArrayType(length);
      return {
        k,
        n,
        w: ArrayType.from(weights[l].w),
        b: ArrayType.from(weights[l].b),
        dw: zeros(k * n),
        db: zeros(n),
        a: zeros(batch * n),
        dz: zeros(batch * n),
        slots: [zeros(k * n), zeros(k * n), zeros(n), zeros(n)],
      };
    });
    this.t = 0;
  }

  /** One step on the rows x[m×inputs], y[m×outputs or class indices]; returns the loss before the update. */
  step(x, y, m) {
    const { layers } = this;
    layers.forEach((layer, l) => this.#forward(layer, l === 0 ? x : layers[l - 1].a, m, l === layers.length - 1));
    const loss = this.#loss(y, m);
    for (let l = layers.length - 1; l >= 0; l--) {
      const { k, n, w, dw, db, dz } = layers[l];
      const input = l === 0 ? x : layers[l - 1].a;
      multiplyTransposed(input, dz, dw, m, k, n);
      db.fill(0);
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) db[j] += dz[i * n + j];
      if (l === 0) continue;
      const before = layers[l - 1].dz;
      multiplyByTransposed(dz, w, before, m, k, n);
      for (let i = 0; i < m * k; i++) before[i] *= this.hidden.slope(input[i]);
    }
    this.t++;
    for (const { w, b, dw, db, slots } of layers) {
      this.#update(w, dw, slots[0], slots[1]);
      this.#update(b, db, slots[2], slots[3]);
    }
    return loss;
  }

  #forward({ k, n, w, b, a }, x, m, last) {
    multiply(x, w, a, m, k, n);
    const f = last ? (z) => z : this.hidden.f;
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) a[i * n + j] = f(a[i * n + j] + b[j]);
  }

  #loss(y, m) {
    const { n, a, dz } = this.layers.at(-1);
    let sum = 0;
    if (n === 1) {
      for (let i = 0; i < m; i++) {
        const z = a[i];
        sum += Math.max(z, 0) - z * y[i] + Math.log1p(Math.exp(-Math.abs(z)));
        dz[i] = (1 / (1 + Math.exp(-z)) - y[i]) / m;
      }
      return sum / m;
    }
    for (let i = 0; i < m; i++) {
      let largest = -Infinity;
      for (let j = 0; j < n; j++) largest = Math.max(largest, a[i * n + j]);
      let total = 0;
      for (let j = 0; j < n; j++) total += dz[i * n + j] = Math.exp(a[i * n + j] - largest);
      sum += largest + Math.log(total) - a[i * n + y[i]];
      for (let j = 0; j < n; j++) dz[i * n + j] = (dz[i * n + j] / total - (j === y[i] ? 1 : 0)) / m;
    }
    return sum / m;
  }

  #update(w, g, first, second) {
    const { name, learningRate: rate, momentum = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = this.optimizer;
    if (name === 'adam') {
      const scale = rate / (1 - beta1 ** this.t);
      const root = Math.sqrt(1 - beta2 ** this.t);
      for (let i = 0; i < w.length; i++) {
        first[i] = beta1 * first[i] + (1 - beta1) * g[i];
        second[i] = beta2 * second[i] + (1 - beta2) * g[i] * g[i];
        w[i] -= (scale * first[i]) / (Math.sqrt(second[i]) / root + epsilon);
      }
    } else if (momentum > 0) {
      for (let i = 0; i < w.length; i++) w[i] -= rate * (first[i] = momentum * first[i] + g[i]);
    } else for (let i = 0; i < w.length; i++) w[i] -= rate * g[i];
  }
}
