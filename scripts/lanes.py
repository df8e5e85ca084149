"""Work side by side: each lane has places that take its jobs in order, until none is left."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts import processes
from scripts.console import say
from scripts.environment import ROOT
from scripts.summary import Result

OUTPUT = "output.txt"
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Job:
    """One command with a folder for what it says; at its end it is told how long it took and what it exited with."""

    name: str
    command: Sequence[str]
    variables: Mapping[str, str]
    place: Path
    tell: Callable[[Job, float, int], Result]

    def start(self, niceness: int) -> subprocess.Popen[bytes]:
        self.place.mkdir(parents=True)
        with (self.place / OUTPUT).open("wb") as output:
            return processes.start(self.command, cwd=ROOT, env=self.variables, output=output, niceness=niceness)

    @property
    def output(self) -> str:
        return (self.place / OUTPUT).read_text(errors="replace")


class Lane:
    """Jobs of one kind, of which so many run at a time."""

    def __init__(self, jobs: Sequence[Job], *, places: int = 1, niceness: int = 0) -> None:
        self.waiting = list(jobs)
        self.places = places
        self.niceness = niceness
        self.running: dict[subprocess.Popen[bytes], tuple[Job, float]] = {}

    @property
    def is_busy(self) -> bool:
        return bool(self.waiting or self.running)

    def advance(self) -> list[Result]:
        """Fill the places that are free, and return what came of the jobs that have ended."""
        while self.waiting and len(self.running) < self.places:
            job = self.waiting.pop(0)
            say(f"{job.name} …")
            self.running[job.start(self.niceness)] = job, time.monotonic()
        ended = [child for child in self.running if child.poll() is not None]
        return [self._finish(child) for child in ended]

    def _finish(self, child: subprocess.Popen[bytes]) -> Result:
        processes.stop([child])  # with whatever it left running in its group
        job, started = self.running.pop(child)
        return job.tell(job, time.monotonic() - started, child.returncode)


def run(lanes: Sequence[Lane]) -> list[Result]:
    """Run all jobs of all lanes; should one of us be interrupted, nothing goes on."""
    results: list[Result] = []
    try:
        while any(lane.is_busy for lane in lanes):
            for lane in lanes:
                results += lane.advance()
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return results
    finally:
        processes.stop(child for lane in lanes for child in lane.running)
