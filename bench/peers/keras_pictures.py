"""Keras' image_dataset_from_directory for bench/data, gone through once into arrays. Prints one line of JSON with the
seconds from the call to the arrays, those of the imports before it, and peak memory.

Usage: keras_pictures.py FOLDER BATCH
"""

import json
import os
import resource
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
began = time.perf_counter()
import keras
import numpy as np
import tensorflow as tf

folder, batch = sys.argv[1], int(sys.argv[2])
loaded = time.perf_counter() - began

started = time.perf_counter()
dataset = keras.utils.image_dataset_from_directory(
    folder, color_mode="grayscale", image_size=(28, 28), batch_size=batch, shuffle=False, verbose=False
)
batches = [(pictures.numpy(), labels.numpy()) for pictures, labels in dataset]
pictures = np.concatenate([each for each, _ in batches])
labels = np.concatenate([each for _, each in batches])
seconds = time.perf_counter() - started

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
name = f"Keras {keras.__version__} on TensorFlow {tf.__version__}"
print(json.dumps({"name": name, "rows": len(labels), "seconds": seconds, "loadSeconds": loaded, "peakBytes": peak}))
