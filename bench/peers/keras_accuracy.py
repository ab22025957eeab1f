"""Keras' own fit on MNIST, for bench/accuracy: prints one line of JSON with test accuracy and the seconds of fit.

Usage: keras_accuracy.py mlp|cnn FOLDER_OF_IDX_FILES EPOCHS BATCH SEED
"""

import json
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

NETWORKS = {
    "mlp": lambda: [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(64, "relu"),
        layers.Dense(32, "relu"),
        layers.Dense(10, "softmax"),
    ],
    "cnn": lambda: [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, "relu"),
        layers.Dense(10, "softmax"),
    ],
}

kind, folder, epochs, batch, seed = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])


def pictures(name):
    values = np.fromfile(os.path.join(folder, name), "uint8", offset=16)
    return values.reshape(-1, 28, 28, 1).astype("float32") / 255


def labels(name):
    return np.fromfile(os.path.join(folder, name), "uint8", offset=8)


keras.utils.set_random_seed(seed)
model = keras.Sequential(NETWORKS[kind]())
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
x, y = pictures("train-images-idx3-ubyte"), labels("train-labels-idx1-ubyte")
started = time.perf_counter()
model.fit(x, y, epochs=epochs, batch_size=batch, verbose=0)
seconds = time.perf_counter() - started
loss, accuracy = model.evaluate(pictures("t10k-images-idx3-ubyte"), labels("t10k-labels-idx1-ubyte"), verbose=0)
versions = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
print(json.dumps({"name": versions, "parameters": model.count_params(), "accuracy": accuracy, "loss": loss, "seconds": seconds}))
