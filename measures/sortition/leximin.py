"""The fairest lottery over panels: the smallest chance as large as can be, then the next, and so on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from measures.errors import MeasureError
from measures.sortition.panels import Infeasible, Panel, PanelFinder
from measures.sortition.pool import Pool

GAP = 1e-4
TIGHT = 1e-6

Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Lottery:
    """Panels, shape (panels,), with the chance of each, and of each person, shape (people,). `unreachable` people are
    in no panel that meets the quotas."""

    panels: tuple[Panel, ...]
    weights: Chances
    chances: Chances
    unreachable: tuple[str, ...]


def leximin(pool: Pool) -> Lottery:
    """Return the lottery whose chances are leximin-optimal, which no other lottery's chances are.

    Column generation: a linear program over the panels known so far gives each person a price; the dearest panel is
    looked for by integer programming; where none is dearer than the known ones, whoever has a price has as large a
    chance as possible, and it is fixed. Raises Infeasible where no panel meets the quotas.

    Source: Flanigan, Gölz, Gupta, Hennig and Procaccia 2021.
    """
    finder = PanelFinder.of(pool)
    panels, unreachable = _first_panels(finder)
    reachable = np.setdiff1d(np.arange(len(pool.people)), unreachable)
    fixed = np.full(len(pool.people), np.nan)
    fixed[unreachable] = 0
    while np.isnan(fixed).any():
        fixed = _fix_smallest(finder, panels, fixed)
    weights = _weights(panels, fixed, reachable)
    used = weights > 0
    kept = tuple(panel for panel, is_used in zip(panels, used, strict=True) if is_used)
    return Lottery(
        panels=kept,
        weights=weights[used],
        chances=_membership(list(kept), len(fixed)).T @ weights[used],
        unreachable=tuple(pool.people[person].id for person in unreachable),
    )


def _first_panels(finder: PanelFinder) -> tuple[list[Panel], list[int]]:
    """A panel for each person who can be in one, as different as possible, and those who can be in none."""
    people = len(finder.pool.people)
    if finder.best(np.zeros(people)) is None:
        raise Infeasible(finder.smallest_changes())
    panels: list[Panel] = []
    unreachable = []
    seen = np.zeros(people)
    for person in range(people):
        if not seen[person]:
            panel = finder.best(1 / (1 + seen), including=person)
            if panel is None:
                unreachable.append(person)
                continue
            panels.append(panel)
            seen[sorted(panel)] += 1
    return panels, unreachable


def _fix_smallest(finder: PanelFinder, panels: list[Panel], fixed: Chances) -> Chances:
    """Find the largest chance that everybody not fixed yet can have, and fix it for those who cannot have more."""
    while True:
        prices, cap, smallest = _prices(panels, fixed)
        panel = finder.best(prices)
        if panel is None or prices[sorted(panel)].sum() <= cap + GAP:
            break
        panels.append(panel)
    done = fixed.copy()
    done[np.isnan(fixed) & (prices > TIGHT)] = max(0.0, smallest)
    return done


def _prices(panels: list[Panel], fixed: Chances) -> tuple[Chances, float, float]:
    """Solve the dual: a price for each person, the cap that no known panel exceeds, and the smallest free chance."""
    people = len(fixed)
    free = np.isnan(fixed)
    objective = np.append(np.where(free, 0, -np.nan_to_num(fixed)), 1)
    solved = linprog(
        objective,
        A_ub=np.hstack((_membership(panels, people), -np.ones((len(panels), 1)))),
        b_ub=np.zeros(len(panels)),
        A_eq=np.append(free, 0)[np.newaxis].astype(float),
        b_eq=[1],
        bounds=(0, None),
        method="highs",
    )
    if solved.x is None:
        return _prices(panels, fixed * (1 - GAP))
    return solved.x[:people], float(solved.x[people]), float(solved.fun)


def _weights(panels: list[Panel], chances: Chances, reachable: NDArray[np.intp]) -> Chances:
    """Chances of panels under which nobody misses their own chance by more than need be."""
    membership = _membership(panels, len(chances))[:, reachable]
    solved = linprog(
        np.append(np.zeros(len(panels)), 1),
        A_ub=np.hstack((-membership.T, -np.ones((len(reachable), 1)))),
        b_ub=-chances[reachable],
        A_eq=np.append(np.ones(len(panels)), 0)[np.newaxis],
        b_eq=[1],
        bounds=(0, None),
        method="highs",
    )
    if solved.x is None:
        raise MeasureError("The chances could not be turned into a lottery.")
    return np.where(solved.x[:-1] > 1e-9, solved.x[:-1], 0)


def _membership(panels: list[Panel], people: int) -> NDArray[np.float64]:
    matrix = np.zeros((len(panels), people))
    for row, panel in enumerate(panels):
        matrix[row, sorted(panel)] = 1
    return matrix
