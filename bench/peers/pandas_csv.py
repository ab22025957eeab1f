"""pandas' read_csv for bench/data, into a float32 matrix: numbers as they are, texts as the numbers of their categories.
Prints one line of JSON with the seconds from the call to the matrix, those of the imports before it, and peak memory.

Usage: pandas_csv.py c|pyarrow FILE
Told the types, as one who knows the file would: that is faster than letting pandas find them.
"""

import json
import resource
import sys
import time

began = time.perf_counter()
import numpy as np
import pandas as pd

engine, file = sys.argv[1:3]
if engine == "pyarrow":
    import pyarrow.csv  # noqa: F401  loaded at the first call otherwise
loaded = time.perf_counter() - began

with open(file) as lines:
    names = lines.readline().strip().split(",")
texts = ["region", "plan"]
types = {name: "category" if name in texts else "float32" for name in names}

started = time.perf_counter()
# The other engine finds types as it reads; to be told them costs it a conversion more.
table = pd.read_csv(file, engine=engine, dtype=types) if engine == "c" else pd.read_csv(file, engine=engine)
matrix = np.empty((len(table), len(names)), "float32")
for at, name in enumerate(names):
    column = table[name]
    matrix[:, at] = column.astype("category").cat.codes if name in texts else column
seconds = time.perf_counter() - started

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"name": f"pandas {pd.__version__}", "rows": len(matrix), "seconds": seconds, "loadSeconds": loaded, "peakBytes": peak}))
