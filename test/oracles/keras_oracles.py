"""Makes keras-oracles.json: what Keras 3 computes with weights and inputs that a formula gives.

Run:  python -m venv v && v/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0
      v/bin/python test/oracles/keras_oracles.py > test/oracles/keras-oracles.json

Each case holds its layers in our own specification, the probabilities and loss of one batch, and three steps of Adam
on that batch, twice: with Keras' default epsilon, and with a large one. With the default a first step is the sign of
the gradient, whatever its size; with a large epsilon the step shows the gradient's size, and where epsilon enters.
The JavaScript side of `pseudo_random` is in test/models/layer-cases.ts: change both or none.
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

BATCH = 4
STEPS = 3
SAMPLES = 12
OPTIMIZERS = {
    "default": {"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
    "largeEpsilon": {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01},
}


def pseudo_random(size, stream):
    """Numbers in [0, 1): the fraction of a large multiple of a sine, a shader's classic."""
    x = np.sin(np.arange(size) * 12.9898 + (stream + 1) * 78.233) * 43758.5453
    return x - np.floor(x)


def weight_values(shape, stream):
    """Uniform around 0, with the variance 1 / inputs for kernels, and up to 0.1 for biases."""
    size = int(np.prod(shape))
    scale = 0.1 if len(shape) == 1 else np.sqrt(3 * shape[-1] / size)
    return ((2 * pseudo_random(size, stream) - 1) * scale).astype("float32").reshape(shape)


def dense(units, activation=None, **more):
    return {"type": "dense", "units": units, **({"activation": activation} if activation else {}), **more}


def softmax(units):
    return dense(units, "softmax")


CASES = {
    "mlp": ([784], [dense(64, "relu"), dense(32, "relu"), softmax(10)]),
    "cnn": (
        [28, 28, 1],
        [
            {"type": "conv2d", "filters": 32, "kernelSize": 3, "activation": "relu"},
            {"type": "maxPooling2d", "poolSize": 2},
            {"type": "conv2d", "filters": 64, "kernelSize": 3, "activation": "relu"},
            {"type": "maxPooling2d", "poolSize": 2},
            {"type": "flatten"},
            dense(64, "relu"),
            softmax(10),
        ],
    ),
    "lstm": ([100, 256], [{"type": "lstm", "units": 64}, dense(32, "relu"), softmax(10)]),
    "strides and same padding": (
        [9, 7, 2],
        [
            {"type": "conv2d", "filters": 4, "kernelSize": 3, "strides": 2, "padding": "same", "useBias": False, "activation": "tanh"},
            {"type": "maxPooling2d", "poolSize": 3, "strides": 2, "padding": "same"},
            {"type": "flatten"},
            softmax(3),
        ],
    ),
    "oblong windows": (
        [9, 8, 2],
        [
            {"type": "conv2d", "filters": 3, "kernelSize": [3, 2], "strides": [2, 1], "activation": "sigmoid"},
            {"type": "maxPooling2d", "poolSize": [2, 3], "strides": 1},
            {"type": "conv2d", "filters": 3, "kernelSize": [1, 2], "padding": "same"},
            {"type": "flatten"},
            dense(5, "elu", useBias=False),
            softmax(3),
        ],
    ),
    "sequences of sequences": (
        [5, 3],
        [
            {"type": "lstm", "units": 4, "returnSequences": True},
            dense(4, "softmax"),
            {"type": "lstm", "units": 3},
            softmax(3),
        ],
    ),
    "an LSTM without biases and with other activations": (
        [6, 3],
        [
            {"type": "lstm", "units": 4, "useBias": False, "activation": "relu", "recurrentActivation": "tanh", "returnSequences": True},
            {"type": "flatten"},
            softmax(3),
        ],
    ),
    "a reshaped picture": (
        [4, 6, 1],
        [{"type": "reshape", "targetShape": [4, 6]}, {"type": "lstm", "units": 3}, softmax(3)],
    ),
    **{
        f"activation {name}": ([6], [dense(5, name), softmax(3)])
        for name in ["linear", "relu", "sigmoid", "tanh", "softmax", "elu", "selu", "softplus", "softsign", "swish"]
    },
}

