"""Makes keras-layers.json: what Keras 3 computes with every layer, argument, activation, regularizer and constraint.

Run:  v/bin/python test/oracles/keras_layers.py > test/oracles/keras-layers.json   (v as in keras_oracles.py)

Each case is a body of layers in our own specification, with the body's outputs for one batch, and two steps of Adam on
the body with a softmax output layer. Of outputs and of each weight's change there are a few numbers and the mean of all
absolute ones. The JavaScript side of the formulae is in test/models/layer-cases.ts: change both or none.
"""

import json
import re
import sys

import numpy as np

sys.dont_write_bytecode = True
from keras_oracles import keras, pseudo_random, tf

BATCH = 4
STEPS = 2
CLASSES = 3
SAMPLES = 5
INPUT_STREAM = 1000
OPTIMIZER = {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01}

SEQUENCE = [5, 3]
PICTURE = [6, 5, 2]

CLASS_NAMES = {
    "dense": "Dense", "embedding": "Embedding", "activation": "Activation", "relu": "ReLU", "leakyRelu": "LeakyReLU",
    "elu": "ELU", "prelu": "PReLU", "softmax": "Softmax", "conv1d": "Conv1D", "conv2d": "Conv2D",
    "depthwiseConv2d": "DepthwiseConv2D", "separableConv1d": "SeparableConv1D", "separableConv2d": "SeparableConv2D",
    "maxPooling1d": "MaxPooling1D", "maxPooling2d": "MaxPooling2D", "averagePooling1d": "AveragePooling1D",
    "averagePooling2d": "AveragePooling2D", "globalMaxPooling1d": "GlobalMaxPooling1D",
    "globalMaxPooling2d": "GlobalMaxPooling2D", "globalAveragePooling1d": "GlobalAveragePooling1D",
    "globalAveragePooling2d": "GlobalAveragePooling2D", "flatten": "Flatten", "reshape": "Reshape",
    "permute": "Permute", "zeroPadding1d": "ZeroPadding1D", "zeroPadding2d": "ZeroPadding2D",
    "upSampling1d": "UpSampling1D", "upSampling2d": "UpSampling2D", "dropout": "Dropout",
    "spatialDropout1d": "SpatialDropout1D", "spatialDropout2d": "SpatialDropout2D", "gaussianNoise": "GaussianNoise",
    "batchNormalization": "BatchNormalization", "layerNormalization": "LayerNormalization", "lstm": "LSTM",
    "gru": "GRU", "simpleRnn": "SimpleRNN", "bidirectional": "Bidirectional", "timeDistributed": "TimeDistributed",
    "add": "Add", "subtract": "Subtract", "multiply": "Multiply", "average": "Average", "maximum": "Maximum",
    "minimum": "Minimum", "concatenate": "Concatenate",
}  # fmt: skip

ACTIVATIONS = [
    "linear", "relu", "relu6", "leakyRelu", "elu", "selu", "celu", "gelu", "silu", "swish", "mish", "sigmoid",
    "logSigmoid", "hardSigmoid", "hardSilu", "hardSwish", "tanh", "hardTanh", "tanhShrink", "hardShrink", "softShrink",
    "softplus", "softsign", "squareplus", "exponential", "softmax", "logSoftmax",
]  # fmt: skip


