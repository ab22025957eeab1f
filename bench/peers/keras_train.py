"""Keras' own fit for bench/training, from arrays in memory. The time is that of its epochs: from `on_train_begin` to
`on_train_end`, without the tracing before.

Usage: keras_train.py mlp|cnn|lstm MNIST_FOLDER EXAMPLES [jit]
"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers
from peer_loop import CLASSES, LSTM_FEATURES, LSTM_STEPS, answer_orders, read_mnist

kind, folder, available, flags = sys.argv[1], sys.argv[2], int(sys.argv[3]), set(sys.argv[4:])

NETWORKS = {
    "mlp": lambda: [
        keras.Input((784,)),
        layers.Dense(64, "relu"),
        layers.Dense(32, "relu"),
    ],
    "cnn": lambda: [
        keras.Input((28, 28, 1)),
        layers.Conv2D(32, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(64, "relu"),
    ],
    "lstm": lambda: [
        keras.Input((LSTM_STEPS, LSTM_FEATURES)),
        layers.LSTM(64),
        layers.Dense(32, "relu"),
    ],
}


class Clock(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.started = time.perf_counter()

    def on_train_end(self, logs=None):
        self.seconds = time.perf_counter() - self.started


def data():
    if kind == "lstm":
        random = np.random.default_rng(7)
        shape = (available, LSTM_STEPS, LSTM_FEATURES)
        return random.random(shape, "float32"), random.integers(0, CLASSES, available)
    pixels, labels = (np.frombuffer(part, "uint8") for part in read_mnist(folder))
    shape = (-1, 784) if kind == "mlp" else (-1, 28, 28, 1)
    return pixels.reshape(shape).astype("float32") / 255, labels


def go(examples, epochs, batch):
    clock = Clock()
    x, y = inputs[:examples], targets[:examples]
    model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0, callbacks=[clock])
    return clock.seconds


keras.utils.set_random_seed(7)
model = keras.Sequential([*NETWORKS[kind](), layers.Dense(CLASSES, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile="jit" in flags)
inputs, targets = data()
answer_orders(f"Keras {keras.__version__} on TensorFlow {tf.__version__}", go)
