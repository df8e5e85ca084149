"""scripts/screenshots: the demo institution's pages as pictures in docs/screenshots/."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
from pathlib import Path

from scripts import processes, services
from scripts.console import Stop, in_one_line, say
from scripts.environment import ROOT, Environment
from scripts.installation import Installation
from scripts.running import wait_until_serving

DESCRIPTION = """\
Take the screenshots in docs/screenshots/ anew.

Loads the demo institution into a temporary folder, serves it on a free port of this machine, and walks through it in
Chromium. Look at each picture afterwards: nothing here tells whether it is beautiful.
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/screenshots", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots", help="the folder of the pictures")
    options = parser.parse_args(arguments)
    processes.interrupt_on_signals()
    return in_one_line(lambda: shoot(options.to.resolve()))


def shoot(target: Path) -> int:
    environment = Environment()
    environment.ensure("dev.txt")
    chromium = services.require(["chromium"])["chromium"]
    with tempfile.TemporaryDirectory(prefix="emptychair-") as folder:
        number = services.free_port()
        url = f"http://localhost:{number}"
        installation = Installation(environment, {**os.environ, "VAR_DIR": folder, "DEMO": "1", "SITE_URL": url})
        installation.prepare()
        with Server(installation, number):
            links = installation.sign_in_links(url)
            take_pictures(environment, target, url=url, links=links, chromium=chromium)
    return 0


class Server:
    """A server of this installation for as long as the block lasts."""

    def __init__(self, installation: Installation, number: int) -> None:
        self.installation, self.number = installation, number
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> None:
        python = str(self.installation.environment.python)
        command = [python, "-m", "realtime.server", "--port", str(self.number)]
        log = (self.installation.folder / "server.log").open("wb")
        with log:
            self.children["server"] = processes.start(
                command, cwd=self.installation.root, env=self.installation.variables, output=log
            )
        if not wait_until_serving(self.children, self.number):
            raise Stop("The server did not start.")

    def __exit__(self, *_: object) -> None:
        processes.stop(self.children.values())


def take_pictures(environment: Environment, target: Path, *, url: str, links: str, chromium: str) -> None:
    """Walk through the pages in a process of its own: only the virtual environment knows how to drive a browser."""
    target.mkdir(parents=True, exist_ok=True)
    command = [str(environment.python), "-m", "scripts.camera", str(target), url, chromium]
    if subprocess.run(command, check=False, cwd=ROOT, input=links, text=True).returncode:
        raise Stop("Not every picture could be taken, see above.")
    say(f"The pictures are in {target}.")
