# The references of the presets: scikit-learn's MLP with its defaults, and RealMLP-TD-S as its paper's appendix states it,
# in PyTorch, on the ten splits of every data set. Writes presets.json. python3 test/accuracy/presets.py
import csv, json, pathlib, warnings
import numpy as np, sklearn, torch
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.metrics import log_loss, r2_score, roc_auc_score

warnings.filterwarnings('ignore')
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
here = pathlib.Path(__file__).parent
sets = ['breast_cancer', 'iris', 'wine', 'digits', 'diabetes']
names = dict(breast_cancer=['malignant', 'benign'], iris=['setosa', 'versicolor', 'virginica'])


def table(name):
    folder = here / 'data' if name not in names else here / '../../examples/data'
    lines = list(csv.reader(open(folder / f'{name}.csv')))[1:]
    x = np.array([[float(v) for v in line[:-1]] for line in lines])
    y = [names[name].index(line[-1]) if name in names else float(line[-1]) for line in lines]
    return x, np.array(y) if name == 'diabetes' else np.array(y, dtype=np.int64)


def mix(h):
    h &= 0xFFFFFFFF
    h = ((h ^ h >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ h >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ h >> 16


def split(n, s):
    order = sorted(range(n), key=lambda i: (mix(0x9E3779B9 * (s + 1) + i), i))
    return order[: n // 4], order[n // 4 :]


def classes(y, p):
    auc = roc_auc_score(y, p[:, 1]) if p.shape[1] == 2 else roc_auc_score(np.eye(p.shape[1])[y], p)
    return dict(acc=float((p.argmax(1) == y).mean()), auc=float(auc), logloss=float(log_loss(y, p)))


def numbers(y, p):
    return dict(r2=float(r2_score(y, p)), rmse=float(np.sqrt(((y - p) ** 2).mean())), mae=float(abs(y - p).mean()))


def defaults(x, y, tx, ty, seed):
    mean, sd = x.mean(0), x.std(0)
    sd[sd == 0] = 1
    x, tx = (x - mean) / sd, (tx - mean) / sd
    if y.dtype == np.int64:
        model = MLPClassifier(random_state=seed).fit(x, y)
        return dict(classes(ty, model.predict_proba(tx)), epochs=model.n_iter_)
    m, d = y.mean(), y.std()
    model = MLPRegressor(random_state=seed).fit(x, (y - m) / d)
    return dict(numbers(ty, model.predict(tx) * d + m), epochs=model.n_iter_)


def real_mlp(x, y, tx, ty, seed, epochs=256):
    g = torch.Generator().manual_seed(seed)
    held = len(x) // 5
    vx, vy, x, y = x[:held], y[:held], x[held:], y[held:]
    middle = np.median(x, 0)
    width = np.quantile(x, 0.75, 0) - np.quantile(x, 0.25, 0)
    width = np.where(width == 0, (x.max(0) - x.min(0)) / 2, width)
    factor = np.where(width == 0, 0, 1 / np.where(width == 0, 1, width))

    def prepare(rows):
        z = (rows - middle) * factor
        return torch.tensor(z / np.sqrt(1 + (z / 3) ** 2))

    isclass = y.dtype == np.int64
    m, d = (0, 1) if isclass else (y.mean(), y.std())
    target = (lambda v: torch.tensor(v)) if isclass else (lambda v: torch.tensor((v - m) / d)[:, None])
    widths = [x.shape[1], 256, 256, 256, int(y.max()) + 1 if isclass else 1]
    scale = torch.ones(widths[0])
    weights = [torch.randn(i, o, generator=g) for i, o in zip(widths, widths[1:])]
    biases = [torch.randn(o, generator=g) for o in widths[1:]]
    weights[-1].zero_(), biases[-1].zero_()
    leaves = [scale, *weights, *biases]
    for leaf in leaves:
        leaf.requires_grad_()
    activate = torch.selu if isclass else torch.nn.functional.mish
    loss = torch.nn.CrossEntropyLoss(label_smoothing=0.1) if isclass else torch.nn.MSELoss()

    def forward(z):
        z = z * scale
        for l, (w, b) in enumerate(zip(weights, biases)):
            z = z @ w / w.shape[0] ** 0.5 + b
            z = activate(z) if l < 3 else z
        return z

    groups = [dict(params=[scale], by=6), dict(params=weights, by=1), dict(params=biases, by=0.1)]
    adam = torch.optim.Adam(groups, betas=(0.9, 0.95))
    X, Y, V, W = prepare(x), target(y), prepare(vx), target(vy)
    size = min(256, len(X))
    batches = len(X) // size
    best, kept = np.inf, None
    for epoch in range(epochs):
        order = torch.randperm(len(X), generator=g)
        for b in range(batches):
            t = (epoch * batches + b) / (epochs * batches)
            rate = (0.04 if isclass else 0.07) * (0.5 - 0.5 * np.cos(2 * np.pi * np.log2(1 + 15 * t)))
            for group in adam.param_groups:
                group['lr'] = rate * group['by']
            rows = order[b * size : (b + 1) * size]
            adam.zero_grad()
            loss(forward(X[rows]), Y[rows]).backward()
            adam.step()
        with torch.no_grad():
            out = forward(V)
            value = float((out.argmax(1) != W).sum() if isclass else ((out - W) ** 2).mean())
            if value <= best:
                best, kept = value, [leaf.clone() for leaf in leaves]
    with torch.no_grad():
        for leaf, value in zip(leaves, kept):
            leaf.copy_(value)
        out = forward(prepare(tx))
        if isclass:
            return classes(ty, torch.softmax(out, 1).numpy())
        return numbers(ty, out[:, 0].numpy() * d + m)


result = dict(versions=dict(sklearn=sklearn.__version__, torch=torch.__version__), sets={})
for name in sets:
    x, y = table(name)
    runs = dict(sklearnMlp=[], realMlp=[])
    for s in range(10):
        test, train = split(len(x), s)
        parts = x[train], y[train], x[test], y[test]
        runs['sklearnMlp'].append(defaults(*parts, s))
        runs['realMlp'].append(real_mlp(*parts, s))
    result['sets'][name] = runs
    print(name, {k: {q: round(float(np.mean([r[q] for r in v])), 4) for q in v[0]} for k, v in runs.items()}, flush=True)
(here / 'presets.json').write_text(json.dumps(result) + '\n')
