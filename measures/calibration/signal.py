"""How much there is to forecast: how far segments differ from everybody else."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, TypeVar

from measures.calibration.scores import Result
from measures.errors import MeasureError, TooFew

About = TypeVar("About", bound=Hashable)  # a statement


@dataclass(frozen=True)
class Signal:
    """What the simplest forecast achieves over `cells`, pairs of a segment and a statement.

    That forecast is the share of everybody else. `brier` and `error` (root mean square) are its scores; `deviation` is
    the standard deviation of what segments really differ by, without the noise of few people. With a deviation of 0
    nobody can do better than that forecast.
    """

    cells: int
    error: float
    deviation: float
    brier: float


def baseline(segment: Result, everybody: Result) -> Result:
    """Return the result of everybody except the segment: an honest forecast knows at least as much.

    Raises TooFew where there is nobody else, MeasureError where the segment is no part of everybody.
    """
    agree, people = everybody.agree - segment.agree, everybody.people - segment.people
    if people < 0 or not 0 <= agree <= people:
        raise MeasureError("The segment has more people than everybody.")
    return Result(agree, people)


def signal(segments: Mapping[tuple[Any, About], Result], everybody: Mapping[About, Result]) -> Signal:
    """Measure how far segments differ from everybody else.

    `segments` holds the result of each (segment, statement), `everybody` that of each statement. Raises TooFew without
    cells. The noise of both shares, p (1 - p) / n, is taken off the mean squared difference.
    """
    if not segments:
        raise TooFew("No segment has decided on a statement.")
    cells = [(result, baseline(result, everybody[statement])) for (_, statement), result in segments.items()]
    return Signal(
        cells=len(cells),
        error=sqrt(_mean([(result.share - rest.share) ** 2 for result, rest in cells])),
        deviation=sqrt(max(0.0, _mean([_difference_without_noise(result, rest) for result, rest in cells]))),
        brier=_mean([_brier_of(rest, result) for result, rest in cells]),
    )


def _difference_without_noise(result: Result, rest: Result) -> float:
    return (result.share - rest.share) ** 2 - result.variance - rest.variance


def _brier_of(rest: Result, result: Result) -> float:
    return result.share * (1 - rest.share) ** 2 + (1 - result.share) * rest.share**2


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
