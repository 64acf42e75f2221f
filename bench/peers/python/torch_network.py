"""PyTorch on one thread: functional layers, autograd, its own optimizers with `foreach`, which is one call for all
tensors; no gradients in prediction."""

import torch
from torch.nn import functional as F

VERSION = f"PyTorch {torch.__version__}"
torch.set_num_threads(1)

activations = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid}


def forward(layers, x, hidden):
    """The last layer's z; weights are [inputs, outputs]."""
    for w, b in layers[:-1]:
        x = activations[hidden](torch.addmm(b, x, w))
    w, b = layers[-1]
    return torch.addmm(b, x, w)


class Training:
    def __init__(self, task):
        self.hidden = task["hidden"]
        self.layers = [tuple(torch.from_numpy(p).clone().requires_grad_() for p in layer) for layer in task["weights"]]
        parameters = [p for layer in self.layers for p in layer]
        rule = task["optimizer"]
        if rule["name"] == "adam":
            self.optimizer = torch.optim.Adam(parameters, lr=rule["learningRate"], foreach=True)
        else:
            self.optimizer = torch.optim.SGD(
                parameters, lr=rule["learningRate"], momentum=rule.get("momentum", 0), foreach=True
            )
        x, y, m = torch.from_numpy(task["x"]), torch.from_numpy(task["y"]), task["batch"]
        if task["loss"] == "binaryCrossEntropy":
            self.loss, y = F.binary_cross_entropy_with_logits, y.reshape(-1, 1).to(x.dtype)
        else:
            self.loss = F.cross_entropy
        self.batches = list(zip(x.split(m), y.split(m)))
        self.next = 0

    def step(self):
        x, y = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        loss = self.loss(forward(self.layers, x, self.hidden), y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def run(self, times):
        for _ in range(times):
            self.step()


class Prediction:
    def __init__(self, task):
        self.hidden, self.x = task["hidden"], torch.from_numpy(task["x"])
        self.layers = [tuple(torch.from_numpy(p) for p in layer) for layer in task["weights"]]

    @torch.inference_mode()
    def outputs(self):
        return torch.softmax(forward(self.layers, self.x, self.hidden), 1).numpy()

    @torch.inference_mode()
    def run(self, times):
        for _ in range(times):
            self.outputs()
