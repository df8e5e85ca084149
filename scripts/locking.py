"""scripts/lock: compile requirements/*.in to hashed locks that name no host."""

from __future__ import annotations

import subprocess
import sys

from scripts.console import Stop, in_one_line
from scripts.environment import ROOT, Environment

OPTIONS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
]


def main() -> int:
    if len(sys.argv) > 1:
        print("scripts/lock takes no arguments: it rewrites requirements/{bootstrap,base,dev}.txt from the .in files.")
        return 0 if sys.argv[1] in {"-h", "--help"} else 2
    return in_one_line(lock)


def lock() -> int:
    environment = Environment()
    environment.ensure("base.txt")
    for name in ("bootstrap", "base", "dev"):
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        command = [environment.tool("uv"), "pip", "compile", "--quiet", *files, *OPTIONS]
        if subprocess.run([*command, "--custom-compile-command", "scripts/lock"], check=False, cwd=ROOT).returncode:
            raise Stop(f"requirements/{name}.in could not be locked, see above.")
    return 0
