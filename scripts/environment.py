"""The virtual environment in .venv: made once, filled from the locked requirements, recognised by stamps."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.console import Stop, say
from scripts.interpreters import quickest

ROOT = Path(__file__).resolve().parents[1]
# dev.in includes base.in, so whoever has the one also has the other.
INCLUDED = {"base.txt": ("base.txt",), "dev.txt": ("dev.txt", "base.txt")}


class Environment:
    """The place where the product's libraries live, beside the code."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"

    def tool(self, name: str) -> str:
        """Name an installed command, such as ruff."""
        return str(self.folder / "bin" / name)

    def ensure(self, lock: str) -> None:
        """Install what a lock file names, unless that very lock file has been installed before."""
        if self.is_current(lock):
            return
        with self._held():
            if not self.is_current(lock):
                self._fill(lock)

    def is_current(self, lock: str) -> bool:
        stamp = self._stamp(lock)
        return self.python.exists() and stamp.is_file() and stamp.read_text() == self._hash(lock)

    def _fill(self, lock: str) -> None:
        for included in INCLUDED[lock]:
            self._stamp(included).unlink(missing_ok=True)
        if not self._works():
            self._make()
        say(f"Installing requirements/{lock} into .venv …")
        if not (self._install_uv() and self._install_with_uv(lock)):
            say("uv is not to be had or failed; going on with pip, which takes a minute or two …")
            self._install_with_pip(lock)
        for included in INCLUDED[lock]:
            self._stamp(included).write_text(self._hash(included))

    def _make(self) -> None:
        for module in ("venv", "ensurepip"):
            if importlib.util.find_spec(module) is None:
                raise Stop(f"Python's {module} module is missing: apt-get install {venv_package()}")
        say("Making the virtual environment .venv …")
        interpreter = quickest()
        if interpreter != sys.executable and self._make_with_another(interpreter):
            return
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(self.folder)], check=False).returncode:
            raise Stop(f"The virtual environment could not be made, see above: apt-get install {venv_package()}")

    def _make_with_another(self, interpreter: str) -> bool:
        """Use another interpreter and our own pip: the other one may have come without."""
        say(f"Using {interpreter}, which is quicker than {sys.executable}.")
        make = [interpreter, "-m", "venv", "--clear", "--without-pip", str(self.folder)]
        if subprocess.run(make, check=False, capture_output=True).returncode:
            return False
        import ensurepip  # not at the top: whether we have it is asked first

        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(self.python)]
        wheels = str(Path(ensurepip.__file__).parent / "_bundled")
        install = [*pip, "install", "--quiet", "--no-index", "--find-links", wheels, "pip"]
        return subprocess.run(install, check=False, capture_output=True).returncode == 0

    def _works(self) -> bool:
        """Tell whether .venv holds a Python that starts, has pip, and is new enough: a moved folder may not."""
        if not self.python.exists():
            return False
        question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([str(self.python), "-c", question], check=False, capture_output=True).returncode == 0

    def _install_uv(self) -> bool:
        return self._pip("install", "--quiet", "--require-hashes", "-r", self._path("bootstrap.txt"))

    def _install_with_uv(self, lock: str) -> bool:
        uv = [self.tool("uv"), "pip", "install", "--quiet", "--python", str(self.python)]
        return subprocess.run([*uv, "--require-hashes", "-r", self._path(lock)], check=False).returncode == 0

    def _install_with_pip(self, lock: str) -> None:
        if not self._pip("install", "--quiet", "--require-hashes", "-r", self._path(lock)):
            raise Stop(f"requirements/{lock} could not be installed, see above; is the network reachable?")

    def _pip(self, *arguments: str) -> bool:
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments]
        return subprocess.run(command, check=False).returncode == 0

    def _path(self, lock: str) -> str:
        return str(self.root / "requirements" / lock)

    def _stamp(self, lock: str) -> Path:
        return self.folder / f".{lock}.sha256"

    def _hash(self, lock: str) -> str:
        return hashlib.sha256(Path(self._path(lock)).read_bytes()).hexdigest()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Let scripts/run and scripts/test, started together, fill the environment one after the other."""
        folder = os.open(self.root / "requirements", os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def venv_package() -> str:
    """Name the Debian package with this interpreter's venv module."""
    if os.path.realpath(sys.executable) == os.path.realpath("/usr/bin/python3"):
        return "python3-venv"
    return "python{}.{}-venv".format(*sys.version_info)
