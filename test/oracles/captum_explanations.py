"""Makes captum-explanations.json: integrated gradients and occlusions by Captum, of small networks built with PyTorch.

Run:  v/bin/python test/oracles/captum_explanations.py > test/oracles/captum-explanations.json
in an environment with torch, captum 0.9.0 and numpy; it takes a minute or two. Everything is computed in double precision, by the formula of
keras_oracles.py's pseudo_random for weights and inputs. Weights are written in Keras' layouts, under our names.
"""

import json
import math

import captum
import torch
from captum.attr import IntegratedGradients, LayerIntegratedGradients, Occlusion
from torch import nn

torch.set_default_dtype(torch.float64)
STEPS = 2000


def pseudo_random(size, stream):
    values = []
    for index in range(size):
        x = math.sin(index * 12.9898 + (stream + 1) * 78.233) * 43758.5453
        values.append(x - math.floor(x))
    return values


def draw(shape, stream, scale):
    size = math.prod(shape)
    # As single precision has them: that is what is written down.
    return torch.tensor([scale * (2 * value - 1) for value in pseudo_random(size, stream)], dtype=torch.float32).double().reshape(shape)


class Written:
    """Weights in Keras' layouts, by our names, in our order."""

    def __init__(self):
        self.weights = []

    def add(self, name, shape, scale):
        value = draw(shape, len(self.weights), scale)
        self.weights.append({"name": name, "shape": list(shape), "values": [round(float(each), 9) for each in value.flatten()]})
        return value


def set_dense(layer, written, name, scale=1.5):
    kernel = written.add(f"{name}/kernel", (layer.in_features, layer.out_features), scale)
    bias = written.add(f"{name}/bias", (layer.out_features,), 0.3)
    with torch.no_grad():
        layer.weight.copy_(kernel.T)
        layer.bias.copy_(bias)


def mlp():
    written = Written()
    net = nn.Sequential(nn.Linear(5, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=1))
    set_dense(net[0], written, "hidden")
    set_dense(net[2], written, "out", 2.0)
    layers = [
        {"type": "dense", "name": "hidden", "units": 8, "activation": "tanh"},
        {"type": "dense", "name": "out", "units": 3, "activation": "softmax"},
    ]
    x, base = draw((1, 5), 50, 2.0), draw((1, 5), 51, 0.5)
    case = {"layers": layers, "inputShape": [5], "weights": written.weights, "input": x.flatten().tolist(), "baseline": base.flatten().tolist(), "targets": []}
    for target in range(3):
        for output, forward in (("probability", net), ("logit", net[:3])):
            given = IntegratedGradients(forward).attribute(x, base, target=target, n_steps=STEPS)
            case["targets"].append({"target": target, "output": output, "integratedGradients": given.flatten().tolist(), "atInput": float(forward(x)[0, target]), "atBaseline": float(forward(base)[0, target])})
    return case


def cnn():
    written = Written()
    convolution, dense = nn.Conv2d(2, 4, 3), nn.Linear(4 * 3 * 3, 3)
    kernel, bias = written.add("conv/kernel", (3, 3, 2, 4), 0.7), written.add("conv/bias", (4,), 0.3)
    with torch.no_grad():
        convolution.weight.copy_(kernel.permute(3, 2, 0, 1))
        convolution.bias.copy_(bias)
    set_dense(dense, written, "out", 0.8)

    def forward(x):  # [batch, height, width, channels], as our networks take them
        pooled = nn.functional.max_pool2d(torch.relu(convolution(x.permute(0, 3, 1, 2))), 2)
        return torch.softmax(dense(pooled.permute(0, 2, 3, 1).flatten(1)), dim=1)

    layers = [
        {"type": "conv2d", "name": "conv", "filters": 4, "kernelSize": 3, "activation": "relu"},
        {"type": "maxPooling2d", "name": "pool", "poolSize": 2},
        {"type": "flatten", "name": "flat"},
        {"type": "dense", "name": "out", "units": 3, "activation": "softmax"},
    ]
    x, base = (draw((1, 8, 8, 2), 60, 0.5) + 0.5), torch.zeros(1, 8, 8, 2)
    case = {"layers": layers, "inputShape": [8, 8, 2], "weights": written.weights, "input": x.flatten().tolist(), "baseline": base.flatten().tolist(), "targets": []}
    for target in range(3):
        given = IntegratedGradients(forward).attribute(x, base, target=target, n_steps=STEPS)
        # Both colours of a pixel are replaced together, and told once.
        occluded = Occlusion(forward).attribute(x, sliding_window_shapes=(3, 3, 2), strides=(2, 2, 2), baselines=base, target=target)
        case["targets"].append({
            "target": target, "output": "probability", "integratedGradients": given.flatten().tolist(), "occlusion": occluded[0, :, :, 0].flatten().tolist(),
            "atInput": float(forward(x)[0, target]), "atBaseline": float(forward(base)[0, target]),
        })
    return {**case, "patch": 3, "stride": 2}


def tokens():
    written = Written()
    embedding, lstm, dense = nn.Embedding(12, 4), nn.LSTM(4, 6, batch_first=True), nn.Linear(6, 2)
    table = written.add("embedding/embeddings", (12, 4), 1.5)
    kernel, recurrent, bias = written.add("lstm/kernel", (4, 24), 1.0), written.add("lstm/recurrent_kernel", (6, 24), 0.8), written.add("lstm/bias", (24,), 0.3)
    with torch.no_grad():
        embedding.weight.copy_(table)
        lstm.weight_ih_l0.copy_(kernel.T)
        lstm.weight_hh_l0.copy_(recurrent.T)
        lstm.bias_ih_l0.copy_(bias)
        lstm.bias_hh_l0.zero_()
    set_dense(dense, written, "out", 2.0)

    def forward(x):
        return torch.sigmoid(dense(lstm(embedding(x))[0][:, -1]))

    layers = [
        {"type": "embedding", "name": "embedding", "inputDim": 12, "outputDim": 4},
        {"type": "lstm", "name": "lstm", "units": 6},
        {"type": "dense", "name": "out", "units": 2, "activation": "sigmoid"},
    ]
    x, base = torch.tensor([[0, 0, 7, 3, 11, 5, 2]]), torch.zeros(1, 7, dtype=torch.long)
    case = {"layers": layers, "inputShape": [7], "weights": written.weights, "input": x.flatten().tolist(), "baseline": base.flatten().tolist(), "targets": []}
    for target in range(2):
        given = LayerIntegratedGradients(forward, embedding).attribute(x, base, target=target, n_steps=STEPS)
        case["targets"].append({"target": target, "output": "probability", "integratedGradients": given.sum(-1).flatten().tolist(), "atInput": float(forward(x)[0, target]), "atBaseline": float(forward(base)[0, target])})
    return case


print(json.dumps({"captum": captum.__version__, "torch": torch.__version__, "cases": {"mlp": mlp(), "cnn": cnn(), "tokens": tokens()}}))
