"""Measure how long groups of opinion and their statistics take, beside a peer and beside the limits we set."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.peers import environment_of
from bench.simulation import Size, simulate
from scripts import services
from scripts.console import in_one_line, say
from scripts.environment import ROOT

MIDDLE, LARGE, STORED = Size(10_000, 500, 0.08), Size(50_000, 1_000, 0.04), Size(25_000, 1_000, 0.04)
RUNS = 3
SECONDS, MEGABYTES, SECONDS_FROM_DATABASE = 5.0, 600.0, 4.0
FASTER = {MIDDLE: 10.0, LARGE: 50.0}
# The peer takes minutes and gigabytes at the large size.
PEER_RUNS = {MIDDLE: RUNS, LARGE: 1}


@dataclass
class Report:
    """What was measured, and which limits hold."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    ratios: dict[str, float] = field(default_factory=dict)
    limits: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, size: Size, runs: list[dict[str, Any]]) -> float:
        """Keep the medians of some runs and return that of the seconds."""
        middle = {key: median(run[key] for run in runs) for key in runs[0]}
        self.rows.append({"name": name, "size": size.name, "runs": len(runs), **middle})
        say(f"{name:28} {size.name:12} {middle['seconds']:8.2f} s {middle['megabytes']:7.0f} MB")
        return float(middle["seconds"])

    def limit(self, name: str, measured: float, *, at_most: float | None = None, at_least: float | None = None) -> None:
        holds = (at_most is None or measured <= at_most) and (at_least is None or measured >= at_least)
        self.limits.append(
            {"name": name, "measured": measured, "at_most": at_most, "at_least": at_least, "holds": holds}
        )
        bound = f"at most {at_most:g}" if at_most is not None else f"at least {at_least:g}"
        say(f"{'holds' if holds else 'FAILS':6} {name}: {measured:.2f}, {bound}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.measures", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything to this file")
    parser.add_argument("--without-peer", action="store_true", help="leave red-dwarf out, and its two limits with it")
    options = parser.parse_args()
    return in_one_line(lambda: run(options.json, with_peer=not options.without_peer))


def run(target: Path | None, *, with_peer: bool) -> int:
    report = Report()
    peer = environment_of("red_dwarf") if with_peer else None
    with tempfile.TemporaryDirectory(prefix="emptychair-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ours = {size: measure_ours(report, size, simulate(size, folder)) for size in (MIDDLE, LARGE)}
        report.limit("seconds at 50000x1000", ours[LARGE], at_most=SECONDS)
        report.limit("megabytes at 50000x1000", report.rows[-1]["megabytes"], at_most=MEGABYTES)
        measure_database(report, folder)
        for size in ours if peer else ():
            theirs = measure_peer(report, size, folder / f"{size.name}.npz", peer)
            report.ratios[size.name] = theirs / ours[size]
            report.limit(f"times faster than red-dwarf at {size.name}", theirs / ours[size], at_least=FASTER[size])
    if not peer:
        say("red-dwarf was left out, and how much faster we are was not measured.")
    if target:
        target.write_text(json.dumps({**vars(report), "with_peer": with_peer}, indent=1) + "\n")
    return 0 if all(limit["holds"] for limit in report.limits) else 1


def measure_ours(report: Report, size: Size, ballots: Path) -> float:
    return report.add("ours", size, [child(sys.executable, "bench.opinion", str(ballots)) for _ in range(RUNS)])


def measure_peer(report: Report, size: Size, ballots: Path, python: Path | None) -> float:
    runs = [child(str(python), "bench.red_dwarf_peer", str(ballots)) for _ in range(PEER_RUNS[size])]
    return report.add("red-dwarf", size, runs)


def measure_database(report: Report, folder: Path) -> None:
    """From the product's own tables, in a PostgreSQL that is started for it."""
    ballots = simulate(STORED, folder)
    roles = ROOT / "deploy" / "postgres" / "roles.sql"
    postgresql = services.PostgreSQL(folder / "postgresql", services.require(["postgres"])["postgres"], roles_sql=roles)
    try:
        postgresql.start()
        where = {"DATABASE_URL": postgresql.url("web"), "VAULT_DATABASE_URL": postgresql.url("vault")}
        manage = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"]
        subprocess.run(manage, check=True, cwd=ROOT, env={**os.environ, **where})
        module = "bench.opinion_from_postgres"
        command(sys.executable, module, "fill", str(ballots), **where)
        runs = [child(sys.executable, module, "measure", **where) for _ in range(RUNS)]
        seconds = report.add("ours, out of PostgreSQL", STORED, runs)
        report.limit("seconds out of PostgreSQL at 1 M ballots", seconds, at_most=SECONDS_FROM_DATABASE)
    finally:
        postgresql.stop()


def child(python: str, module: str, *arguments: str, **variables: str) -> dict[str, Any]:
    """Measure in a process of its own, on one core, and return what it told."""
    told: dict[str, Any] = json.loads(command(python, module, *arguments, **variables).splitlines()[-1])
    return told


def command(python: str, module: str, *arguments: str, **variables: str) -> str:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), **variables}
    done = subprocess.run(
        [python, "-m", module, *arguments], check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
