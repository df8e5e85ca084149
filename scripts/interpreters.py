"""Which of the Pythons on this machine runs our code in the shortest time.

The same version is a third slower where it was built without profile-guided optimisation, as version managers do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAME = "python{}.{}".format(*sys.version_info)
FOLDERS = ("/usr/bin", "/usr/local/bin")
WORTH_IT = 0.85  # one that is hardly quicker is not taken instead of the one that was asked for
TASK = """
import time, venv, sqlite3, ssl
def work():
    seen, length = {}, 0
    for number in range(100_000):
        seen[number & 1023] = number
        length += len(str(number))
def seconds():
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
print(min(seconds() for _ in range(5)))
"""


def quickest() -> str:
    """Name the interpreter of our version that is clearly the quickest, or else the one that runs this."""
    own = sys.executable
    found = {path: _seconds(path) for path in _others()}
    best = min(found, key=found.__getitem__, default=own)
    return best if found.get(best, float("inf")) < WORTH_IT * _seconds(own) else own


def _others() -> set[str]:
    paths = {shutil.which(NAME), *(os.path.join(folder, NAME) for folder in FOLDERS)}
    return {path for path in paths if path and os.access(path, os.X_OK)}


def _seconds(interpreter: str) -> float:
    """How long it takes for a little work; for ever where it lacks something that we need."""
    asked = subprocess.run([interpreter, "-I", "-c", TASK], check=False, capture_output=True, text=True)
    return float(asked.stdout) if asked.returncode == 0 else float("inf")
