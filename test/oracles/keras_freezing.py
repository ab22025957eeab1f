"""Makes keras-freezing.json: what Keras 3 makes of networks of which some layers have `trainable = False`.

Run:  v/bin/python test/oracles/keras_freezing.py > test/oracles/keras-freezing.json
in the environment that keras_oracles.py describes, whose `pseudo_random` is used here too.

Each case holds its layers in our own specification, the names of those that are frozen, the loss of every step and all
weights after the last one. Frozen among them: a convolution below what is trained, a dense layer with a regularizer between
trained ones, batch normalization (which then goes by its averages in training too), and what gradients are clipped by.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

BATCH = 6
STEPS = 3
CLASSES = 3
INPUT_STREAM = 99


def pseudo_random(size, stream):
    x = np.sin(np.arange(size) * 12.9898 + (stream + 1) * 78.233) * 43758.5453
    return x - np.floor(x)


def weight_values(path, shape, stream):
    values = pseudo_random(int(np.prod(shape)), stream)
    scaled = values + 0.5 if path.endswith("moving_variance") else values - 0.5
    return scaled.astype("float32").reshape(shape)


PICTURES = (
    [6, 6, 2],
    [
        {"type": "conv2d", "name": "seen", "filters": 4, "kernelSize": 3, "activation": "relu", "padding": "same"},
        {"type": "batchNormalization", "name": "normalized"},
        {"type": "maxPooling2d", "name": "pooled"},
        {"type": "flatten", "name": "flat"},
        {"type": "dense", "name": "between", "units": 5, "activation": "relu", "kernelRegularizer": {"l2": 0.05}},
        {"type": "dense", "name": "told", "units": CLASSES, "activation": "softmax"},
    ],
)
SERIES = (
    [5, 3],
    [
        {"type": "lstm", "name": "remembered", "units": 4},
        {"type": "dense", "name": "told", "units": CLASSES, "activation": "softmax"},
    ],
)
ADAM = {"type": "adam", "learningRate": 0.01, "epsilon": 0.01}
CASES = {
    "below what is trained": (PICTURES, ["seen", "normalized"], ADAM),
    "all but the head": (PICTURES, ["seen", "normalized", "between"], {"type": "sgd", "learningRate": 0.1}),
    "between trained layers": (PICTURES, ["between"], ADAM),
    "below a normalization that is trained": (PICTURES, ["seen"], ADAM),
    "a normalization above what is trained": (PICTURES, ["normalized"], ADAM),
    "gradients clipped by their common norm": (
        PICTURES,
        ["seen", "normalized"],
        {"type": "sgd", "learningRate": 0.1, "momentum": 0.9, "globalClipNorm": 0.1},
    ),
    "weights that decay": (PICTURES, ["between"], {"type": "adamw", "learningRate": 0.01, "epsilon": 0.01, "weightDecay": 0.1}),
    "a recurrent layer": (SERIES, ["remembered"], ADAM),
}


def layer_of(spec):
    name, kind = spec["name"], spec["type"]
    if kind == "conv2d":
        return keras.layers.Conv2D(4, 3, activation="relu", padding="same", name=name)
    if kind == "batchNormalization":
        return keras.layers.BatchNormalization(name=name)
    if kind == "maxPooling2d":
        return keras.layers.MaxPooling2D(name=name)
    if kind == "flatten":
        return keras.layers.Flatten(name=name)
    if kind == "lstm":
        return keras.layers.LSTM(spec["units"], name=name)
    regularizer = keras.regularizers.L2(0.05) if "kernelRegularizer" in spec else None
    return keras.layers.Dense(spec["units"], activation=spec["activation"], kernel_regularizer=regularizer, name=name)


def optimizer_of(spec):
    rate = spec["learningRate"]
    if spec["type"] == "sgd":
        return keras.optimizers.SGD(rate, momentum=spec.get("momentum", 0.0), global_clipnorm=spec.get("globalClipNorm"))
    if spec["type"] == "adamw":
        return keras.optimizers.AdamW(rate, epsilon=spec["epsilon"], weight_decay=spec["weightDecay"])
    return keras.optimizers.Adam(rate, epsilon=spec["epsilon"])


def case(name, network, frozen, optimizer):
    keras.backend.clear_session()
    shape, layers = network
    model = keras.Sequential([keras.Input(shape), *map(layer_of, layers)])
    stream = 0
    for layer, spec in zip(model.layers, layers):
        values = []
        for weight in layer.weights:
            values.append(weight_values(weight.path, weight.shape, stream))
            stream += 1
        layer.set_weights(values)
        layer.trainable = spec["name"] not in frozen
    model.compile(optimizer_of(optimizer), "sparse_categorical_crossentropy")
    inputs = pseudo_random(BATCH * int(np.prod(shape)), INPUT_STREAM).astype("float32").reshape([BATCH, *shape])
    truths = np.arange(BATCH) * 7 % CLASSES
    losses = []
    for _ in range(STEPS):
        model.reset_metrics()
        losses.append(float(model.train_on_batch(inputs, truths)))
    told = [
        {"name": f"{layer.name}/{weight.name}", "values": [float(f"{value:.7g}") for value in np.ravel(weight.numpy())]}
        for layer in model.layers
        for weight in layer.weights
    ]
    return {
        "name": name,
        "inputShape": shape,
        "layers": layers,
        "frozen": frozen,
        "optimizer": optimizer,
        "losses": losses,
        "weights": told,
    }


cases = [case(name, *parts) for name, parts in CASES.items()]
versions = {"keras": keras.__version__, "backend": keras.backend.backend()}
print(json.dumps({"madeBy": "test/oracles/keras_freezing.py", "versions": versions, "batch": BATCH, "cases": cases}))
