"""host.py module task.json: does the task with a module beside this file and answers on standard output."""

import ctypes
import importlib
import json
import math
import sys
import time

import numpy as np


def read(path):
    """The task with its tensors: weights and x of its dtype, y as numbers."""
    with open(path, encoding="utf8") as file:
        task = json.load(file)
    values = np.fromfile(task["tensors"], dtype="<f8")
    sizes, rows, at = task["sizes"], task["rows"], 0

    def take(*shape):
        nonlocal at
        part = values[at : at + math.prod(shape)].reshape(shape)
        at += part.size
        return part

    task["weights"] = [
        (take(k, n).astype(task["dtype"]), take(n).astype(task["dtype"])) for k, n in zip(sizes, sizes[1:])
    ]
    task["x"] = take(rows, sizes[0]).astype(task["dtype"])
    task["y"] = take(rows).astype("int64")
    return task


def check(session, task, steps, milliseconds):
    """The losses of the first steps, as many as fit the time but at least two; or the outputs."""
    if task["kind"] == "predict":
        return [float(value) for value in session.outputs().reshape(-1)]
    losses, start = [], time.perf_counter()
    while len(losses) < 2 or (len(losses) < steps and (time.perf_counter() - start) * 1000 < milliseconds):
        losses.append(float(session.step()))
    return losses


times = 1


def rate(session, milliseconds):
    """Runs a second, from as many runs as take about the time."""
    global times
    while True:
        start = time.perf_counter()
        session.run(times)
        elapsed = (time.perf_counter() - start) * 1000
        if elapsed >= milliseconds / 2:
            return times / elapsed * 1000
        times = math.ceil(times * min(100, milliseconds / max(elapsed, 0.01) * 1.1))


def blas():
    """OpenBLAS's version and the processor its kernels are for, if it is what does the products."""
    with open("/proc/self/maps", encoding="utf8") as maps:
        libraries = {line.split()[-1] for line in maps if "openblas" in line and ".so" in line}
    if not libraries:
        return "no OpenBLAS"
    config = ctypes.CDLL(sorted(libraries)[-1]).openblas_get_config
    config.restype = ctypes.c_char_p
    words = config().decode().split()
    return f"OpenBLAS {words[1]}, {words[-2]} kernels"


def main():
    module, path = sys.argv[1:]
    task = read(path)
    network = importlib.import_module(module)
    session = (network.Training if task["kind"] == "train" else network.Prediction)(task)
    print(json.dumps({"version": f"{network.VERSION} with {blas()}"}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        if question.pop("ask") == "check":
            answer = {"values": check(session, task, **question)}
        else:
            answer = {"rate": rate(session, **question)}
        print(json.dumps(answer), flush=True)


main()
