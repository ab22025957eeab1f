"""Writes ecod.json: outlier scores of PyOD's ECOD for rows that resemble the training's and for others, for test/data/contract.test.ts.

Needs pyod (2.0 or later), numpy and scikit-learn. Columns: normal, skewed, small whole numbers, uniform, of two humps, and one that follows the
first. Outliers are far out in one column, in several, or in all of them a little.
"""

import json

import numpy as np
from pyod.models.ecod import ECOD
from sklearn.metrics import roc_auc_score

random = np.random.default_rng(5)
ORDINARY, OUTLIERS = 150, 50


def ordinary(count):
    normal = random.normal(50, 10, count)
    return np.column_stack(
        [
            normal,
            random.exponential(3, count),
            random.poisson(2, count),
            random.uniform(-1, 1, count),
            np.where(random.random(count) < 0.5, random.normal(-4, 1, count), random.normal(4, 1, count)),
            2 * normal + random.normal(0, 5, count),
        ]
    )


def outliers(count):
    rows = ordinary(count)
    for index, row in enumerate(rows):
        if index % 3 == 0:
            row[index % 6] += [60, 40, 15, 3, 20, 150][index % 6]
        elif index % 3 == 1:
            row[:3] += [25, 10, 6]
        else:
            row += np.array([12, 4, 3, 0.6, 3, 25]) * random.choice([-1, 1], 6)
    return rows


training = ordinary(400).round(3)
test = np.vstack([ordinary(ORDINARY), outliers(OUTLIERS)]).round(3)
outlying = [0] * ORDINARY + [1] * OUTLIERS
scores = ECOD().fit(training).decision_function(test)
result = {
    "training": training.tolist(),
    "test": test.tolist(),
    "ordinary": ORDINARY,
    "scores": scores.round(6).tolist(),
    "auc": round(roc_auc_score(outlying, scores), 6),
}
with open(__file__.replace("ecod.py", "ecod.json"), "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
