"""The floor for bench/training: nothing but a network's own matrix multiplications, forward and backward, by numpy's
sgemm. A convolution counts as the product that it is once its windows lie side by side; laying them there is free here.

Usage: sgemm.py mlp|cnn|lstm
"""

import sys
import time

import numpy as np
from peer_loop import CLASSES, LSTM_FEATURES, LSTM_STEPS, answer_orders

kind = sys.argv[1]


def layer(rows, inputs, outputs, first=False):
    """Rows, depth and columns of the products of rows × inputs by weights: outputs, weights' gradients, inputs' gradients."""
    products = [(rows, inputs, outputs), (inputs, rows, outputs)]
    return products if first else [*products, (rows, outputs, inputs)]


def products(batch):
    if kind == "mlp":
        return layer(batch, 784, 64, first=True) + layer(batch, 64, 32) + layer(batch, 32, CLASSES)
    if kind == "cnn":
        convolutions = layer(batch * 26 * 26, 9, 32, first=True) + layer(batch * 11 * 11, 288, 64)
        return convolutions + layer(batch, 1600, 64) + layer(batch, 64, CLASSES)
    gates = 4 * 64
    projection = layer(batch * LSTM_STEPS, LSTM_FEATURES, gates, first=True)
    recurrent = [(batch, 64, gates), (batch, gates, 64)] * LSTM_STEPS + [(64, batch * LSTM_STEPS, gates)]
    return projection + recurrent + layer(batch, 64, 32) + layer(batch, 32, CLASSES)


def operands(batch):
    """Products of the same shape share their arrays: what is measured is arithmetic, not memory."""
    made = {}
    for shape in products(batch):
        rows, depth, columns = shape
        if shape not in made:
            made[shape] = tuple(np.ones(size, "float32") for size in ((rows, depth), (depth, columns), (rows, columns)))
    return [made[shape] for shape in products(batch)]


def go(examples, epochs, batch):
    factors = operands(batch)
    started = time.perf_counter()
    for _ in range(epochs * examples // batch):
        for a, b, out in factors:
            np.matmul(a, b, out=out)
    return time.perf_counter() - started


answer_orders(f"numpy {np.__version__}", go)
