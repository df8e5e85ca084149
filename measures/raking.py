"""Weights that bring the people heard to the known margins of the population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.errors import MeasureError, TooFew

SMALLEST_ADJUSTMENT = 1e-10
ROUNDS = 1000
LEAST_EFFICIENCY = 0.3
TRIM = 5.0


@dataclass(frozen=True)
class Weights:
    """One weight a person, shape (people,), with mean 1.

    `effective` is the number of people of an equal-weight sample that would be as precise (Kish 1965); show it beside
    every weighted figure. `rounds` is how many passes over the margins it took.
    """

    values: NDArray[np.float64]
    rounds: int

    @property
    def effective(self) -> float:
        return float(self.values.sum() ** 2 / (self.values**2).sum())

    @property
    def design_effect(self) -> float:
        return len(self.values) / self.effective

    def trimmed(self, at: float = TRIM) -> Weights:
        """The same with no weight above `at` times the mean: more precise, and a little off the margins."""
        cut = np.minimum(self.values, at)
        return Weights(cut / cut.mean(), self.rounds)

    def share(self, holds: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
        """The weighted share, in [0, 1], of those for whom something `holds` among some; both of shape (people,)."""
        if not among.any():
            raise TooFew("There is nobody to take a share of.")
        return float(self.values[holds & among].sum() / self.values[among].sum())


def rake(levels: Mapping[str, Sequence[str]], population: Mapping[str, Mapping[str, float]]) -> Weights:
    """Return weights under which each dimension has the shares of the population.

    `levels` holds for each dimension the level of each person, all of the same length; `population` the counts of each
    level. Every dimension is one partition: raking on overlapping groups would weigh people twice. Iterative
    proportional fitting until no adjustment of a weight exceeds 1e-10 of it.

    Raises TooFew without people; MeasureError for a person whose level the population does not have (row and level),
    for a level of the population that nobody has (merge it with another), where the margins contradict each other, and
    where fewer than three in ten people would be left as effective. Source: Deming and Stephan 1940; Kish 1965.
    """
    margins = [_margin(dimension, levels[dimension], population[dimension]) for dimension in population]
    people = len(margins[0][0]) if margins else 0
    weights = np.ones(people)
    for done in range(1, ROUNDS + 1):
        largest = 0.0
        for positions, shares in margins:
            adjustments = shares * people / np.bincount(positions, weights=weights)
            largest = max(largest, np.abs(adjustments - 1).max())
            weights = weights * adjustments[positions]
        if largest < SMALLEST_ADJUSTMENT:
            return _efficient(Weights(weights / weights.mean(), done))
    raise MeasureError("The margins cannot be met together: check that they describe the same population.")


def _margin(
    dimension: str, levels: Sequence[str], population: Mapping[str, float]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    if not len(levels):
        raise TooFew("There is nobody to weigh.")
    position = {level: place for place, level in enumerate(population)}
    for row, level in enumerate(levels, start=1):
        if level not in position:
            raise MeasureError(f"Row {row}: “{level}” is no level of {dimension} in the population.")
    positions = np.array([position[level] for level in levels])
    counts = np.array(list(population.values()), dtype=np.float64)
    for level, count, present in zip(population, counts, np.bincount(positions, minlength=len(counts)), strict=True):
        if not 0 < count < np.inf:
            raise MeasureError(f"The population of {dimension} “{level}” is {count}; it must be a number above 0.")
        if not present:
            raise MeasureError(f"Nobody heard is {dimension} “{level}”: merge it with another level.")
    return positions, counts / counts.sum()


def _efficient(weights: Weights) -> Weights:
    if weights.effective < LEAST_EFFICIENCY * len(weights.values):
        raise MeasureError(
            f"The {len(weights.values)} people heard differ so much from the population that they would count as "
            f"{weights.effective:.0f}: no weights are made."
        )
    return weights
