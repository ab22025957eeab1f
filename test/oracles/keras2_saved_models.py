"""Makes test/fixtures/models/saved-model-*.zip: folders as Keras 2 saves them (`model.save(folder)`), what each model computes
(saved-models.json), and one that is no Keras model at all.

Run:  v/bin/python test/oracles/keras2_saved_models.py   (v as in keras_oracles.py, with tf_keras beside it)

The JavaScript side is test/exchange/saved-model-import.test.ts.
"""

import json
import os
import tempfile
import zipfile
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1", TF_USE_LEGACY_KERAS="1")

import numpy as np
import tensorflow as tf
import tf_keras as k

FOLDER = Path(__file__).parent.parent / "fixtures" / "models"
BATCH = 3
L = k.layers
known = {}


def archive(name, save):
    with tempfile.TemporaryDirectory() as made:
        save(made)
        with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
            for file in sorted(Path(made).rglob("*")):
                if file.is_file():
                    packed.writestr(zipfile.ZipInfo(f"model/{file.relative_to(made)}"), file.read_bytes(), zipfile.ZIP_DEFLATED)


def save(model, name, random):
    values = []
    for weight in model.weights:
        around = 1 if any(word in weight.name for word in ("gamma", "variance")) else 0
        values.append(np.asarray(around + random.uniform(-0.4, 0.4, weight.shape), "float32"))
    model.set_weights(values)
    x = np.asarray(random.uniform(-2, 2, (BATCH, *model.input_shape[1:])), "float32").round(3)
    y = np.asarray(model(x, training=False), "float64")
    archive(name, lambda folder: model.save(folder, save_format="tf"))
    known[name] = {"inputs": x.ravel().tolist(), "outputs": [float(f"{value:.7g}") for value in y.ravel()]}


def recurrent():
    return k.Sequential([L.Input((4, 3)), L.Dropout(0.1), L.Bidirectional(L.GRU(2)), L.BatchNormalization(), L.Dense(2, activation="softmax")])


def branches():
    """A frozen model within the model, a branch whose layers are made in another order, and one whose optimizer is kept, too."""
    base = k.Sequential([L.Input((6, 6, 2)), L.Conv2D(3, 3), L.BatchNormalization(), L.ReLU()], name="base")
    base.trainable = False
    late, early = L.Dense(4, name="late"), L.Dense(4, activation="tanh", name="early")
    start = L.Input((6, 6, 2))
    x = L.GlobalAveragePooling2D()(base(start))
    x = L.Concatenate()([early(x), late(x)])
    model = k.Model(start, L.Dense(1)(L.BatchNormalization(center=False)(x)))
    model.compile("adam", "mse")
    model.train_on_batch(np.zeros((2, 6, 6, 2)), np.zeros((2, 1)))
    return model


k.utils.set_random_seed(2)
random = np.random.default_rng(2)
save(recurrent(), "saved-model-recurrent.zip", random)
save(branches(), "saved-model-branches.zip", random)


class Doubling(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32, name="x")])
    def __call__(self, x):
        return {"y": 2 * x}


doubling = Doubling()
archive("saved-model-foreign.zip", lambda folder: tf.saved_model.save(doubling, folder, signatures=doubling.__call__))
(FOLDER / "saved-models.json").write_text(json.dumps({"madeBy": "test/oracles/keras2_saved_models.py", "tf_keras": k.__version__, "files": known}, separators=(",", ":")) + "\n")
