"""numpy: every array made once and written with `out=`; all parameters in one vector, so that an optimizer's step is a
few calls whatever the layers."""

import numpy as np

VERSION = f"numpy {np.__version__}"


def activate(name, z):
    """In place."""
    if name == "relu":
        np.maximum(z, 0, out=z)
    elif name == "tanh":
        np.tanh(z, out=z)
    elif name == "sigmoid":
        np.negative(z, out=z)
        np.exp(z, out=z)
        z += 1
        np.reciprocal(z, out=z)
    else:
        z -= z.max(axis=1, keepdims=True)
        np.exp(z, out=z)
        z /= z.sum(axis=1, keepdims=True)


class Training:
    def __init__(self, task):
        self.hidden, self.loss, self.optimizer, self.batch = (
            task[key] for key in ("hidden", "loss", "optimizer", "batch")
        )
        self.dtype = np.dtype(task["dtype"])
        tensors = [tensor for layer in task["weights"] for tensor in layer]
        self.p = np.concatenate([tensor.reshape(-1) for tensor in tensors])
        self.g, self.first, self.second, self.scratch = (np.zeros_like(self.p) for _ in range(4))
        self.layers, at = [], 0
        views = []
        for tensor in tensors:
            views.append([v[at : at + tensor.size].reshape(tensor.shape) for v in (self.p, self.g)])
            at += tensor.size
        m = self.batch
        for (w, dw), (b, db) in zip(views[::2], views[1::2]):
            a, dz, slope = (np.empty((m, b.size), self.dtype) for _ in range(3))
            self.layers.append((w, b, dw, db, a, dz, slope))
        x, y, count = task["x"], task["y"], task["rows"] // m
        self.batches = []
        for i in range(count):
            labels = y[i * m : (i + 1) * m]
            if self.loss == "binaryCrossEntropy":
                labels = labels.reshape(m, 1).astype(self.dtype)
            self.batches.append((np.ascontiguousarray(x[i * m : (i + 1) * m]), labels))
        self.rows = np.arange(m)
        self.t = 0

    def step(self):
        x, y = self.batches[self.t % len(self.batches)]
        self.t += 1
        a = x
        last = len(self.layers) - 1
        for l, (w, b, _, _, z, _, _) in enumerate(self.layers):
            np.matmul(a, w, out=z)
            z += b
            if l < last:
                activate(self.hidden, z)
            a = z
        value = self.value_and_gradient(a, y)
        for l in range(last, -1, -1):
            w, _, dw, db, _, dz, _ = self.layers[l]
            a = x if l == 0 else self.layers[l - 1][4]
            np.matmul(a.T, dz, out=dw)
            np.add.reduce(dz, axis=0, out=db)
            if l > 0:
                before, slope = self.layers[l - 1][5:]
                np.matmul(dz, w.T, out=before)
                if self.hidden == "relu":
                    np.greater(a, 0, out=slope)
                elif self.hidden == "tanh":
                    np.multiply(a, a, out=slope)
                    np.subtract(1, slope, out=slope)
                else:
                    np.subtract(1, a, out=slope)
                    slope *= a
                before *= slope
        self.update()
        return value

    def value_and_gradient(self, z, y):
        """The mean loss; its gradient in the last layer's dz."""
        dz, scratch = self.layers[-1][5:]
        m = self.batch
        if self.loss == "binaryCrossEntropy":
            np.logaddexp(0, z, out=scratch)
            value = (scratch.sum() - np.vdot(z, y)) / m
            np.copyto(dz, z)
            activate("sigmoid", dz)
            dz -= y
        else:
            np.copyto(dz, z)
            activate("softmax", dz)
            value = -np.log(dz[self.rows, y]).mean()
            dz[self.rows, y] -= 1
        dz /= m
        return value

    def update(self):
        p, g, first, second, scratch = self.p, self.g, self.first, self.second, self.scratch
        rate, momentum = self.optimizer["learningRate"], self.optimizer.get("momentum", 0)
        if self.optimizer["name"] == "adam":
            np.multiply(g, 0.1, out=scratch)
            first *= 0.9
            first += scratch
            np.multiply(g, g, out=scratch)
            scratch *= 0.001
            second *= 0.999
            second += scratch
            np.sqrt(second, out=scratch)
            scratch *= 1 / (1 - 0.999**self.t) ** 0.5
            scratch += 1e-8
            np.divide(first, scratch, out=scratch)
            scratch *= rate / (1 - 0.9**self.t)
        elif momentum > 0:
            first *= momentum
            first += g
            np.multiply(first, rate, out=scratch)
        else:
            np.multiply(g, rate, out=scratch)
        p -= scratch

    def run(self, times):
        for _ in range(times):
            self.step()


class Prediction:
    def __init__(self, task):
        self.hidden, self.last, self.x = task["hidden"], task["last"], task["x"]
        if task["rows"] == 1:
            self.x = self.x[0]
        self.layers = [(w, b, np.empty((*self.x.shape[:-1], b.size), b.dtype)) for w, b in task["weights"]]

    def outputs(self):
        a = self.x
        for l, (w, b, z) in enumerate(self.layers):
            np.dot(a, w, out=z)
            z += b
            a = z
            if l < len(self.layers) - 1:
                activate(self.hidden, a)
        activate(self.last, a[None, :] if a.ndim == 1 else a)
        return a

    def run(self, times):
        for _ in range(times):
            self.outputs()