def cases():
    """Name, input shape, body, and how inputs are scaled (or how many whole numbers there are)."""

    def one(name, shape, kind, **arguments):
        return (f"{kind} {name}".strip(), shape, [{"type": kind, **arguments}], {})

    for activation in ACTIVATIONS:
        yield (f"activation {activation}", [7], [{"type": "activation", "activation": activation}], {"scale": 4})
    yield one("of features", [6], "dense", units=5, activation="gelu")
    yield one("of sequences, no bias", SEQUENCE, "dense", units=4, useBias=False)
    # Without repetition: Keras' Adam takes the sum of the squares of a repeated row's gradients for the square of their sum.
    yield ("embedding", [3], [{"type": "embedding", "inputDim": 99, "outputDim": 4}], {"integers": 99})
    yield ("embedding, regularized", [5], [{"type": "embedding", "inputDim": 9, "outputDim": 4, "embeddingsRegularizer": "l2", "embeddingsConstraint": "nonNeg"}], {"integers": 9})
    columns = [{"index": 3, "inputDim": 99, "outputDim": 4}, {"index": 1, "inputDim": 99, "outputDim": 2}]
    yield ("categoryEmbedding", [5], [{"type": "categoryEmbedding", "columns": columns}], {"integers": 99})
    columns = [{"index": 0, "inputDim": 9, "outputDim": 3}, {"index": 1, "inputDim": 9, "outputDim": 1}]
    yield ("categoryEmbedding of all inputs, regularized", [2], [{"type": "categoryEmbedding", "columns": columns, "embeddingsRegularizer": "l2", "embeddingsConstraint": "nonNeg"}], {"integers": 9})
    yield one("", [7], "leakyRelu")
    yield one("steeper", [7], "leakyRelu", negativeSlope=0.5)
    yield ("relu", [7], [{"type": "relu"}], {"scale": 4})
    yield ("relu with all arguments", [7], [{"type": "relu", "maxValue": 2, "negativeSlope": 0.2, "threshold": 0.5}], {"scale": 4})
    yield one("", [7], "elu")
    yield one("of another alpha", [7], "elu", alpha=0.4)
    yield one("", [4, 3], "prelu")
    yield one("sharing axes", PICTURE, "prelu", sharedAxes=[1, 2])
    yield one("", [7], "softmax")

    yield one("", SEQUENCE, "conv1d", filters=4, kernelSize=3)
    yield one("strided, same", [8, 3], "conv1d", filters=4, kernelSize=3, strides=2, padding="same", activation="relu")
    yield one("causal", SEQUENCE, "conv1d", filters=4, kernelSize=3, padding="causal", useBias=False)
    yield one("dilated", [8, 3], "conv1d", filters=4, kernelSize=3, dilationRate=2)
    yield one("dilated, causal", [8, 3], "conv1d", filters=4, kernelSize=3, dilationRate=3, padding="causal")
    yield one("", PICTURE, "conv2d", filters=3, kernelSize=[3, 2], activation="mish")
    yield one("dilated", [7, 8, 2], "conv2d", filters=3, kernelSize=3, dilationRate=2)
    yield one("dilated otherwise, same", [7, 8, 2], "conv2d", filters=3, kernelSize=[2, 3], dilationRate=[3, 2], padding="same")
    yield one("", PICTURE, "depthwiseConv2d", kernelSize=3)
    yield one("with multiplier, strided, same", PICTURE, "depthwiseConv2d", kernelSize=[2, 3], strides=2, padding="same", depthMultiplier=2, activation="elu")
    yield one("dilated", [7, 8, 2], "depthwiseConv2d", kernelSize=3, dilationRate=[2, 1], padding="same", useBias=False)
    yield one("", SEQUENCE, "separableConv1d", filters=4, kernelSize=3)
    yield one("with all arguments", [9, 3], "separableConv1d", filters=4, kernelSize=3, strides=2, padding="same", depthMultiplier=2, useBias=False)
    yield one("dilated, same", [9, 3], "separableConv1d", filters=4, kernelSize=2, dilationRate=2, padding="same")
    yield one("", PICTURE, "separableConv2d", filters=4, kernelSize=3)
    yield one("with all arguments", PICTURE, "separableConv2d", filters=4, kernelSize=[3, 2], strides=2, padding="same", depthMultiplier=2, activation="tanh")
    yield one("dilated", [8, 7, 2], "separableConv2d", filters=3, kernelSize=3, dilationRate=2)

    for kind in ["maxPooling", "averagePooling"]:
        yield one("", [7, 3], f"{kind}1d", poolSize=2)
        yield one("same", [7, 3], f"{kind}1d", poolSize=3, strides=2, padding="same")
        yield one("", PICTURE, f"{kind}2d", poolSize=2)
        yield one("oblong, same", PICTURE, f"{kind}2d", poolSize=[3, 2], strides=[1, 2], padding="same")
    for kind in ["globalMaxPooling", "globalAveragePooling"]:
        yield one("", SEQUENCE, f"{kind}1d")
        yield one("keeping axes", SEQUENCE, f"{kind}1d", keepdims=True)
        yield one("", PICTURE, f"{kind}2d")
        yield one("keeping axes", PICTURE, f"{kind}2d", keepdims=True)
    yield ("globalMaxPooling1d with equal maxima", SEQUENCE, [{"type": "dense", "units": 3}, {"type": "dense", "units": 4, "activation": "hardTanh"}, {"type": "globalMaxPooling1d"}], {"scale": 9})

    yield one("", SEQUENCE, "flatten")
    yield one("", [12], "reshape", targetShape=[3, 4])
    yield one("", PICTURE, "permute", dims=[3, 1, 2])
    yield one("", SEQUENCE, "zeroPadding1d")
    yield one("uneven", SEQUENCE, "zeroPadding1d", padding=[0, 2])
    yield one("", PICTURE, "zeroPadding2d")
    yield one("by axis", PICTURE, "zeroPadding2d", padding=[1, 2])
    yield one("by side", PICTURE, "zeroPadding2d", padding=[[0, 1], [2, 3]])
    yield one("", SEQUENCE, "upSampling1d", size=3)
    yield one("", [3, 2, 2], "upSampling2d")
    yield one("oblong", [3, 2, 2], "upSampling2d", size=[2, 3])
    yield one("bilinear", [3, 2, 2], "upSampling2d", size=[2, 3], interpolation="bilinear")
    yield ("upSampling2d bilinear after a convolution", PICTURE, [{"type": "conv2d", "filters": 2, "kernelSize": 3}, {"type": "upSampling2d", "interpolation": "bilinear"}, {"type": "conv2d", "filters": 2, "kernelSize": 2}], {})
    yield ("upSampling2d nearest after a convolution", PICTURE, [{"type": "conv2d", "filters": 2, "kernelSize": 3}, {"type": "upSampling2d", "size": [3, 2]}, {"type": "conv2d", "filters": 2, "kernelSize": 2}], {})

    for kind, shape in [("dropout", [6]), ("spatialDropout1d", SEQUENCE), ("spatialDropout2d", PICTURE)]:
        yield one("of nothing", shape, kind, rate=0)
    yield one("of nothing", [6], "gaussianNoise", stddev=0)
    yield one("of features", [6], "batchNormalization")
    yield one("of sequences", SEQUENCE, "batchNormalization", momentum=0.7, epsilon=0.01)
    yield one("of pictures", PICTURE, "batchNormalization", momentum=0.5)
    yield one("not centred", [6], "batchNormalization", center=False)
    yield one("not scaled", [6], "batchNormalization", scale=False)
    yield ("batchNormalization between convolutions", PICTURE, [{"type": "conv2d", "filters": 3, "kernelSize": 3, "useBias": False}, {"type": "batchNormalization", "momentum": 0.8, "gammaRegularizer": "l2"}, {"type": "relu"}, {"type": "conv2d", "filters": 2, "kernelSize": 2}], {})
    yield one("of features", [6], "layerNormalization")
    yield one("of pictures", PICTURE, "layerNormalization", epsilon=0.1, scale=False)
    yield ("layerNormalization between layers", SEQUENCE, [{"type": "dense", "units": 6}, {"type": "layerNormalization", "center": False}, {"type": "dense", "units": 3}], {})

    for kind in ["lstm", "gru", "simpleRnn"]:
        yield one("", SEQUENCE, kind, units=4)
        yield one("of sequences", SEQUENCE, kind, units=4, returnSequences=True, activation="softsign")
        yield one("backwards", SEQUENCE, kind, units=4, goBackwards=True, returnSequences=True, useBias=False)
    for kind in ["lstm", "gru"]:
        yield one("with another gate", SEQUENCE, kind, units=4, recurrentActivation="hardSigmoid", activation="relu")
    yield one("reset before", SEQUENCE, "gru", units=4, resetAfter=False)
    yield one("reset before, no bias", SEQUENCE, "gru", units=3, resetAfter=False, useBias=False)
    yield one("of a single step", [1, 3], "lstm", units=3)
    yield one("regularized", SEQUENCE, "lstm", units=3, kernelRegularizer="l2", recurrentRegularizer={"l1": 0.02}, biasRegularizer={"l1": 0.01, "l2": 0.03}, recurrentConstraint={"type": "maxNorm", "maxValue": 0.5})
    for mode in ["concat", "sum", "mul", "ave"]:
        yield one(f"that merges by {mode}", SEQUENCE, "bidirectional", layer={"type": "lstm", "units": 3}, mergeMode=mode)
    yield one("of sequences", SEQUENCE, "bidirectional", layer={"type": "gru", "units": 3, "returnSequences": True})
    yield one("of other sequences", SEQUENCE, "bidirectional", layer={"type": "simpleRnn", "units": 3, "returnSequences": True}, mergeMode="sum")
    yield one("dense", SEQUENCE, "timeDistributed", layer={"type": "dense", "units": 4, "activation": "tanh", "kernelRegularizer": "l1"})
    yield one("convolution", [3, 5, 4, 2], "timeDistributed", layer={"type": "conv2d", "filters": 3, "kernelSize": 2})
    yield one("sequences", [3, 5, 2], "timeDistributed", layer={"type": "gru", "units": 3})

    yield one("regularized by l1", [6], "dense", units=5, kernelRegularizer="l1")
    yield one("regularized by l2", [6], "dense", units=5, kernelRegularizer="l2", biasRegularizer="l2")
    yield one("regularized by both", [6], "dense", units=5, kernelRegularizer={"l1": 0.05, "l2": 0.02})
    yield one("with regularized outputs", [6], "dense", units=5, activation="relu", activityRegularizer={"l1": 0.05, "l2": 0.02})
    yield one("with regularized outputs", PICTURE, "conv2d", filters=3, kernelSize=3, activityRegularizer="l2")
    for name, constraint in {
        "nonNeg": "nonNeg",
        "unitNorm": "unitNorm",
        "maxNorm": {"type": "maxNorm", "maxValue": 0.8},
        "minMaxNorm": {"type": "minMaxNorm", "minValue": 0.9, "maxValue": 1.1, "rate": 0.7},
        "maxNorm along the other axis": {"type": "maxNorm", "maxValue": 0.8, "axis": 1},
    }.items():
        yield one(f"constrained by {name}", [6], "dense", units=5, kernelConstraint=constraint)
    yield one("constrained by maxNorm over three axes", PICTURE, "conv2d", filters=3, kernelSize=3, kernelConstraint={"type": "maxNorm", "maxValue": 0.5, "axis": [0, 1, 2]}, biasConstraint="nonNeg")

    branches = [{"type": "dense", "units": 4, "name": "a", "inputs": ["input"]}, {"type": "dense", "units": 4, "name": "b", "inputs": ["input"], "activation": "relu"}]
    for kind in ["add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate"]:
        yield (f"{kind} of two branches", [6], [*branches, {"type": kind, "inputs": ["a", "b"]}], {})
    yield ("add of three, one of them twice", [4], [*branches, {"type": "add", "inputs": ["a", "b", "a", "input"]}], {})
    yield ("concatenate along steps", SEQUENCE, [{"type": "dense", "units": 3, "name": "a"}, {"type": "concatenate", "axis": 1, "inputs": ["a", "input"]}], {})
    yield ("multiply of pictures with channels", PICTURE, [{"type": "conv2d", "filters": 3, "kernelSize": 3, "name": "a"}, {"type": "globalAveragePooling2d"}, {"type": "dense", "units": 3, "activation": "sigmoid", "name": "b"}, {"type": "multiply", "inputs": ["a", "b"]}], {})
    yield ("a residual block", PICTURE, [
        {"type": "conv2d", "filters": 3, "kernelSize": 3, "padding": "same", "name": "start"},
        {"type": "batchNormalization"},
        {"type": "relu", "name": "active"},
        {"type": "conv2d", "filters": 3, "kernelSize": 3, "padding": "same", "name": "end"},
        {"type": "add", "inputs": ["end", "start"]},
        {"type": "globalAveragePooling2d"},
    ], {})  # fmt: skip


