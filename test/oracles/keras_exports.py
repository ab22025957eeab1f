"""Opens what keras-exports.ts wrote in Keras 3, compares what it computes, and writes keras-exports.json.

Run:  npx tsx test/oracles/keras-exports.ts FOLDER
      v/bin/python test/oracles/keras_exports.py FOLDER > test/oracles/keras-exports.json   (v as in keras_oracles.py)

The digests are of configuration and weights: as long as an export has the same, Keras has opened it.
"""

import json
import os
import sys
from pathlib import Path

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="-1")

import keras
import numpy as np
import tensorflow as tf

TOLERANCE = 1e-6
folder = Path(sys.argv[1])
digests, worst = {}, 0.0
for case in json.loads((folder / "known.json").read_text()):
    model = keras.models.load_model(folder / case["file"])
    x = np.asarray(case["inputs"], "float32").reshape(case["shape"])
    y = np.asarray(model(x, training=False)).ravel()
    difference = float(np.abs(y - np.asarray(case["outputs"], "float32")).max())
    assert difference <= TOLERANCE, f"{case['name']}: {difference}"
    worst = max(worst, difference)
    digests[case["name"]] = case["digest"]
head = {"madeBy": "test/oracles/keras_exports.py", "versions": {"keras": keras.__version__, "tensorflow": tf.__version__}, "worstDifference": worst}
print(json.dumps({**head, "digests": digests}, indent=2))