KERAS_NAMES = {"dense": "dense", "conv2d": "conv2d", "maxPooling2d": "max_pooling2d", "flatten": "flatten", "reshape": "reshape", "lstm": "lstm"}
KERAS_CLASSES = {
    "dense": keras.layers.Dense,
    "conv2d": keras.layers.Conv2D,
    "maxPooling2d": keras.layers.MaxPooling2D,
    "flatten": keras.layers.Flatten,
    "reshape": keras.layers.Reshape,
    "lstm": keras.layers.LSTM,
}
KERAS_ARGUMENTS = {
    "kernelSize": "kernel_size",
    "poolSize": "pool_size",
    "useBias": "use_bias",
    "targetShape": "target_shape",
    "recurrentActivation": "recurrent_activation",
    "returnSequences": "return_sequences",
}


def named(layers):
    counts = {}
    result = []
    for layer in layers:
        base = KERAS_NAMES[layer["type"]]
        counts[base] = counts.get(base, -1) + 1
        result.append({**layer, "name": base if counts[base] == 0 else f"{base}_{counts[base]}"})
    return result


def keras_layer(layer):
    arguments = {
        KERAS_ARGUMENTS.get(key, key): tuple(value) if isinstance(value, list) else value
        for key, value in layer.items()
        if key != "type"
    }
    return KERAS_CLASSES[layer["type"]](**arguments)


def build(input_shape, layers):
    model = keras.Sequential([keras.Input(tuple(input_shape)), *[keras_layer(layer) for layer in layers]])
    for stream, weight in enumerate(model.weights):
        weight.assign(weight_values(weight.shape, stream))
    return model


def weight_name(layer, weight):
    return f"{layer.name}/{weight.path.split('/')[-1]}"


def trained(input_shape, layers, settings, x, y):
    """Losses before each step and after the last, and how far each weight has come."""
    model = build(input_shape, layers)
    before = [weight.numpy() for weight in model.weights]
    optimizer = keras.optimizers.Adam(
        settings["learningRate"], beta_1=settings["beta1"], beta_2=settings["beta2"], epsilon=settings["epsilon"]
    )
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile(optimizer, loss)
    losses = [float(model.train_on_batch(x, y)) for _ in range(STEPS)]
    losses.append(float(model.test_on_batch(x, y)))
    names = [weight_name(layer, weight) for layer in model.layers for weight in layer.weights]
    changes = []
    for name, weight, old in zip(names, model.weights, before):
        change = (weight.numpy() - old).astype("float64").ravel()
        positions = np.unique(np.linspace(0, change.size - 1, SAMPLES).astype(int))
        changes.append(
            {
                "name": name,
                "shape": list(weight.shape),
                "meanAbsolute": round_to(np.abs(change).mean()),
                "positions": positions.tolist(),
                "values": [round_to(value) for value in change[positions]],
            }
        )
    return {"optimizer": settings, "losses": losses, "changes": changes}


def round_to(value):
    return float(f"{value:.7g}")


def case(name, input_shape, layers):
    layers = named(layers)
    size = int(np.prod(input_shape))
    x = pseudo_random(BATCH * size, 1000).astype("float32").reshape([BATCH, *input_shape])
    classes = layers[-1]["units"]
    y = (np.arange(BATCH) * 7) % classes
    model = build(input_shape, layers)
    return {
        "name": name,
        "inputShape": input_shape,
        "layers": layers,
        "probabilities": [round_to(value) for value in model(x).numpy().ravel()],
        "runs": [trained(input_shape, layers, settings, x, y) for settings in OPTIMIZERS.values()],
    }


if __name__ == "__main__":
    print(
        json.dumps(
            {
                "madeBy": "test/oracles/keras_oracles.py",
                "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
                "batch": BATCH,
                "cases": [case(name, *settings) for name, settings in CASES.items()],
            },
            indent=1,
        )
    )