class CategoryEmbedding(keras.layers.Layer):
    """Keras' way of embedding some columns of a row: taken apart, an Embedding for each, and joined again."""

    def __init__(self, columns, name=None, **settings):
        super().__init__(name=name)
        self.columns = columns
        settings = {key: argument(key, value) for key, value in settings.items()}
        self.embeddings = [
            keras.layers.Embedding(each["inputDim"], each["outputDim"], name=f"column{each['index']}", **{snake(k): v for k, v in settings.items()})
            for each in columns
        ]

    def call(self, rows):
        indices = [each["index"] for each in self.columns]
        others = [rows[:, at : at + 1] for at in range(rows.shape[1]) if at not in indices]
        found = [embedding(rows[:, at]) for at, embedding in zip(indices, self.embeddings)]
        return keras.ops.concatenate([*others, *found], axis=1)


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


def argument(key, value):
    if key == "layer":
        return keras_layer(value)
    if key.lower().endswith("activation"):
        return snake(value)
    if key.endswith("Regularizer"):
        return value if isinstance(value, str) else keras.regularizers.L1L2(**value)
    if key.endswith("Constraint"):
        value = {"type": value} if isinstance(value, str) else value
        kind = value["type"][0].upper() + value["type"][1:]
        return getattr(keras.constraints, kind)(**{snake(k): v for k, v in value.items() if k != "type"})
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return value


