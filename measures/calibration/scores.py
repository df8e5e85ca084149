"""Scores of one forecast of the share that agrees. Plain arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

from measures.errors import MeasureError, TooFew

CERTAINTY = 0.01  # a forecast closer to 0 or 1 than this counts as this in the logarithmic score


@dataclass(frozen=True)
class Result:
    """How many of the people who decided agreed; whoever passed is scored as a forecast of its own."""

    agree: int
    people: int

    def __post_init__(self) -> None:
        if self.people < 1:
            raise TooFew("Nobody has decided yet: there is nothing to score a forecast by.")
        if not 0 <= self.agree <= self.people:
            raise MeasureError(f"{self.agree} of {self.people} people cannot agree.")

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.agree / self.people

    @property
    def variance(self) -> float:
        """Of the share, as an estimate of the segment's: p (1 - p) / n."""
        return self.share * (1 - self.share) / self.people


def brier(forecast: float, result: Result) -> float:
    """Return the mean squared error over the people: 0 best, 1 worst.

    `forecast` is the share expected to agree, strictly between 0 and 1; MeasureError otherwise. Most of it is noise
    that no forecast avoids: report `excess`. Source: Brier 1950; Gneiting and Raftery 2007.
    """
    _check(forecast)
    return result.share * (1 - forecast) ** 2 + (1 - result.share) * forecast**2


def excess(forecast: float, result: Result) -> float:
    """Return the part of the Brier score that a better forecast would avoid: (f - p)^2."""
    _check(forecast)
    return (forecast - result.share) ** 2


def unbiased_excess(forecast: float, result: Result) -> float:
    """Return the excess over the segment's true share, of which the result is a sample; it may be negative.

    (f - p)^2 - p (1 - p) / (n - 1). Raises TooFew with fewer than two people.
    """
    if result.people < 2:
        raise TooFew("One person tells nothing about how far a sample is off.")
    return excess(forecast, result) - result.share * (1 - result.share) / (result.people - 1)


def logarithmic(forecast: float, result: Result) -> float:
    """Return minus the mean log-likelihood over the people: 0 best, no upper bound.

    The forecast counts as at least .01 and at most .99: certainty is nobody's to have. Source: Good 1952.
    """
    _check(forecast)
    sure = min(max(forecast, CERTAINTY), 1 - CERTAINTY)
    return -(result.share * log(sure) + (1 - result.share) * log(1 - sure))


@dataclass(frozen=True)
class RangeForecast:
    """A forecast with its uncertainty: a beta distribution with this mean, worth so many imagined people."""

    mean: float
    people: float

    def __post_init__(self) -> None:
        _check(self.mean)
        if not self.people > 0:
            raise MeasureError(f"A forecast cannot be worth {self.people} people.")

    def log_probabilities(self, people: int) -> list[float]:
        """Of 0, 1, … `people` agreeing: beta-binomial, shape (people + 1,)."""
        agree, disagree = self.mean * self.people, (1 - self.mean) * self.people
        scale = lgamma(self.people) - lgamma(agree) - lgamma(disagree) - lgamma(self.people + people)
        return [
            scale + _log_choose(people, count) + lgamma(agree + count) + lgamma(disagree + people - count)
            for count in range(people + 1)
        ]


def range_logarithmic(forecast: RangeForecast, result: Result) -> float:
    """Return minus the log-probability of exactly this result: 0 best. Source: Gneiting and Raftery 2007."""
    return -forecast.log_probabilities(result.people)[result.agree]


def ranked_probability(forecast: RangeForecast, result: Result) -> float:
    """Return the sum over k of (F(k) - 1[k >= x])^2, divided by n: 0 best. Source: Gneiting and Raftery 2007 (CRPS)."""
    total, below = 0.0, 0.0
    for count, logarithm in enumerate(forecast.log_probabilities(result.people)):
        below += exp(logarithm)
        total += (below - (count >= result.agree)) ** 2
    return total / result.people


def _log_choose(people: int, count: int) -> float:
    return lgamma(people + 1) - lgamma(count + 1) - lgamma(people - count + 1)


def _check(forecast: float) -> None:
    if not 0 < forecast < 1:
        raise MeasureError(f"A forecast of {forecast} is not strictly between 0 and 1.")
