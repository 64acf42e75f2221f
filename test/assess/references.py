# The reference values of the tests in this folder, by SciPy and scikit-learn and by their definitions in NumPy. Prints
# the text of references.json. Run with Debian's python3-sklearn 1.2.1, python3-scipy 1.10.1 and python3-numpy 1.24.2.
import json
from itertools import product

import numpy as np
from scipy import stats
from scipy.optimize import brentq, minimize_scalar
from scipy.special import log_softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import f1_score, log_loss, precision_recall_curve, r2_score, roc_auc_score, roc_curve

random = np.random.default_rng(6)


def philox(counter, key):
    """Philox 4x32-10 in Python's integers, as Salmon and others define it."""
    c, k = list(counter), list(key)
    mask = 0xFFFFFFFF
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & mask, (p0 >> 32) ^ c[3] ^ k[1], p0 & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return c


def drawn(count, rows, seed):
    """The rows that the library's bootstrap draws."""
    words = [w for block in range((count + 3) // 4) for w in philox([block, 0, 0, 6 << 24], [seed, 0])]
    return np.array([int(w / 2**32 * rows) for w in words[:count]])


def wilson(k, n, level):
    result = stats.binomtest(k, n).proportion_ci(level, method='wilson')
    return [result.low, result.high]


def hanley_mcneil(theta, m, n):
    k = (m + n) / 2 - 1
    return theta * (1 - theta) * (1 + k * (1 - theta) / (2 - theta) + k * theta / (1 + theta)) / (m * n)


def newcombe(area, m, n, level):
    z = stats.norm.ppf((1 + level) / 2)
    outside = lambda theta: (area - theta) ** 2 - z * z * hanley_mcneil(theta, m, n)
    low = 0 if area == 0 else brentq(outside, 1e-9, min(area, 1 - 1e-9), xtol=1e-15)
    high = 1 if area == 1 else brentq(outside, max(area, 1e-9), 1 - 1e-9, xtol=1e-15)
    return [low, high]


def delong_correlation(y, a, b):
    """From all pairs, as DeLong and others write it."""
    psi = lambda s: (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
    v10, v01 = [psi(s).mean(1) for s in (a, b)], [psi(s).mean(0) for s in (a, b)]
    covariance = np.cov(v10) / (y == 1).sum() + np.cov(v01) / (y == 0).sum()
    return covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])


def bonett_price(only_first, only_second, n, level):
    z = stats.norm.ppf((1 + level) / 2)
    a, b = (only_first + 1) / (n + 2), (only_second + 1) / (n + 2)
    reach = z * np.sqrt((a + b - (a - b) ** 2) / (n + 2))
    return [max(a - b - reach, -1), min(a - b + reach, 1)]


def bootstrap(statistic, rows, resamples, seed, level):
    draws = drawn(resamples * rows, rows, seed).reshape(resamples, rows)
    values = [statistic(draw) for draw in draws]
    return [float(v) for v in np.percentile(values, [50 * (1 - level), 50 * (1 + level)])]


def binary_rows(count):
    y = random.integers(0, 2, count)
    score = lambda strength: np.round(1 / (1 + np.exp(-(strength * (2 * y - 1) + random.normal(size=count)))), 3)
    return y, score(1.1), score(0.7)


y, first, second = binary_rows(70)
classes = random.integers(0, 3, 60)
logits = np.round(3 * (np.eye(3)[classes] + random.normal(size=(60, 3))), 2)
shares = np.exp(log_softmax(logits, axis=1))
numbers = np.round(random.normal(size=50) * 10 + 100, 2)
guesses = np.round(numbers + random.normal(size=50) * 4, 2)
worse = np.round(numbers + random.normal(size=50) * 6 + 1, 2)
rmse = lambda a, b: np.sqrt(np.mean((a - b) ** 2))


def temperature(log_p, labels):
    n, k = log_p.shape
    targets = np.where(np.eye(k)[labels] == 1, (n + 1) / (n + 2), 1 / (n + 2) / (k - 1))
    loss = lambda inverse: -np.mean(np.sum(targets * log_softmax(log_p * inverse, axis=1), axis=1))
    return 1 / minimize_scalar(loss, bounds=(0.05, 20), method='bounded', options={'xatol': 1e-12}).x


def curve(strategy, bins, outcomes, probabilities):
    actual, predicted = calibration_curve(outcomes, probabilities, n_bins=bins, strategy=strategy)
    return {'by': 'width' if strategy == 'uniform' else 'mass', 'bins': bins, 'actual': actual.tolist(), 'predicted': predicted.tolist()}


binary_log = np.log(np.stack([1 - first, first], axis=1))
fpr, tpr, thresholds = roc_curve(y, first, drop_intermediate=False)
precision, recall, _ = precision_recall_curve(y, first)
errors = numbers - guesses
top, right = shares.max(axis=1), shares.argmax(axis=1) == classes

print(json.dumps({
    'philox': [{'counter': c, 'key': k, 'block': philox(c, k)} for c, k in [
        ([0] * 4, [0] * 2),
        ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2),
        ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0]),
        ([7, 0, 3, 6 << 24], [42, 1]),
    ]],
    'exp': [[x, float(np.exp(x))] for x in [0, -1e-9, 0.3, -0.5, 1, -1, 10.25, -37.5, 100, -300, 700, -700, -740, -745.1]],
    'z': [[level, stats.norm.ppf((1 + level) / 2)] for level in [0.5, 0.6827, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]],
    'wilson': [{'k': k, 'n': n, 'level': l, 'ends': wilson(k, n, l)} for (k, n), l in
               product([(0, 1), (1, 1), (0, 30), (30, 30), (17, 30), (97, 114), (4000, 4128)], [0.8, 0.95, 0.99])],
    'newcombe': [{'area': a, 'm': m, 'n': n, 'level': l, 'ends': newcombe(a, m, n, l)} for a, (m, n), l in
                 product([0, 0.3, 0.5, 0.93, 1], [(1, 1), (5, 40), (53, 89)], [0.9, 0.95])],
    'bonettPrice': [{'first': a, 'second': b, 'n': n, 'level': l, 'ends': bonett_price(a, b, n, l)} for (a, b, n), l in
                    product([(0, 0, 30), (3, 1, 30), (5, 19, 114), (2, 0, 2)], [0.9, 0.95])],
    'binary': {'y': y.tolist(), 'first': first.tolist(), 'second': second.tolist(),
               'auc': roc_auc_score(y, first), 'correlation': delong_correlation(y, first, second)},
    'multi': {'y': classes.tolist(), 'shares': shares.tolist()},
    'numbers': {'y': numbers.tolist(), 'first': guesses.tolist(), 'second': worse.tolist()},
    'bootstrap': [
        {'metric': 'logLoss', 'on': 'binary', 'ends': bootstrap(lambda i: log_loss(y[i], first[i], labels=[0, 1]), 70, 200, 5, 0.9)},
        {'metric': 'f1', 'on': 'binary', 'ends': bootstrap(lambda i: f1_score(y[i], first[i] >= 0.5), 70, 200, 5, 0.9)},
        {'metric': 'logLoss', 'on': 'multi', 'ends': bootstrap(lambda i: log_loss(classes[i], shares[i], labels=[0, 1, 2]), 60, 200, 5, 0.9)},
        {'metric': 'rmse', 'on': 'numbers', 'ends': bootstrap(lambda i: rmse(numbers[i], guesses[i]), 50, 200, 5, 0.9)},
        {'metric': 'r2', 'on': 'numbers', 'ends': bootstrap(lambda i: r2_score(numbers[i], guesses[i]), 50, 200, 5, 0.9)},
    ],
    'differences': [
        {'metric': 'logLoss', 'on': 'binary', 'ends': bootstrap(
            lambda i: log_loss(y[i], first[i], labels=[0, 1]) - log_loss(y[i], second[i], labels=[0, 1]), 70, 200, 5, 0.9)},
        {'metric': 'r2', 'on': 'numbers', 'ends': bootstrap(
            lambda i: r2_score(numbers[i], guesses[i]) - r2_score(numbers[i], worse[i]), 50, 200, 5, 0.9)},
    ],
    'temperatures': [
        {'on': 'binary', 'temperature': temperature(binary_log, y)},
        {'on': 'multi', 'temperature': temperature(np.log(shares), classes)},
    ],
    'calibration': {
        'binary': [curve(strategy, bins, y, first) for strategy, bins in product(['uniform', 'quantile'], [5, 10])],
        'multi': [curve('uniform', 5, right, top)],
        'expectedError': float(sum(
            abs(right[at].mean() - top[at].mean()) * at.mean()
            for at in (np.minimum(np.floor(top * 15), 14) == bin for bin in range(15)) if at.any())),
    },
    'curves': {'fpr': fpr.tolist(), 'tpr': tpr.tolist(), 'thresholds': thresholds[1:].tolist(),
               'precision': precision[::-1].tolist(), 'recall': recall[::-1].tolist()},
    'histogram': {'counts': np.histogram(errors, 12)[0].tolist(), 'edges': np.histogram(errors, 12)[1].tolist()},
    'residuals': [float(v) for v in [errors.mean(), errors.std(ddof=1), *np.percentile(errors, [0, 25, 50, 75, 100])]],
}))
