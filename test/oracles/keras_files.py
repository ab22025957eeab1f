"""Makes test/fixtures/models: files as Keras 3 and Keras 2 save them, and what each model computes.

Run:  v/bin/python test/oracles/keras_files.py   (v as in keras_oracles.py, with tf_keras beside it)

The JavaScript side is test/exchange/keras-files.test.ts. Files are small: few units, short inputs.
"""

import io
import json
import os
import sys
import zipfile
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

import h5py
import keras
import numpy as np
import tf_keras

FOLDER = Path(__file__).parent.parent / "fixtures" / "models"
BATCH = 3
known = {}


def randomized(model, random):
    """Weights that are nobody's defaults: around 1 for what multiplies and for variances, around 0 for the others."""
    values = []
    for weight in model.weights:
        name = weight.path if hasattr(weight, "path") else weight.name
        around = 1 if any(word in name for word in ("gamma", "variance")) else 0
        values.append(np.asarray(around + random.uniform(-0.4, 0.4, weight.shape), "float32"))
    model.set_weights(values)


def save(model, name, random, shape, integers=None):
    randomized(model, random)
    x = random.integers(0, integers, (BATCH, *shape)) if integers else random.uniform(-2, 2, (BATCH, *shape))
    x = np.asarray(x, "float32").round(3)
    model.save(FOLDER / name)
    y = np.asarray(model(x, training=False), "float64")
    known[name] = {"inputs": x.ravel().tolist(), "outputs": [float(f"{value:.7g}") for value in y.ravel()]}


def recurrent(k, L):
    """Every convention of recurrent layers, in the functional form, with branches."""
    start = k.Input((6, 4), name="series")
    x = L.Bidirectional(L.GRU(3, return_sequences=True), name="both_ways")(start)
    a = L.LSTM(4, return_sequences=True, recurrent_dropout=0.1)(x)
    b = L.GRU(4, return_sequences=True, reset_after=False)(x)
    x = L.Concatenate(axis=-1)([L.Add()([a, b]), L.TimeDistributed(L.Dense(2, activation="relu"))(x)])
    x = L.SimpleRNN(5, go_backwards=True)(x)
    x = L.Dropout(0.3)(x)
    return k.Model(start, L.Dense(3, activation="softmax", kernel_regularizer="l2", kernel_constraint=k.constraints.MaxNorm(2, axis=0))(x))


def pictures(k, L, **extra):
    """Convolutions and normalization; a frozen model within the model, as of transfer learning."""
    base = k.Sequential(
        [
            k.Input((8, 8, 3)),
            L.Conv2D(4, 3, padding="same", use_bias=False),
            L.BatchNormalization(),
            L.ReLU(6.0),
            L.DepthwiseConv2D(3, strides=2, padding="same"),
            L.BatchNormalization(scale=False),
        ],
        name="base",
    )
    base.trainable = False
    start = k.Input((8, 8, 3))
    x = L.Rescaling(1 / 127.5, offset=-1)(start)
    x = base(x)
    x = L.SeparableConv2D(5, 3, activation="elu", depth_multiplier=2)(x)
    x = L.BatchNormalization()(x)
    x = L.LeakyReLU()(x)
    x = L.ZeroPadding2D(((1, 0), (0, 1)))(x)
    x = L.MaxPooling2D(2, strides=1)(x)
    x = L.Reshape((-1, 5))(x)
    x = L.Conv1D(6, 2, padding="causal", dilation_rate=2)(x)
    x = L.LayerNormalization()(x)
    x = L.GlobalAveragePooling1D()(x)
    return k.Model(start, L.Dense(1, activation="sigmoid")(x))


def tokens(k, L):
    return k.Sequential([k.Input((5,)), L.Embedding(11, 3), L.LSTM(4), L.Dense(2), L.PReLU(), L.Rescaling(3.0, offset=10.0)])


def hostile(name, add):
    """A file whose numbers are not in it."""
    layers = [{"class_name": "InputLayer", "config": {"batch_shape": [None, 2], "name": "in"}}, {"class_name": "Dense", "config": {"name": "dense", "units": 2}}]
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        group = file.create_group("layers/dense/vars")
        add(group)
        group["1"] = np.zeros(2, "f4")
    (FOLDER / "hostile").mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / "hostile" / name, "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": layers}}))
        archive.writestr("model.weights.h5", weights.getvalue())


def virtual(group):
    layout = h5py.VirtualLayout((2, 2), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "0", shape=(2, 2))
    group.create_virtual_dataset("0", layout)


FOLDER.mkdir(exist_ok=True)
hostile("external.keras", lambda group: group.create_dataset("0", (2, 2), "f4", external=[("/etc/hostname", 0, 16)]))
hostile("link.keras", lambda group: group.__setitem__("0", h5py.ExternalLink("/etc/hostname", "0")))
hostile("loop.keras", lambda group: group.__setitem__("0", h5py.SoftLink("/layers")))
hostile("huge.keras", lambda group: group.create_dataset("0", (1 << 20, 1 << 20), "f4", chunks=(1024, 1024)))
hostile("virtual.keras", virtual)
for k, number in [(keras, 3), (tf_keras, 2)]:
    L = k.layers
    for ending in ["keras", "h5"]:
        random = np.random.default_rng(number)
        for make, shape, integers in [(recurrent, (6, 4), None), (pictures, (8, 8, 3), 256), (tokens, (5,), 11)]:
            k.utils.set_random_seed(number)
            save(make(k, L), f"{make.__name__}-{number}.{ending}", random, shape, integers)

versions = {"keras": keras.__version__, "tf_keras": tf_keras.__version__}
(FOLDER / "outputs.json").write_text(json.dumps({"madeBy": "test/oracles/keras_files.py", "versions": versions, "files": known}, separators=(",", ":")) + "\n")
sys.stdout.write(f"{len(known)} files\n")
