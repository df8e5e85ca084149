"""Signs that a text is not understood: shares of wrong responses, and segments that stand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from measures.errors import MeasureError, TooFew
from measures.exact import discoveries, fisher_mid_p, fisher_p, jeffreys_interval
from measures.proportions import newcombe_interval, wilson_interval

FEW = 20


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
