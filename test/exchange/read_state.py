# Loads a state dict as PyTorch does, strictly, and predicts: python3 read_state.py FILE < rows.json > outputs.json
import json, struct, sys
import numpy as np
import torch
from torch import nn


def load_file(path):
    """safetensors.torch.load_file, and the metadata, for machines without the package."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    kinds = {"F32": np.float32, "F64": np.float64, "I64": np.int64}
    state = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + begin : 8 + length + end], kinds[entry["dtype"]])
        state[name] = torch.from_numpy(values.copy().reshape(entry["shape"]))
    return state, metadata


state, metadata = load_file(sys.argv[1])
dtype = torch.float64 if any(t.dtype == torch.float64 for t in state.values()) else torch.float32
model = eval(metadata["pytorch"], {"nn": nn}).to(dtype)
model.load_state_dict(state)
model.eval()
with torch.no_grad():
    print(json.dumps(model(torch.tensor(json.load(sys.stdin), dtype=dtype)).double().tolist()))
