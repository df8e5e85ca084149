"""Simulated ballots in a file, so that making them costs nobody who is measured time or memory."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scripts.console import Stop
from scripts.environment import ROOT

SIMULATOR = ROOT.parent / "shared" / "data" / "check" / "scale.py"


@dataclass(frozen=True)
class Size:
    """How many people are asked how many statements, and which part of all pairs has a ballot."""

    people: int
    statements: int
    density: float

    @property
    def name(self) -> str:
        return f"{self.people}x{self.statements}"


def simulate(size: Size, folder: Path) -> Path:
    """Write the ballots of three groups of opinion and the true group of each person; the same ones every time."""
    if not SIMULATOR.is_file():
        raise Stop(f"The simulator is not there: {SIMULATOR}")
    specification = importlib.util.spec_from_file_location("scale", SIMULATOR)
    if specification is None or specification.loader is None:
        raise Stop(f"The simulator cannot be loaded: {SIMULATOR}")
    simulator = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(simulator)
    matrix, group = simulator.simulate(size.people, size.statements, density=size.density)
    person, statement = np.nonzero(~np.isnan(matrix))
    target = folder / f"{size.name}.npz"
    np.savez(
        target,
        person=person.astype(np.int32),
        statement=statement.astype(np.int32),
        choice=matrix[person, statement].astype(np.int8),
        group=group.astype(np.int8),
    )
    return target
