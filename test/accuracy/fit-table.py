# The references of fitTable: scikit-learn's MLP and linear model with their defaults and hand-made preprocessing, on the
# rows that fitTable trains on and chooses by, tested on those that it tests on. Writes fit-table.json.
# python3 test/accuracy/fit-table.py [--california FILE] [data sets …]
import argparse, csv, gzip, json, pathlib, warnings
import numpy as np, sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, r2_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings('ignore')
here = pathlib.Path(__file__).parent
SEEDS = 10
TEST_SHARE = 0.2
examples = here / '../../examples/data'
files = dict(
    breast_cancer=(examples / 'breast_cancer.csv', None),
    iris=(examples / 'iris.csv', None),
    wine=(here / 'data/wine.csv', None),
    digits=(here / 'data/digits.csv', None),
    diabetes=(here / 'data/diabetes.csv', None),
    penguins=(here / 'data/penguins.csv', 'species'),
    california=(None, 'median_house_value'),
)
regressions = ['diabetes', 'california']


def table(name, path):
    opener = gzip.open if str(path).endswith('.gz') else open
    lines = list(csv.reader(opener(path, 'rt')))
    head, rows = lines[0], lines[1:]
    at = head.index(files[name][1]) if files[name][1] else len(head) - 1
    kept = [row for row in rows if row[at] != '']
    y = [row[at] for row in kept]
    if name in regressions:
        y = np.array(y, dtype=float)
    else:
        labels = sorted(set(y), key=float) if y[0].isdigit() else sorted(set(y))
        y = np.array([labels.index(v) for v in y])
    columns = [[row[j] for row in kept] for j in range(len(head)) if j != at]
    return columns, y


def is_number(column):
    try:
        [float(v) for v in column if v != '']
        return True
    except ValueError:
        return False


def mix(h):
    h &= 0xFFFFFFFF
    h = ((h ^ h >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ h >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ h >> 16


def split(y, seed, stratify):
    """trainTestSplit: the first share of the hashed order, of each class its own."""
    n, count = len(y), int(len(y) * TEST_SHARE)
    order = sorted(range(n), key=lambda i: mix(0x9E3779B9 * (seed + 1) + i))
    if not stratify:
        return order[:count], order[count:]
    groups = [[i for i in order if y[i] == c] for c in sorted(set(y))]
    quotas = [len(g) * count // n for g in groups]
    rests = sorted(range(len(groups)), key=lambda c: -(len(groups[c]) * count / n - quotas[c]))
    for c in rests[: count - sum(quotas)]:
        quotas[c] += 1
    test = {i for g, q in zip(groups, quotas) for i in g[:q]}
    return [i for i in order if i in test], [i for i in order if i not in test]


def preprocessing(columns):
    numbers = [j for j, c in enumerate(columns) if is_number(c)]
    words = [j for j in range(len(columns)) if j not in numbers]
    return ColumnTransformer(
        [
            ('numbers', make_pipeline(SimpleImputer(strategy='median', add_indicator=True), StandardScaler()), numbers),
            ('words', OneHotEncoder(handle_unknown='ignore'), words),
        ],
        sparse_threshold=0,
    )


def matrix(columns):
    cells = [[float(v) if v != '' else np.nan for v in c] if is_number(c) else c for c in columns]
    x = np.empty((len(cells[0]), len(cells)), dtype=object)
    for j, c in enumerate(cells):
        x[:, j] = c
    return x


def scores(model, scale, x, y):
    if scale is None:
        p = model.predict_proba(x)
        return dict(accuracy=float((p.argmax(1) == y).mean()), logLoss=float(log_loss(y, p, labels=range(p.shape[1]))))
    p = model.predict(x) * scale[1] + scale[0]
    return dict(r2=float(r2_score(y, p)), rmse=float(np.sqrt(((y - p) ** 2).mean())))


def run(name, path, seed):
    columns, y = table(name, path)
    x = matrix(columns)
    number = name in regressions
    test, train = split(y, seed, not number)
    before = preprocessing(columns)
    tx, vx = before.fit_transform(x[train]), before.transform(x[test])
    scale = (y[train].mean(), y[train].std()) if number else None
    target = (y[train] - scale[0]) / scale[1] if number else y[train]
    mlp = (MLPRegressor if number else MLPClassifier)(random_state=seed).fit(tx, target)
    linear = (Ridge() if number else LogisticRegression(max_iter=5000)).fit(tx, target)
    first = dict(testRows=len(test), testSum=int(sum(test)))
    return dict(first, mlp=scores(mlp, scale, vx, y[test]), linear=scores(linear, scale, vx, y[test]))


parser = argparse.ArgumentParser()
parser.add_argument('--california')
parser.add_argument('sets', nargs='*')
options = parser.parse_args()
out = here / 'fit-table.json'
result = json.loads(out.read_text()) if out.exists() else dict(sets={})
result['versions'] = dict(sklearn=sklearn.__version__)
for name, (path, _) in files.items():
    path = path or options.california
    if path is None or (options.sets and name not in options.sets):
        continue
    runs = [run(name, path, seed) for seed in range(SEEDS)]
    result['sets'][name] = runs
    print(name, {m: {q: round(float(np.mean([r[m][q] for r in runs])), 4) for q in runs[0][m]} for m in ['mlp', 'linear']}, flush=True)
    out.write_text(json.dumps(result) + '\n')