def keras_layer(layer):
    if layer["type"] == "categoryEmbedding":
        return CategoryEmbedding(**{k: v for k, v in layer.items() if k not in ("type", "inputs")})
    names = {"name": "name", "mergeMode": "merge_mode"}
    arguments = {names.get(k, snake(k)): argument(k, v) for k, v in layer.items() if k not in ("type", "inputs")}
    return getattr(keras.layers, CLASS_NAMES[layer["type"]])(**arguments)


def named(layers):
    """Names, as ours are given: our snake case, but for three that Keras writes otherwise."""
    special = {"relu": "re_lu", "leakyRelu": "leaky_re_lu", "prelu": "p_re_lu"}
    taken = {layer["name"] for layer in layers if "name" in layer}
    result = []
    for layer in layers:
        base = special.get(layer["type"], snake(layer["type"]))
        name, count = layer.get("name", base), 0
        while "name" not in layer and name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        result.append({**layer, "name": name})
    return result


def build(input_shape, layers):
    """The model, and its weights in the order of our layers, by our names."""
    start = keras.Input(tuple(input_shape))
    outputs, last, weights = {"input": start}, start, {}
    for layer in layers:
        made = keras_layer(layer)
        inputs = [outputs[name] for name in layer["inputs"]] if "inputs" in layer else [last]
        last = outputs[layer["name"]] = made(inputs if len(inputs) > 1 else inputs[0])
        for weight in made.weights:
            steps = weight.path.split("/")
            direction = next((f"{way}/" for way in ("forward", "backward") if any(s.startswith(f"{way}_") for s in steps)), "")
            direction = f"{steps[-2]}/" if layer["type"] == "categoryEmbedding" else direction
            weights[f"{layer['name']}/{direction}{steps[-1]}"] = weight
    for stream, (name, weight) in enumerate(weights.items()):
        weight.assign(weight_values(name, weight.shape, stream))
    return keras.Model(start, last), weights


