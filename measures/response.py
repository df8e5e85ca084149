"""How even the response to an invitation was: only where it is known who was invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.errors import MeasureError, TooFew

STEPS = 100
SMALLEST_STEP = 1e-10


@dataclass(frozen=True)
class Evenness:
    """The R-indicator: 1 where everybody was as likely to respond, 0 where it could not be less even.

    `partial` holds for each dimension the standard deviation of the response propensity between its levels: the
    greatest says where to recruit. Both depend on the rate of invitation: compare them only within one frame.
    """

    indicator: float
    partial: Mapping[str, float]
    rate: float


def response_evenness(
    levels: Mapping[str, Sequence[str]], invited: Sequence[float], responded: Sequence[float]
) -> Evenness:
    """Measure how even the response of the invited was over the given dimensions.

    `levels` holds for each dimension the level of each group of people, all of the same length; `invited` and
    `responded` how many of each group were invited and how many of those responded. Propensities come from a logistic
    model with the main effects of all dimensions. R = 1 - 2 S(propensity); partial: S of the mean propensity by level.

    Raises TooFew where nobody or everybody responded, MeasureError for impossible counts, naming the row.
    Source: Schouten, Cobben and Bethlehem 2009; partial indicators, Schouten, Shlomo and Skinner 2011.
    """
    counts, answers = np.asarray(invited, dtype=float), np.asarray(responded, dtype=float)
    _check(levels, counts, answers)
    propensity = _propensities(_design(levels, len(counts)), counts, answers)
    return Evenness(
        indicator=1 - 2 * _deviation(propensity, counts),
        partial={name: _deviation(_means(values, propensity, counts), counts) for name, values in levels.items()},
        rate=float(answers.sum() / counts.sum()),
    )


def _design(levels: Mapping[str, Sequence[str]], rows: int) -> NDArray[np.float64]:
    """A constant, and a column for each level but the first of its dimension."""
    columns = [np.ones(rows)]
    for values in levels.values():
        columns += [np.array([value == level for value in values], dtype=float) for level in sorted(set(values))[1:]]
    return np.column_stack(columns)


def _propensities(
    design: NDArray[np.float64], invited: NDArray[np.float64], responded: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Maximum likelihood by Newton's method, in the form of weighted least squares."""
    coefficients, propensity = np.zeros(design.shape[1]), np.full(len(invited), 0.5)
    for _ in range(STEPS):
        weights = invited * propensity * (1 - propensity)
        gradient = design.T @ (responded - invited * propensity)
        coefficients += np.linalg.lstsq(design.T @ (weights[:, np.newaxis] * design), gradient, rcond=None)[0]
        before, propensity = propensity, 1 / (1 + np.exp(-design @ coefficients))
        if np.abs(propensity - before).max() < SMALLEST_STEP:
            return propensity
    raise MeasureError("The response cannot be modelled: merge levels of few people with others.")


def _means(values: Sequence[str], propensity: NDArray[np.float64], invited: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean propensity of each row's level."""
    _, position = np.unique(np.asarray(values), return_inverse=True)
    return np.asarray((np.bincount(position, invited * propensity) / np.bincount(position, invited))[position])


def _deviation(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    mean = np.average(values, weights=weights)
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def _check(levels: Mapping[str, Sequence[str]], invited: NDArray[np.float64], responded: NDArray[np.float64]) -> None:
    for name, values in levels.items():
        if len(values) != len(invited) or len(responded) != len(invited):
            raise MeasureError(f"There are {len(values)} levels of {name} for {len(invited)} groups of invited people.")
    for row, (all_, some) in enumerate(zip(invited, responded, strict=True), start=1):
        if not 0 <= some <= all_ or not 0 < all_ < np.inf:
            raise MeasureError(f"Row {row}: {some} of {all_} invited people cannot have responded.")
    if not 0 < responded.sum() < invited.sum():
        raise TooFew("Nobody, or everybody, who was invited responded: how even that was cannot be told.")
