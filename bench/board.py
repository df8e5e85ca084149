"""Measure boards under load beside our peers, and what opening one, joining one and sitting idle at one cost."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

from bench.board_load import Load, our_script, peer_script, replay
from bench.board_rows import measure_embedded, measure_join, measure_memory, measure_open, use_clients_core
from bench.board_servers import Running, our_server, peer_server, peers
from scripts.console import in_one_line, say

LOADS = "50x50,200x200,1000x50,500x500"
ROWS = ("open", "join", "memory", "embedded")
# A load: what the CPU and the 99th percentile may be, as shares of each peer's in the same run.
AGAINST_PEERS: dict[str, dict[str, dict[str, float]]] = {
    "200x200": {"hocuspocus": {"cpu": 0.65, "p99": 1.0}, "y-websocket": {"p99": 1.0}},
    "1000x50": {"hocuspocus": {"cpu": 0.7, "p99": 1.0}},
    "500x500": {"hocuspocus": {"cpu": 0.7}},
}
LIMITS = {
    "open": {"server_ms": 25.0, "bytes": 180_000},
    "join": {"all_ms": 800.0, "stall_ms": 50.0},
    "memory": {"kb_per_socket": 45.0},
    "embedded": {"p99": 60.0, "lost": 0},
}


class Report:
    """What was measured, what it is beside the peers, and which limits hold."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.ratios: dict[str, dict[str, dict[str, float]]] = {}
        self.limits: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> dict[str, Any]:
        self.rows.append(row)
        say("  ".join(f"{key} {value:.4g}" if isinstance(value, float) else f"{value}" for key, value in row.items()))
        return row

    def limit(self, name: str, measured: float, at_most: float) -> None:
        holds = measured <= at_most
        self.limits.append({"name": name, "measured": measured, "at_most": at_most, "holds": holds})
        say(f"{'holds' if holds else 'FAILS':6} {name}: {measured:.2f}, at most {at_most:g}")

    def compare(self, load: Load, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
        peer = theirs["name"]
        ratios = {figure: ours[figure] / theirs[figure] for figure in ("cpu", "p99")}
        self.ratios.setdefault(load.name, {})[peer] = ratios
        for figure, at_most in AGAINST_PEERS.get(load.name, {}).get(peer, {}).items():
            self.limit(f"{figure} of {peer} at {load.name}", ratios[figure], at_most)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.board", description=__doc__)
    parser.add_argument("--load", default=LOADS, help="people x operations a second, separated by commas")
    parser.add_argument("--rows", default=",".join(ROWS), help=f"of {', '.join(ROWS)}")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--peers", default="hocuspocus,y-websocket", help="of those in the folder that PEERS names")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write everything to this file")
    options = parser.parse_args()
    return in_one_line(lambda: run(options))


def run(options: argparse.Namespace) -> int:
    report = Report()
    use_clients_core()
    with tempfile.TemporaryDirectory(prefix="emptychair-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with our_server(folder) as running:
            rows = options.rows.split(",")
            # Later a process has memory to spare, and idle sockets would seem to cost nothing.
            measure_rows(report, running, [row for row in rows if row == "memory"], folder)
            measure_loads(report, running, options, folder)
            measure_rows(report, running, [row for row in rows if row != "memory"], folder)
        if "embedded" in options.rows:
            check(report, report.add(measure_embedded(folder / "embedded")))
    if options.json:
        options.json.write_text(json.dumps(vars(report), indent=1) + "\n")
    return 0 if all(limit["holds"] for limit in report.limits) else 1


def measure_loads(report: Report, running: Running, options: argparse.Namespace, folder: Path) -> None:
    """In each run everybody has the load in turn, so that a slow moment of the machine is everybody's."""
    others = [name for name in options.peers.split(",") if name]
    for load in map(Load.parse, filter(None, options.load.split(","))):
        runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for _ in range(options.runs):
            runs["ours"].append(replay(our_script(running, load, folder), running, load))
            for name in others:
                with peer_server(name) as peer:
                    runs[name].append(replay(peer_script(peers()[name].protocol, load, folder), peer, load))
        rows = {name: report.add(middle(name, load, told)) for name, told in runs.items()}
        report.limit(f"lost at {load.name}", rows["ours"]["lost"], 0)
        for name in others:
            report.compare(load, rows["ours"], rows[name])


def middle(name: str, load: Load, runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The median of each figure; of what was lost, all."""
    figures = {figure: median(run[figure] for run in runs) for figure in runs[0]}
    return {"name": name, **load._asdict(), **figures, "lost": sum(run["lost"] for run in runs)}


def measure_rows(report: Report, running: Running, wanted: list[str], folder: Path) -> None:
    for name, measure in {"memory": measure_memory, "open": measure_open, "join": measure_join}.items():
        if name in wanted:
            check(report, report.add(measure(running, folder)))


def check(report: Report, row: dict[str, Any]) -> None:
    for figure, at_most in LIMITS[row["name"]].items():
        report.limit(f"{figure} of {row['name']}", row[figure], at_most)


if __name__ == "__main__":
    sys.exit(main())
