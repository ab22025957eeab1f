"""Makes keras-early-stopping.json: after which epoch Keras 3's EarlyStopping stops, and whose weights are left.

Run:  v/bin/python test/oracles/keras_early_stopping.py > test/oracles/keras-early-stopping.json
in the environment that keras_oracles.py describes; any backend will do.
"""

import json
import random

import keras
import numpy as np

random.seed(7)
CASES = 300


class Model:
    """All that the callback asks of one: its weights are the number of the epoch."""

    metrics = ()
    stop_training = False
    epoch = 0

    def get_weights(self):
        return [np.array([self.epoch])]

    def set_weights(self, weights):
        self.epoch = int(weights[0][0])


def case():
    settings = {
        "patience": random.choice([0, 1, 2, 3, 5]),
        "minDelta": random.choice([0, 0, 0.05, 0.25]),
        "mode": random.choice(["min", "max"]),
        "restoreBest": random.random() < 0.7,
    }
    figures = [random.choice([round(random.random(), 1), random.random()]) for _ in range(random.randint(1, 15))]
    callback = keras.callbacks.EarlyStopping(
        monitor="loss",
        patience=settings["patience"],
        min_delta=settings["minDelta"],
        mode=settings["mode"],
        restore_best_weights=settings["restoreBest"],
    )
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, figure in enumerate(figures):
        model.epoch = epoch + 1
        callback.on_epoch_end(epoch, {"loss": figure})
        if model.stop_training:
            break
    trained = model.epoch
    callback.on_train_end()
    return {**settings, "figures": figures, "epochs": trained, "stopped": model.stop_training, "weightsOf": model.epoch}


print("[\n" + ",\n".join(json.dumps(case()) for _ in range(CASES)) + "\n]")