def weight_values(name, shape, stream):
    """Around 1 for what multiplies (and for variances), around 0 with the variance 1 / inputs for the others."""
    size = int(np.prod(shape))
    around_zero = 2 * pseudo_random(size, stream) - 1
    if name.endswith(("gamma", "moving_variance")):
        values = 1 + 0.5 * around_zero
    else:
        values = around_zero * (0.1 if len(shape) == 1 else np.sqrt(3 * shape[-1] / size))
    return values.astype("float32").reshape(shape)


def input_values(shape, scale=1, integers=None):
    values = pseudo_random(BATCH * int(np.prod(shape)), INPUT_STREAM)
    values = np.floor(values * integers) if integers else (2 * values - 1) * scale
    return values.astype("float32").reshape([BATCH, *shape])


def sample(values):
    values = np.asarray(values).astype("float64").ravel()
    positions = np.unique(np.linspace(0, values.size - 1, SAMPLES).astype(int))
    return {
        "size": int(values.size),
        "meanAbsolute": round_to(np.abs(values).mean()),
        "values": [round_to(value) for value in values[positions]],
    }


def round_to(value):
    return float(f"{value:.6g}")


def case(name, input_shape, body, inputs):
    x = input_values(input_shape, **inputs)
    body = named(body)
    outputs = build(input_shape, body)[0](x, training=False).numpy()
    ending = [*([{"type": "flatten"}] if outputs.ndim > 2 else []), {"type": "dense", "units": CLASSES, "activation": "softmax", "name": "out"}]
    layers = named([*body, *ending])
    model, weights = build(input_shape, layers)
    before = {key: weight.numpy() for key, weight in weights.items()}
    settings = OPTIMIZER
    optimizer = keras.optimizers.Adam(settings["learningRate"], settings["beta1"], settings["beta2"], settings["epsilon"])
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(), run_eagerly=True)
    y = (np.arange(BATCH) * 7) % CLASSES
    losses = [float(model.train_on_batch(x, y)) for _ in range(STEPS)]
    losses.append(float(model.test_on_batch(x, y)))
    return {
        "name": name,
        "inputShape": input_shape,
        "inputs": inputs,
        "layers": layers,
        "body": len(body),
        "outputShape": list(outputs.shape[1:]),
        "outputs": sample(outputs),
        "losses": [round_to(loss) for loss in losses],
        "weights": [{"name": key, "shape": list(weight.shape), "change": sample(weight.numpy() - before[key])} for key, weight in weights.items()],
    }


if __name__ == "__main__":
    head = {
        "madeBy": "test/oracles/keras_layers.py",
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "batch": BATCH,
        "steps": STEPS,
        "optimizer": OPTIMIZER,
    }
    lines = ",\n".join(json.dumps(case(*each), ensure_ascii=False) for each in cases())
    print(json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}")
