"""The load on a board: so many people, so many operations a second, the same for us and for our peers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from bench.board_servers import CLIENTS_CORE, PEERS_OF_OURS, Running, peers_folder
from scripts.console import Stop
from scripts.environment import ROOT

SECONDS = 5.0
# The generator begins after a while, and clients whose turn comes a little more often need some operations to spare.
SPARE_OPERATIONS = 3


class Load(NamedTuple):
    clients: int
    rate: int

    @classmethod
    def parse(cls, text: str) -> Load:
        clients, rate = text.split("x")
        return cls(int(clients), int(rate))

    @property
    def name(self) -> str:
        return f"{self.clients}x{self.rate}"

    @property
    def operations(self) -> int:
        """How many each client may have to send."""
        return int(self.rate * SECONDS / self.clients) + SPARE_OPERATIONS


def generator() -> Path:
    """The load generator, compiled on first use."""
    source, program = PEERS_OF_OURS / "generator.c", ROOT / "var" / "bench" / "generator"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(parents=True, exist_ok=True)
        if subprocess.run(["cc", "-O2", "-o", str(program), str(source)], check=False).returncode:
            raise Stop("The load generator could not be compiled, see above.")
    return program


def our_script(running: Running, load: Load, folder: Path) -> Path:
    """Make people and their notes in the server's database, and what each of them will send."""
    script = folder / f"ours-{load.name}.bin"
    world(running, load.clients, load.operations, 0, script)
    return script


def world(running: Running, clients: int, operations: int, notes: int, script: Path) -> dict[str, Any]:
    numbers = map(str, (clients, operations, notes))
    command = [sys.executable, "-m", "bench.board_world", *numbers, running.origin, str(script)]
    environment = {**os.environ, **running.variables}
    made = subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])
    return told


def peer_script(protocol: str, load: Load, folder: Path) -> Path:
    script = folder / f"{protocol}-{load.name}.bin"
    if not script.exists():
        command = ["node", str(PEERS_OF_OURS / "scripts.js"), protocol, str(load.clients), str(load.operations)]
        environment = {**os.environ, "PEERS": str(peers_folder())}
        subprocess.run([*command, str(script)], check=True, env=environment)
    return script


def replay(script: Path, running: Running, load: Load) -> dict[str, Any]:
    """Send it all at its time; return what arrived, how late, and what that cost the server."""
    pids = ",".join(map(str, running.pids))
    where = ["127.0.0.1", str(running.port), "load", str(load.rate), str(SECONDS), pids, "64", "0"]
    command = ["taskset", "-c", CLIENTS_CORE, str(generator()), str(script), *where]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS + 120, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return {
        "p50": told["p50"],
        "p99": told["p99"],
        "lost": told["lost"] + told["skipped"] * (load.clients - 1),
        "cpu": told["srv_cpu"],
        "rss": told["rss"],
        "frames": told["frames"],
    }
