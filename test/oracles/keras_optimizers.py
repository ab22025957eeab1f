"""Makes keras-optimizers.json: what Keras 3's optimizers make of given gradients, and the rates of its schedules.

Run:  v/bin/python test/oracles/keras_optimizers.py > test/oracles/keras-optimizers.json
in the environment that keras_oracles.py describes. Settings are in our own specification.
"""

import json
import os
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

STEPS = 6
START = [[1.0, -2.0, 0.5], [0.25, -0.125, 3.0]]
OPTIMIZERS = [
    {"type": "sgd"},
    {"type": "sgd", "momentum": 0.9},
    {"type": "sgd", "momentum": 0.9, "nesterov": True, "learningRate": 0.1},
    {"type": "rmsprop"},
    {"type": "rmsprop", "momentum": 0.5, "rho": 0.8, "epsilon": 0.01, "learningRate": 0.1},
    {"type": "rmsprop", "centered": True, "epsilon": 0.01, "learningRate": 0.1},
    {"type": "adagrad", "learningRate": 0.1},
    {"type": "adagrad", "learningRate": 0.1, "initialAccumulatorValue": 0.5, "epsilon": 0.1},
    {"type": "adadelta", "learningRate": 1.0},
    {"type": "adadelta", "learningRate": 1.0, "rho": 0.7, "epsilon": 0.1},
    {"type": "adam"},
    {"type": "adam", "learningRate": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.1},
    {"type": "adam", "learningRate": 0.1, "beta2": 0.5, "amsgrad": True},
    {"type": "adamw", "learningRate": 0.1},
    {"type": "adamw", "learningRate": 0.1, "weightDecay": 0.2, "amsgrad": True},
    {"type": "adamax", "learningRate": 0.1},
    {"type": "adamax", "learningRate": 0.1, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.1},
    {"type": "nadam", "learningRate": 0.1},
    {"type": "nadam", "learningRate": 0.1, "beta1": 0.7, "beta2": 0.9, "epsilon": 0.1},
    {"type": "sgd", "learningRate": 0.1, "clipNorm": 0.5},
    {"type": "sgd", "learningRate": 0.1, "globalClipNorm": 0.5},
    {"type": "sgd", "learningRate": 0.1, "clipValue": 0.25},
]
SCHEDULES = [
    {"type": "exponentialDecay", "decaySteps": 7, "decayRate": 0.5},
    {"type": "exponentialDecay", "decaySteps": 7, "decayRate": 0.5, "staircase": True},
    {"type": "piecewiseConstantDecay", "boundaries": [3, 8], "values": [0.1, 0.05, 0.01]},
    {"type": "cosineDecay", "decaySteps": 12},
    {"type": "cosineDecay", "decaySteps": 8, "alpha": 0.1, "warmupTarget": 0.4, "warmupSteps": 5},
    {"type": "cosineDecayRestarts", "firstDecaySteps": 5},
    {"type": "cosineDecayRestarts", "firstDecaySteps": 4, "tMul": 1.0, "mMul": 0.5, "alpha": 0.1},
    {"type": "cosineDecayRestarts", "firstDecaySteps": 3, "tMul": 1.5, "mMul": 0.8},
]
PLATEAU = {"factor": 0.5, "patience": 2, "minDelta": 0.01, "cooldown": 1, "minLearningRate": 0.02}
LOSSES = [1.0, 0.9, 0.895, 0.9, 0.91, 0.92, 0.93, 0.94, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
NAMES = {
    "clipNorm": "clipnorm", "globalClipNorm": "global_clipnorm", "clipValue": "clipvalue",
    "beta1": "beta_1", "beta2": "beta_2", "minLearningRate": "min_lr", "mMul": "m_mul", "tMul": "t_mul",
}
CLASSES = {
    "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta, "adam": keras.optimizers.Adam, "adamw": keras.optimizers.AdamW,
    "adamax": keras.optimizers.Adamax, "nadam": keras.optimizers.Nadam,
}


def keras_arguments(settings):
    snake = lambda name: NAMES.get(name) or re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)
    return {snake(name): value for name, value in settings.items() if name != "type"}


def gradient(variable, step):
    """Two variables, so that a common norm is told from a norm of each; the second step's is much larger."""
    scale = 10.0 if step == 2 else 1.0
    return [scale * float(np.float32(np.sin(3.0 * variable + 1.7 * step + index))) for index in range(3)]


def optimizer_case(settings):
    optimizer = CLASSES[settings["type"]](**keras_arguments(settings))
    variables = [keras.Variable(np.array(start, "float32"), name=f"v{index}") for index, start in enumerate(START)]
    optimizer.build(variables)
    values = []
    for step in range(1, STEPS + 1):
        gradients = [keras.ops.convert_to_tensor(np.array(gradient(index, step), "float32")) for index in range(2)]
        optimizer.apply(gradients, variables)
        values.append([variable.numpy().tolist() for variable in variables])
    return {"settings": settings, "values": values}


def schedule_case(settings):
    name = settings["type"][0].upper() + settings["type"][1:]
    arguments = keras_arguments(settings)
    if name != "PiecewiseConstantDecay":
        arguments["initial_learning_rate"] = 0.2
    schedule = getattr(keras.optimizers.schedules, name)(**arguments)
    return {"settings": settings, "rates": [float(schedule(step)) for step in range(20)]}


def plateau_case():
    class Model:
        optimizer = keras.optimizers.SGD(0.2)

    callback = keras.callbacks.ReduceLROnPlateau(monitor="loss", verbose=0, **keras_arguments(PLATEAU))
    callback._model = Model()
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(LOSSES):
        rates.append(float(Model.optimizer.learning_rate.numpy()))
        callback.on_epoch_end(epoch, {"loss": loss})
    return {"settings": {"type": "reduceOnPlateau", "monitor": "loss", **PLATEAU}, "losses": LOSSES, "rates": rates}


gradients = [[gradient(index, step) for index in range(2)] for step in range(1, STEPS + 1)]
print(json.dumps({
    "keras": keras.__version__,
    "start": START,
    "gradients": gradients,
    "optimizers": [optimizer_case(settings) for settings in OPTIMIZERS],
    "initialLearningRate": 0.2,
    "schedules": [schedule_case(settings) for settings in SCHEDULES],
    "plateau": plateau_case(),
}, indent=1))
