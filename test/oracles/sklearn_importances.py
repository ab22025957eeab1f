"""Makes sklearn-importances.json: scikit-learn's permutation importances of a network of one layer, of classes and of numbers.

Run:  v/bin/python test/oracles/sklearn_importances.py > test/oracles/sklearn-importances.json
in an environment with scikit-learn and numpy. Two columns of numbers and one of three categories, which the estimator itself turns
into three inputs: shuffling it shuffles all of them. Another generator shuffles otherwise, so what is compared are means of many.
"""

import json

import numpy as np
import sklearn
from sklearn.base import BaseEstimator
from sklearn.inspection import permutation_importance
from sklearn.metrics import accuracy_score, r2_score

ROWS, REPEATS = 120, 200
random = np.random.default_rng(7)
columns = np.stack([random.normal(size=ROWS), random.normal(size=ROWS), random.integers(0, 3, ROWS)], 1).round(4)
KERNELS = {"classes": [[2.0, -1.0], [0.0, 0.1], [1.5, 0.0], [0.0, 0.5], [-1.0, 1.0]], "numbers": [[1.0], [0.2], [2.0], [0.0], [-1.0]]}


def inputs_of(rows):
    return np.concatenate([rows[:, :2], np.eye(3)[rows[:, 2].astype(int)]], 1)


class Layer(BaseEstimator):
    def __init__(self, kind):
        self.kind = kind

    def fit(self, rows, truths):
        return self

    def predict(self, rows):
        outputs = inputs_of(rows) @ np.array(KERNELS[self.kind])
        return outputs.argmax(1) if self.kind == "classes" else outputs[:, 0]


def case(kind, score):
    layer = Layer(kind)
    noise = random.normal(size=ROWS)
    truths = layer.predict(columns + np.stack([0.5 * noise, noise, 0 * noise], 1)) if kind == "classes" else (layer.predict(columns) + noise).round(4)
    told = permutation_importance(layer, columns, truths, scoring=lambda estimator, rows, true: score(true, estimator.predict(rows)), n_repeats=REPEATS, random_state=0)
    return {
        "kernel": np.array(KERNELS[kind]).flatten().tolist(),
        "truths": truths.tolist(),
        "baselineScore": float(score(truths, layer.predict(columns))),
        "importancesMean": told.importances_mean.tolist(),
        "importancesStd": told.importances_std.tolist(),
    }


print(json.dumps({
    "scikitLearn": sklearn.__version__, "repeats": REPEATS, "inputs": inputs_of(columns).tolist(),
    "classes": case("classes", accuracy_score), "numbers": case("numbers", r2_score),
}))
