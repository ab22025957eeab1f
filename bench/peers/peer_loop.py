"""What every peer of bench/training shares: the data, and the talk with the bench over stdin and stdout.

The bench sends `go EXAMPLES EPOCHS BATCH`, a line each; the peer trains and answers with a line of JSON, the seconds
that it took. Before the first order it says what it is: {"ready": "Keras 3.15.1 …"}. Knows nothing of any library.
"""

import json
import os
import sys

LSTM_STEPS, LSTM_FEATURES, CLASSES = 100, 256, 10


def answer_orders(about, go):
    """Calls go(examples, epochs, batch) for each order; it returns seconds. Ends when the bench closes the input."""
    print(json.dumps({"ready": about}), flush=True)
    for line in sys.stdin:
        examples, epochs, batch = map(int, line.split()[1:])
        seconds = go(examples, epochs, batch)
        print(json.dumps({"seconds": seconds, "examples": examples * epochs}), flush=True)


def read_mnist(folder):
    """The training pictures and labels as bytes, without the IDX headers."""
    with open(os.path.join(folder, "train-images-idx3-ubyte"), "rb") as pictures:
        pixels = bytearray(pictures.read()[16:])
    with open(os.path.join(folder, "train-labels-idx1-ubyte"), "rb") as labels:
        return pixels, bytearray(labels.read()[8:])
