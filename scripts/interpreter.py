"""Find a Python that is new enough. Older interpreters read this file too, so it uses nothing that is new."""

import os
import shutil
import sys

OLDEST = (3, 11)
CANDIDATES = ("python3.11", "python3.12", "python3.13", "python3.14")


def require_python(script):
    """Go on, start again under a newer Python that is installed, or say in one line what to install."""
    if sys.version_info >= OLDEST:
        return
    for name in CANDIDATES:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, script, *sys.argv[1:]])  # noqa: S606
    found = "{}.{}".format(*sys.version_info[:2])
    sys.exit(f"This needs Python 3.11 or newer and found {found}: apt-get install python3.11 python3.11-venv")
