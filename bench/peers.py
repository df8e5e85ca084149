"""Other people's programs, each in an environment of its own under var/bench."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.console import Stop, say
from scripts.environment import ROOT


def environment_of(peer: str) -> Path:
    """Return the Python of a peer's environment, made on first use from bench/PEER.txt."""
    folder = ROOT / "var" / "bench" / peer.replace("_", "-")
    python, stamp = folder / "bin" / "python", folder / "installed.txt"
    wanted = (ROOT / "bench" / f"{peer}.txt").read_text()
    if not (stamp.is_file() and stamp.read_text() == wanted):
        say(f"Installing {peer.replace('_', '-')} into {folder.relative_to(ROOT)} …")
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        _run(str(python), "-m", "pip", "install", "--quiet", "-r", str(ROOT / "bench" / f"{peer}.txt"))
        stamp.write_text(wanted)
    return python


def _run(*command: str) -> None:
    if subprocess.run(command, check=False).returncode:
        raise Stop("The peer could not be installed, see above. Without it: --without-peer")
