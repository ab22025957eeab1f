"""Writes the networks of bench/serving for its peers: NAME.keras and NAME.onnx, with the weights that a seed draws.

Usage: serve_models.py FOLDER
"""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers

NETWORKS = {
    "mlp": [layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(32, "relu")],
    "cnn": [
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, "relu"),
    ],
}

keras.utils.set_random_seed(7)
for name, hidden in NETWORKS.items():
    inputs = keras.Input((28, 28, 1), name="pixels")
    outputs = layers.Rescaling(1 / 255)(inputs)
    for layer in [*hidden, layers.Dense(10, "softmax")]:
        outputs = layer(outputs)
    model = keras.Model(inputs, outputs)
    model(np.zeros((1, 28, 28, 1), "float32"))
    model.save(os.path.join(sys.argv[1], f"{name}.keras"))
    model.export(os.path.join(sys.argv[1], f"{name}.onnx"), format="onnx", verbose=False)
