"""Answers by SavedModels, each in three ways that TensorFlow has: `tf.saved_model.load`, a session of TensorFlow 1, and Keras'
TFSMLayer. They have to agree. saved-models.ts writes the models, and keeps what is answered.

Environment:  python -m venv v && v/bin/pip install tensorflow-cpu==2.21.0 keras==3.15.1
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf


def tensor(fed):
    """Of what JSON holds; NaN is null."""
    values = fed["values"]
    if fed["dtype"] == "string":
        return np.array([value.encode() for value in values], dtype=object).reshape(fed["shape"])
    return np.array([np.nan if value is None else value for value in values], dtype=fed["dtype"]).reshape(fed["shape"])


def by_session(folder, tensors):
    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        meta_graph = tf.compat.v1.saved_model.load(session, ["serve"], folder)
        signature = meta_graph.signature_def["serving_default"]
        feeds = {signature.inputs[name].name: value for name, value in tensors.items()}
        return session.run({name: info.name for name, info in signature.outputs.items()}, feeds)


def compare(outputs, others):
    assert sorted(outputs) == sorted(others)
    for name, value in outputs.items():
        if value.dtype == object:
            np.testing.assert_array_equal(value, others[name])
        else:
            np.testing.assert_allclose(value, others[name], rtol=1e-6, atol=1e-7)


def feature(value, optional):
    """Of one input of one example; none where it is missing."""
    if value.dtype == object:
        missing = optional and value.item() == b""
        return None if missing else tf.train.Feature(bytes_list=tf.train.BytesList(value=value.ravel()))
    if value.dtype.kind == "f":
        missing = optional and np.isnan(value.item())
        return None if missing else tf.train.Feature(float_list=tf.train.FloatList(value=value.ravel()))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=value.ravel().astype(np.int64)))


def compare_examples(loaded, tensors, optional):
    """What TensorFlow Serving's classify and regress give: as numbers of single precision are answered."""
    method = next((name for name in loaded.signatures if name.startswith("tensorflow/serving/")), None)
    if method is None:
        return
    singles = {
        name: value.astype("float32").astype(value.dtype) if value.dtype == np.float64 else value
        for name, value in tensors.items()
    }
    expected = loaded.signatures["predict"](**{name: tf.constant(value) for name, value in singles.items()})
    (expected,) = expected.values()
    examples = []
    for index in range(len(expected)):
        features = {name: feature(value[index : index + 1], name in optional) for name, value in tensors.items()}
        given = {name: each for name, each in features.items() if each}
        examples.append(tf.train.Example(features=tf.train.Features(feature=given)))
    given = loaded.signatures[method](tf.constant([example.SerializeToString() for example in examples]))
    if method.endswith("classify"):
        np.testing.assert_allclose(given["scores"], expected, rtol=1e-6, atol=1e-7)
        assert given["classes"].shape == expected.shape
    else:
        np.testing.assert_allclose(given["outputs"], np.squeeze(expected, 1), rtol=1e-6, atol=1e-7)


def answers(model):
    tensors = {name: tensor(fed) for name, fed in model["tensors"].items()}
    constants = {name: tf.constant(value) for name, value in tensors.items()}
    loaded = tf.saved_model.load(model["folder"])
    outputs = {name: value.numpy() for name, value in loaded.signatures["serving_default"](**constants).items()}
    compare(outputs, by_session(model["folder"], tensors))
    compare_examples(loaded, tensors, model["optional"])
    # A layer takes one input, and makes float32 of it.
    if len(tensors) == 1 and all(value.dtype != np.float64 for value in tensors.values()):
        layer = keras.layers.TFSMLayer(model["folder"], call_endpoint="serving_default")
        compare(outputs, {name: value.numpy() for name, value in layer(next(iter(constants.values()))).items()})
    return outputs["values" if "values" in outputs else "probabilities"].astype(float).tolist()


asked = json.load(sys.stdin)
made = {model["name"]: answers(model) for model in asked}
json.dump({"tensorflow": tf.__version__, "outputs": made}, sys.stdout)
