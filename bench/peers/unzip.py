"""Unpacks an archive for bench/data, as one has to before Keras reads it. Prints one line of JSON with the seconds.

Usage: unzip.py FILE FOLDER
"""

import json
import sys
import time
import zipfile

started = time.perf_counter()
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(sys.argv[2])
print(json.dumps({"seconds": time.perf_counter() - started}))
