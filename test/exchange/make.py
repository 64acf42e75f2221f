# Makes the fixtures of this folder: models that PyTorch exports, and what it predicts with them.
#   apt-get install python3-torch python3-numpy
#   python3 test/exchange/make.py
import json, struct, warnings
from pathlib import Path
import torch
from torch import nn

warnings.filterwarnings("ignore")
torch.manual_seed(7)
folder = Path(__file__).parent / "fixtures"

ACTIVATIONS = {
    "relu": nn.ReLU(), "leakyRelu": nn.LeakyReLU(0.2), "elu": nn.ELU(0.7), "celu": nn.CELU(0.7), "selu": nn.SELU(),
    "gelu": nn.GELU(), "geluTanh": nn.GELU(approximate="tanh"), "silu": nn.SiLU(), "mish": nn.Mish(),
    "softplus": nn.Softplus(), "softsign": nn.Softsign(), "sigmoid": nn.Sigmoid(), "logSigmoid": nn.LogSigmoid(),
    "tanh": nn.Tanh(), "hardSigmoid": nn.Hardsigmoid(), "hardSwish": nn.Hardswish(), "hardTanh": nn.Hardtanh(),
    "relu6": nn.ReLU6(), "softmax": nn.Softmax(dim=1),
}


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)


class Norm(nn.Module):
    """The statistics of a scaler, as people write them into their models."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.randn(3))
        self.register_buffer("deviation", torch.rand(3) + 0.5)

    def forward(self, x):
        return (x - self.mean) / self.deviation


def batch_norm(columns):
    layer = nn.BatchNorm1d(columns)
    with torch.no_grad():
        for tensor in (layer.weight, layer.bias, layer.running_mean):
            tensor.copy_(torch.randn(columns))
        layer.running_var.copy_(torch.rand(columns) + 0.5)
    return layer


def layer_norm(columns, epsilon=1e-5):
    layer = nn.LayerNorm(columns, eps=epsilon)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(columns))
        layer.bias.copy_(torch.randn(columns))
    return layer


MODELS = {
    "classifier": (nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 4), nn.Softmax(dim=-1)), 13),
    "log-softmax": (nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3), nn.LogSoftmax(dim=1)), 13),
    "no-bias": (nn.Sequential(nn.Linear(3, 4, bias=False), nn.ReLU(), nn.Linear(4, 1, bias=False), nn.Sigmoid()), 13),
    "batch-norm": (nn.Sequential(nn.Linear(3, 6), batch_norm(6), nn.ReLU(), batch_norm(6), nn.Linear(6, 2)), 13),
    "layer-norm": (nn.Sequential(nn.Linear(3, 6), layer_norm(6), nn.GELU(), layer_norm(6, 1e-3), nn.Linear(6, 2)), 14),
    "layer-norm-17": (nn.Sequential(nn.Linear(3, 6), layer_norm(6), nn.SiLU(), nn.Linear(6, 2)), 17),
    "residual": (
        nn.Sequential(
            nn.Linear(3, 5), nn.Tanh(), Residual(nn.Linear(5, 7), nn.ReLU(), Residual(nn.Linear(7, 7), nn.ELU()), nn.Linear(7, 5)),
            nn.ReLU(), nn.Linear(5, 2),
        ), 13,
    ),
    "scaler": (nn.Sequential(Norm(), nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)), 13),
    "flatten": (nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.ReLU(), nn.Linear(4, 2)), 13),
    "float64": (nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2)).double(), 13),
    "opset-9": (nn.Sequential(nn.Linear(3, 6), nn.ReLU6(), nn.Linear(6, 6), nn.Hardtanh(), nn.Linear(6, 2)), 9),
}
for name, activation in ACTIVATIONS.items():
    MODELS[f"activation-{name}"] = (nn.Sequential(nn.Linear(3, 4), activation, nn.Linear(4, 2)), 14 if name == "hardSwish" else 13)


def safetensors(state):
    """The format in a few lines, for machines without the safetensors package."""
    header, data = {}, b""
    for name, tensor in state.items():
        array = tensor.numpy()
        kind = {"float32": "F32", "float64": "F64", "int64": "I64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def main():
    folder.mkdir(exist_ok=True)
    predictions = {}
    for name, (model, opset) in MODELS.items():
        model.eval()
        dtype = next(model.parameters()).dtype
        x = (torch.randn(6, 2, 3, 2) if name == "flatten" else torch.randn(6, 3)).to(dtype)
        torch.onnx.export(
            model, x, str(folder / f"{name}.onnx"), opset_version=opset, input_names=["x"],
            dynamic_axes={"x": {0: "batch"}},
        )
        with torch.no_grad():
            y = model(x)
        predictions[name] = {"x": x.reshape(6, -1).double().tolist(), "y": y.double().tolist()}
        if name in ("batch-norm", "layer-norm", "float64"):
            (folder / f"{name}.state.safetensors").write_bytes(safetensors(model.state_dict()))
    (folder / "predictions.json").write_text(json.dumps(predictions) + "\n")


main()
