"""Makes keras-losses.json: what Keras 3's losses and metrics make of given logits, with the losses' gradients.

Run:  v/bin/python test/oracles/keras_losses.py > test/oracles/keras-losses.json
in the environment that keras_oracles.py describes, with scikit-learn besides. Settings are in our own specification.
Macro averages of precision and recall, and the area under the curve, are scikit-learn's: Keras has none that is exact.
"""

import json
import os
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import sklearn
import sklearn.metrics
import tensorflow as tf

CLASSES = 4
LABELS = [0, 3, 1, 1, 2, 0]
# One of near-equals, one of equals, one sure and right, one sure and wrong, two of no special kind.
LOGITS = [
    [0.1, 0.0, -0.1, 0.2],
    [0.5, 0.5, 0.5, 0.5],
    [-2.0, 7.0, -1.0, 0.5],
    [4.0, -5.0, 0.0, 1.0],
    [1.0, -0.5, 0.75, 2.0],
    [-1.5, 0.3, 1.2, -0.4],
]
WEIGHTS = {"0": 2.5, "3": 0.5}
LOSSES = [
    {"type": "sparseCategoricalCrossentropy"},
    {"type": "sparseCategoricalCrossentropy", "labelSmoothing": 0.1},
    {"type": "sparseCategoricalCrossentropy", "labelSmoothing": 1},
    {"type": "categoricalFocalCrossentropy"},
    {"type": "categoricalFocalCrossentropy", "alpha": 0.5, "gamma": 0.5, "labelSmoothing": 0.2},
    {"type": "categoricalFocalCrossentropy", "alpha": [0.1, 0.2, 0.3, 0.4], "gamma": 3},
    {"type": "categoricalFocalCrossentropy", "alpha": 1, "gamma": 0},
    {"type": "binaryCrossentropy"},
    {"type": "binaryCrossentropy", "labelSmoothing": 0.2},
    {"type": "meanSquaredError"},
    {"type": "meanAbsoluteError"},
    {"type": "huber"},
    {"type": "huber", "delta": 0.3},
    {"type": "hinge"},
    {"type": "categoricalHinge"},
    {"type": "klDivergence"},
]
CLASSES_OF = {
    "sparseCategoricalCrossentropy": keras.losses.CategoricalCrossentropy,
    "categoricalFocalCrossentropy": keras.losses.CategoricalFocalCrossentropy,
    "binaryCrossentropy": keras.losses.BinaryCrossentropy,
    "meanSquaredError": keras.losses.MeanSquaredError,
    "meanAbsoluteError": keras.losses.MeanAbsoluteError,
    "huber": keras.losses.Huber,
    "hinge": keras.losses.Hinge,
    "categoricalHinge": keras.losses.CategoricalHinge,
    "klDivergence": keras.losses.KLDivergence,
}
EXAMPLES = 60
METRIC_CLASSES = 5
METRICS_SCALE = 2.0


def keras_arguments(settings):
    snake = lambda name: re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)
    return {snake(name): value for name, value in settings.items() if name != "type"}


def loss_case(settings):
    loss = CLASSES_OF[settings["type"]](reduction="none", **keras_arguments(settings))
    logits = tf.constant(LOGITS)
    targets = tf.one_hot(LABELS, CLASSES)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        values = loss(targets, tf.nn.softmax(logits))
        mean = tf.reduce_mean(values)
    return {"settings": settings, "values": values.numpy().tolist(), "gradient": tape.gradient(mean, logits).numpy().tolist()}


def weighted_case():
    """A step of a whole model: what Keras tells as the loss with class weights, and how it moves the weights."""
    model = keras.Sequential([keras.Input((CLASSES,)), keras.layers.Dense(CLASSES, activation="softmax")])
    layer = model.layers[0]
    layer.set_weights([np.eye(CLASSES, dtype="float32"), np.zeros(CLASSES, "float32")])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    inputs, labels = np.array(LOGITS, "float32"), np.array(LABELS)
    weight = {int(label): value for label, value in WEIGHTS.items()}
    before = model.evaluate(inputs, labels, verbose=0)[0]
    history = model.fit(inputs, labels, batch_size=len(LABELS), class_weight=weight, verbose=0).history
    return {
        "classWeight": WEIGHTS, "loss": history["loss"][0], "accuracy": history["accuracy"][0], "lossUnweighted": before,
        "kernel": layer.get_weights()[0].tolist(), "bias": layer.get_weights()[1].tolist(),
    }


def metrics_case(missing):
    """The last class is never true if `missing`; some examples have equal outputs, some classes are never told."""
    labels = [(index * 7 + index // 9) % (METRIC_CLASSES - (1 if missing else 0)) for index in range(EXAMPLES)]
    logits = np.array([
        [round(METRICS_SCALE * float(np.sin(1 + index * 1.3 + 2.1 * column + index * column)), 1) + (1.0 if labels[index] == column else 0.0)
         - (20.0 if column == 2 else 0.0) for column in range(METRIC_CLASSES)]
        for index in range(EXAMPLES)
    ], "float32")
    probabilities = tf.nn.softmax(logits).numpy()
    targets = np.eye(METRIC_CLASSES, dtype="float32")[labels]
    told = np.argmax(logits, -1)
    every = {"labels": list(range(METRIC_CLASSES)), "average": "macro", "zero_division": 0}
    areas = [sklearn.metrics.roc_auc_score(targets[:, index], probabilities[:, index]) for index in sorted(set(labels))]

    def of_keras(metric):
        metric.update_state(targets, probabilities)
        return float(metric.result())

    return {
        "labels": labels,
        "logits": [[round(float(value), 4) for value in row] for row in logits],
        "figures": {
            "topKCategoricalAccuracy": of_keras(keras.metrics.TopKCategoricalAccuracy(k=2)),
            "precision": sklearn.metrics.precision_score(labels, told, **every),
            "recall": sklearn.metrics.recall_score(labels, told, **every),
            "f1Score": sklearn.metrics.f1_score(labels, told, **every),
            "auc": float(np.mean(areas)),
            "meanAbsoluteError": of_keras(keras.metrics.MeanAbsoluteError()),
            "rootMeanSquaredError": of_keras(keras.metrics.RootMeanSquaredError()),
        },
        "kerasF1Score": of_keras(keras.metrics.F1Score(average="macro")),
    }


print(json.dumps({
    "keras": keras.__version__,
    "scikitLearn": sklearn.__version__,
    "labels": LABELS,
    "logits": LOGITS,
    "losses": [loss_case(settings) for settings in LOSSES],
    "weighted": weighted_case(),
    "metrics": [metrics_case(False), metrics_case(True)],
}))
