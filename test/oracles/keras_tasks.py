"""Makes keras-tasks.json: losses, gradients and metrics of labels that do not exclude each other, and of numbers.

Run:  v/bin/python test/oracles/keras_tasks.py > test/oracles/keras-tasks.json
in the environment that keras_losses.py describes. Settings are in our own specification. Keras' losses of labels are taken
from logits where Keras can (`from_logits`), which is exact where its own cut-off of probabilities would not be.
"""

import json
import os
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import sklearn.metrics
import tensorflow as tf

LABELS, NUMBERS, EXAMPLES = 4, 3, 50
LOSSES = {
    "labels": [
        {"type": "binaryCrossentropy"},
        {"type": "binaryCrossentropy", "labelSmoothing": 0.2},
        {"type": "meanSquaredError"},
        {"type": "meanAbsoluteError"},
        {"type": "huber", "delta": 0.3},
        {"type": "hinge"},
    ],
    "numbers": [{"type": "meanSquaredError"}, {"type": "meanAbsoluteError"}, {"type": "huber"}, {"type": "huber", "delta": 0.3}],
}
CLASSES_OF = {
    "binaryCrossentropy": keras.losses.BinaryCrossentropy,
    "meanSquaredError": keras.losses.MeanSquaredError,
    "meanAbsoluteError": keras.losses.MeanAbsoluteError,
    "huber": keras.losses.Huber,
    "hinge": keras.losses.Hinge,
}
SCALES = [{"mean": 3.0, "deviation": 2.0}, {"mean": -100.0, "deviation": 50.0}, {"mean": 0.25, "deviation": 0.125}]


def outputs_and_truths(kind, size):
    outputs = np.array([[round(3 * float(np.sin(1 + 1.3 * row + 2.1 * column + row * column)), 2) for column in range(size)] for row in range(EXAMPLES)], "float32")
    noise = np.array([[float(np.cos(2 + 0.7 * row + 1.9 * column)) for column in range(size)] for row in range(EXAMPLES)], "float32")
    truths = (outputs + 2 * noise > 0.5).astype("float32") if kind == "labels" else np.round(outputs + noise, 3).astype("float32")
    return outputs, truths


def loss_case(kind, settings, outputs, truths):
    arguments = {re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name): value for name, value in settings.items() if name != "type"}
    exact = settings["type"] == "binaryCrossentropy"
    loss = CLASSES_OF[settings["type"]](reduction="none", **arguments, **({"from_logits": True} if exact else {}))
    given = tf.constant(outputs)
    with tf.GradientTape() as tape:
        tape.watch(given)
        values = loss(truths, tf.sigmoid(given) if kind == "labels" and not exact else given)
        mean = tf.reduce_mean(values)
    return {"settings": settings, "values": values.numpy().tolist(), "gradient": tape.gradient(mean, given).numpy().tolist()}


def label_figures(outputs, truths):
    chances = tf.sigmoid(outputs).numpy()
    told = chances > 0.5
    every = {"average": "macro", "zero_division": 0}
    accuracy = keras.metrics.BinaryAccuracy()
    accuracy.update_state(truths, chances)
    return {
        "accuracy": float(accuracy.result()),
        "precision": sklearn.metrics.precision_score(truths, told, **every),
        "recall": sklearn.metrics.recall_score(truths, told, **every),
        "f1Score": sklearn.metrics.f1_score(truths, told, **every),
        "auc": sklearn.metrics.roc_auc_score(truths, chances, average="macro"),
    }


def number_figures(outputs, truths):
    mean, deviation = (np.array([scale[name] for scale in SCALES]) for name in ("mean", "deviation"))
    told, true = outputs.astype("float64") * deviation + mean, truths.astype("float64") * deviation + mean
    return {
        "meanAbsoluteError": sklearn.metrics.mean_absolute_error(true, told),
        "rootMeanSquaredError": float(np.sqrt(sklearn.metrics.mean_squared_error(true, told))),
        "r2Score": sklearn.metrics.r2_score(true, told),
    }


def task(kind, size, figures):
    outputs, truths = outputs_and_truths(kind, size)
    return {
        "outputs": outputs.tolist(), "truths": truths.tolist(), "figures": {name: float(value) for name, value in figures(outputs, truths).items()},
        "losses": [loss_case(kind, settings, outputs, truths) for settings in LOSSES[kind]],
    }


print(json.dumps({
    "keras": keras.__version__,
    "scikitLearn": sklearn.__version__,
    "labels": task("labels", LABELS, label_figures),
    "numbers": {**task("numbers", NUMBERS, number_figures), "scales": SCALES},
}))
