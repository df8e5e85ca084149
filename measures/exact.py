"""Intervals and tests for few people, without the normal approximation."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, gammaln

from measures.errors import MeasureError

SAME = 1e-7  # probabilities this close, relatively, count as equal


def jeffreys_interval(successes: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the equal-tailed Jeffreys interval of a proportion.

    `successes` of `trials`, 0 <= successes <= trials and trials >= 1; bounds lie in [0, 1], and are exactly 0 with no
    success and exactly 1 with nothing else. Raises MeasureError for impossible counts.
    Source: Brown, Cai and DasGupta 2001.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise MeasureError(f"{successes} of {trials} is no proportion.")
    agree, disagree, tail = successes + 0.5, trials - successes + 0.5, (1 - level) / 2
    low = float(betaincinv(agree, disagree, tail)) if successes else 0.0
    high = float(betaincinv(agree, disagree, 1 - tail)) if successes < trials else 1.0
    return low, high


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the two-sided p of Fisher's exact test that two proportions are equal, in (0, 1].

    Each is (successes, trials) with 0 <= successes <= trials. Use it for decisions, `fisher_mid_p` for display. Raises
    MeasureError for impossible counts. Source: Fisher 1935.
    """
    probabilities, observed = _with_the_same_margins(first, second)
    return float(min(1.0, probabilities[probabilities <= observed * (1 + SAME)].sum()))


def fisher_mid_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the same with tables as likely as the observed one counted by half. Source: Lancaster 1961."""
    probabilities, observed = _with_the_same_margins(first, second)
    as_likely = np.isclose(probabilities, observed, rtol=SAME, atol=0)
    less_likely = (probabilities < observed) & ~as_likely
    return float(probabilities[less_likely].sum() + probabilities[as_likely].sum() / 2)


def _with_the_same_margins(first: tuple[int, int], second: tuple[int, int]) -> tuple[NDArray[np.float64], float]:
    """The probability of each table with these margins, and of the observed one."""
    for successes, trials in (first, second):
        if not 0 <= successes <= trials:
            raise MeasureError(f"{successes} of {trials} is no proportion.")
    successes, trials = first[0] + second[0], first[1] + second[1]
    possible = np.arange(max(0, successes - second[1]), min(first[1], successes) + 1)
    logarithms = (
        _log_choose(first[1], possible)
        + _log_choose(second[1], successes - possible)
        - _log_choose(trials, np.array(successes))
    )
    probabilities = np.exp(logarithms)
    return probabilities, float(probabilities[first[0] - possible[0]])


def _log_choose(whole: int, part: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1))


def mcnemar_p(one_way: int, other_way: int) -> float:
    """Return the two-sided exact p that people who changed their mind were as likely to change one way as the other.

    Counts of people, from 0; 1 where nobody changed. Source: McNemar 1947, exact by the binomial distribution.
    """
    if one_way < 0 or other_way < 0:
        raise MeasureError("A negative number of people cannot have changed their mind.")
    changed = one_way + other_way
    tail = sum(comb(changed, count) for count in range(min(one_way, other_way) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def discoveries(p_values: Sequence[float], rate: float = 0.05) -> list[bool]:
    """Return which of the tests of one release are significant when at most `rate` of those are expected to be false.

    Give all tests of the release together, of every segment and every question. Raises MeasureError for a p that is
    not in [0, 1]. Source: Benjamini and Hochberg 1995.
    """
    for position, p in enumerate(p_values):
        if not 0 <= p <= 1:
            raise MeasureError(f"p value {position} is {p}, not between 0 and 1.")
    ordered = sorted(p_values)
    limits = (p for rank, p in enumerate(ordered, start=1) if p <= rate * rank / len(ordered))
    limit = max(limits, default=-1.0)
    return [p <= limit for p in p_values]
