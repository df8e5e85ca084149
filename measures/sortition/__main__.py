"""Hold a draw, fill vacancies, or check somebody else's draw: python -m measures.sortition --help."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from measures.errors import MeasureError
from measures.sortition.audit import faults_of, hold_draw, pool_of
from measures.sortition.files import read_pool


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except MeasureError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m measures.sortition", description=__doc__)
    commands = parser.add_subparsers(required=True)
    draw = commands.add_parser("draw", help="draw a panel and write the file of the draw")
    draw.add_argument("pool", type=Path, help="CSV file of the people, ids in the first column")
    draw.add_argument("quotas", type=Path, help="CSV file with the columns feature, value, min and max")
    draw.add_argument("--seats", type=int, required=True)
    draw.add_argument("--household", default="", metavar="COLUMN", help="draw at most one of each household")
    draw.set_defaults(run=_draw)
    fill = commands.add_parser("replace", help="draw for the seats of members who left")
    fill.add_argument("audit", type=Path, help="the file of the draw before")
    fill.add_argument("--left", action="append", required=True, metavar="ID", help="a member who left; may be repeated")
    fill.set_defaults(run=_replace)
    for command in (draw, fill):
        command.add_argument("--seed", required=True, metavar="TEXT", help="a text that nobody could know beforehand")
        command.add_argument("--json", type=Path, required=True, metavar="AUDIT", help="where the file goes")
    verify = commands.add_parser("verify", help="check the file of a draw; the exit is 0 or 1")
    verify.add_argument("audit", type=Path)
    verify.set_defaults(run=_verify)
    return parser


def _draw(options: argparse.Namespace) -> int:
    pool = read_pool(options.pool, options.quotas, seats=options.seats, household=options.household)
    return _write(hold_draw(pool, seed=options.seed), options.json)


def _replace(options: argparse.Namespace) -> int:
    before = _read(options.audit)
    faults = list(faults_of(before))
    if faults:
        raise MeasureError(f"{options.audit.name}: {faults[0]}")
    left = frozenset(options.left)
    strangers = sorted(left - set(before["drawn"]))
    if strangers:
        raise MeasureError(f"{strangers[0]} is not a member of the panel.")
    sitting = frozenset(before["drawn"]) - left
    pool = pool_of(before).without(sitting, left)
    replaces = {"sha256": before["sha256"], "sitting": sorted(sitting), "left": sorted(left)}
    print("The chances over both draws together are no longer the fairest possible.")
    return _write(hold_draw(pool, seed=options.seed, replaces=replaces), options.json)


def _verify(options: argparse.Namespace) -> int:
    faults = list(faults_of(_read(options.audit)))
    for fault in faults:
        print(fault)
    if not faults:
        print("The draw is what its file says.")
    return 1 if faults else 0


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except OSError as error:
        raise MeasureError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise MeasureError(f"{path.name} is no JSON file: {error}.") from error


def _write(audit: dict[str, Any], path: Path) -> int:
    if audit["in_no_panel"]:
        print(f"In no panel that meets the quotas: {', '.join(audit['in_no_panel'])}.")
    smallest = min(chance for chance in audit["probabilities"].values() if chance or not audit["in_no_panel"])
    print(f"The smallest chance is {smallest:.4f}. Drawn: {', '.join(audit['drawn'])}.")
    try:
        path.write_text(json.dumps(audit, ensure_ascii=False, indent=1) + "\n")
    except OSError as error:
        raise MeasureError(f"{path} cannot be written: {error.strerror}.") from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
