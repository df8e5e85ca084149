"""Signs that a text is not understood: shares of wrong responses, and counts that rise from one period to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy.special import bdtr

from measures.errors import MeasureError, TooFew
from measures.exact import discoveries, fisher_mid_p, fisher_p, jeffreys_interval
from measures.proportions import newcombe_interval, wilson_interval

FEW = 20
FALSE_ALARM = 0.00135  # on each side, as three standard deviations would give where the count is large


@dataclass(frozen=True)
class Responses:
    """How many of the people who responded to a check were wrong."""

    wrong: int
    people: int

    def __post_init__(self) -> None:
        if not 0 <= self.wrong <= self.people:
            raise MeasureError(f"{self.wrong} of {self.people} responses cannot be wrong.")

    @property
    def share(self) -> float:
        """In [0, 1]; raises TooFew where nobody responded."""
        if not self.people:
            raise TooFew("Nobody responded.")
        return self.wrong / self.people

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, Wilson; raises MeasureError where nobody responded."""
        return wilson_interval(self.wrong, self.people)

    @property
    def exact_interval(self) -> tuple[float, float]:
        """95 %, Jeffreys; raises MeasureError where nobody responded."""
        return jeffreys_interval(self.wrong, self.people)

    @property
    def are_few(self) -> bool:
        """Whether they are fewer than twenty: then no difference found does not mean that there is none."""
        return self.people < FEW


@dataclass(frozen=True)
class Comparison:
    """One segment against the rest in one check.

    `difference` is the segment's share of wrong responses minus the rest's, `low` and `high` its 95 % bounds. `p` is
    for display; `stands_out` takes account of all comparisons of the release.
    """

    segment: Responses
    rest: Responses
    low: float
    high: float
    p: float
    stands_out: bool

    @property
    def difference(self) -> float:
        return self.segment.share - self.rest.share


def compare_segments(
    release: Mapping[tuple[str, str], tuple[Responses, Responses]],
) -> dict[tuple[str, str], Comparison]:
    """Compare each segment with the rest in each check of one release, all together.

    Keys are (segment, check); values the responses of the segment and of the rest. A pair without responses on one side
    is left out: there is nothing to compare. Source: Fisher 1935; Newcombe 1998; Benjamini and Hochberg 1995.
    """
    pairs = {key: pair for key, pair in release.items() if all(side.people for side in pair)}
    p_values = [fisher_p(*map(_counts, pair)) for pair in pairs.values()]
    found = discoveries(p_values)
    return {key: _comparison(*pair, stands_out) for (key, pair), stands_out in zip(pairs.items(), found, strict=True)}


def _comparison(segment: Responses, rest: Responses, stands_out: bool) -> Comparison:
    low, high = newcombe_interval(_counts(segment), _counts(rest))
    return Comparison(segment, rest, low, high, fisher_mid_p(_counts(segment), _counts(rest)), stands_out)


def _counts(responses: Responses) -> tuple[int, int]:
    return responses.wrong, responses.people


def control_limits(people: int, expected: float) -> tuple[int, int]:
    """Return the lowest and the highest count of events among `people` that is no alarm, at a rate of `expected`.

    From the exact binomial distribution, with at most .135 % beyond on each side: three standard deviations give ten
    times as many false alarms for few people. `expected` lies in (0, 1), people >= 1; MeasureError otherwise.
    Source: p chart, Shewhart 1931, with exact limits.
    """
    _check(people, expected)
    below = bdtr(np.arange(people + 1), people, expected)
    low = int(np.searchsorted(below, FALSE_ALARM, side="right"))
    high = int(np.searchsorted(below, 1 - FALSE_ALARM, side="left"))
    return low, high


def shifts(periods: Sequence[Responses], expected: float, *, ratio: float = 2.0) -> list[float]:
    """Return after each period how much speaks for a rate of `ratio` times `expected` instead of `expected`.

    Logarithm of the likelihood ratio, never below 0: CUSUM. It is an alarm from a threshold on that is chosen for the
    false alarms it gives: at 60 people a period and a rate of .1, one in 122 periods at 3, in 290 at 4, in 720 at 5. A
    changed text begins a new series. `expected` in (0, 1), and so `ratio` times it; MeasureError otherwise.
    Source: Page 1954.
    """
    _check(1, expected)
    _check(1, ratio * expected)
    event, other = log(ratio), log((1 - ratio * expected) / (1 - expected))
    evidence, series = 0.0, []
    for period in periods:
        evidence = max(0.0, evidence + period.wrong * event + (period.people - period.wrong) * other)
        series.append(evidence)
    return series


def _check(people: int, expected: float) -> None:
    if people < 1:
        raise TooFew("A period without people has no limits.")
    if not 0 < expected < 1:
        raise MeasureError(f"A rate of {expected} is not strictly between 0 and 1.")
