"""Panels that meet the quotas: the best one for given weights, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.errors import MeasureError
from measures.sortition.pool import Pool, Quota

Panel = frozenset[int]


class Infeasible(MeasureError):
    """No panel meets the quotas; `changes` are the smallest ones that would let one."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__("No panel meets the quotas. The smallest change that lets one: " + "; ".join(changes) + ".")
        self.changes = changes


@dataclass(frozen=True)
class PanelFinder:
    """The quotas as linear constraints, once, for many searches."""

    pool: Pool
    matrix: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]

    @classmethod
    def of(cls, pool: Pool) -> PanelFinder:
        households = sorted({person.household for person in pool.people if person.household})
        rows = [
            np.ones(len(pool.people)),
            *([quota.is_met_by(person) for person in pool.people] for quota in pool.quotas),
            *([person.household == household for person in pool.people] for household in households),
        ]
        least = [pool.seats, *(quota.least for quota in pool.quotas), *(0 for _ in households)]
        most = [pool.seats, *(quota.most for quota in pool.quotas), *(1 for _ in households)]
        return cls(pool, np.array(rows, dtype=np.float64), np.array(least, float), np.array(most, float))

    def best(self, weights: NDArray[np.float64], *, including: int | None = None) -> Panel | None:
        """Return the panel with the largest sum of weights, with one person in any case, or None where none exists.

        `weights` has shape (people,).
        """
        least = np.zeros(len(weights))
        if including is not None:
            least[including] = 1
        found = milp(
            -weights,
            constraints=LinearConstraint(self.matrix, self.least, self.most),
            integrality=np.ones(len(weights)),
            bounds=Bounds(least, 1),
        )
        return None if found.x is None else frozenset(np.flatnonzero(found.x > 0.5).tolist())

    def meets(self, panel: Panel) -> bool:
        chosen = np.zeros(len(self.pool.people))
        chosen[sorted(panel)] = 1
        sums = self.matrix @ chosen
        return bool(((self.least <= sums) & (sums <= self.most)).all())

    def smallest_changes(self) -> list[str]:
        """Name the quotas to relax, and to what, so that the sum of all changes is as small as it can be."""
        people, quotas = len(self.pool.people), len(self.pool.quotas)
        widened = np.zeros((len(self.matrix), 2 * quotas))
        widened[1 : quotas + 1] = np.hstack((np.eye(quotas), -np.eye(quotas)))
        found = milp(
            np.concatenate((np.zeros(people), np.ones(2 * quotas))),
            constraints=LinearConstraint(np.hstack((self.matrix, widened)), self.least, self.most),
            integrality=np.ones(people + 2 * quotas),
            bounds=Bounds(0, np.concatenate((np.ones(people), np.full(2 * quotas, self.pool.seats)))),
        )
        if found.x is None:
            return ["more households: fewer of them than seats can be drawn from"]
        below, above = np.round(found.x[people:]).astype(int).reshape(2, quotas)
        return [
            line
            for quota, lower, higher in zip(self.pool.quotas, below, above, strict=True)
            for line in _changes(quota, lower, higher)
        ]


def _changes(quota: Quota, lower: int, higher: int) -> list[str]:
    lines = []
    if lower:
        lines.append(f"{quota}, at least {quota.least - lower} instead of {quota.least}")
    if higher:
        lines.append(f"{quota}, at most {quota.most + higher} instead of {quota.most}")
    return lines
