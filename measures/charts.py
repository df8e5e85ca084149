"""Counts that rise from one period to the next: limits and accumulated evidence, light enough for a web process."""

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt
from typing import NamedTuple

from measures.errors import MeasureError, TooFew

FALSE_ALARM = 0.00135  # on each side, as three standard deviations would give where the count is large
FAR = 10  # standard deviations from the mean beyond which nothing adds up to anything


class Period(NamedTuple):
    """How many events there were among so many people, letters or forms."""

    events: int
    people: int


def control_limits(people: int, expected: float) -> tuple[int, int]:
    """Return the lowest and the highest count of events among `people` that is no alarm, at a rate of `expected`.

    From the exact binomial distribution, with at most .135 % beyond on each side: three standard deviations give ten
    times as many false alarms for few people. `expected` lies in (0, 1), people >= 1; MeasureError otherwise.
    Source: p chart, Shewhart 1931, with exact limits.
    """
    _check(people, expected)
    low, high = None, people
    below = 0.0
    for count in _near_the_mean(people, expected):
        below += _probability(count, people, expected)
        if low is None and below > FALSE_ALARM:
            low = count
        if below >= 1 - FALSE_ALARM:
            high = count
            break
    return low or 0, high


def shifts(periods: Sequence[Period], expected: float, *, ratio: float = 2.0) -> list[float]:
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
    for events, people in periods:
        evidence = max(0.0, evidence + events * event + (people - events) * other)
        series.append(evidence)
    return series


def _near_the_mean(people: int, expected: float) -> range:
    mean, reach = people * expected, FAR * sqrt(people * expected * (1 - expected)) + FAR
    return range(max(0, int(mean - reach)), min(people, int(mean + reach)) + 1)


def _probability(count: int, people: int, expected: float) -> float:
    """Of exactly so many events, by logarithms: of many people the powers are too small for a number."""
    ways = lgamma(people + 1) - lgamma(count + 1) - lgamma(people - count + 1)
    return exp(ways + count * log(expected) + (people - count) * log(1 - expected))


def _check(people: int, expected: float) -> None:
    if people < 1:
        raise TooFew("A period without people has no limits.")
    if not 0 < expected < 1:
        raise MeasureError(f"A rate of {expected} is not strictly between 0 and 1.")
