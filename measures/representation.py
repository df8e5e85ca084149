"""Who has been heard, in proportion to who there is.

The chair rule of the product: a segment is heard when enough distinct people spoke and they are not significantly
fewer than the segment's share would let expect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

from measures.errors import MeasureError, TooFew
from measures.proportions import wilson_interval

REMARKABLE = 0.2


class Hearing(StrEnum):
    """How far the real people of one segment have been heard."""

    HEARD = "heard"
    UNDER_HEARD = "under_heard"
    THIN = "thin"
    NOBODY = "nobody"


def rate_ratio_bounds(people: int, stated: int, share: float) -> tuple[float, float]:
    """Return the 95 % bounds of a segment's rate ratio: its share among those heard over its share of the population.

    `people` of the `stated` who said something in the dimension belong to the segment; `share` is the segment's part
    of the population, in (0, 1]. Source: Wilson bounds divided by the share, which is taken as known.
    """
    if not 0 < share <= 1:
        raise MeasureError(f"A share of {share} is not in (0, 1].")
    low, high = wilson_interval(people, stated)
    return low / share, high / share


def hearing_of(*, people: int, stated: int, share: float | None, minimum: int = 5, limit: float = 0.8) -> Hearing:
    """Apply the chair rule to one segment.

    Heard: at least `minimum` distinct people, and the upper Wilson bound of the rate ratio is not under `limit`.
    Without a share (no reference count) the minimum alone decides. `people` counts this segment, `stated` everyone who
    said something in its dimension.
    """
    if people == 0:
        return Hearing.NOBODY
    if people < minimum:
        return Hearing.THIN
    if share is not None and rate_ratio_bounds(people, stated, share)[1] < limit:
        return Hearing.UNDER_HEARD
    return Hearing.HEARD


@dataclass(frozen=True)
class RateRatio:
    """How far one segment is represented: its share among those heard over its share of the population.

    `people` were counted; `low` and `high` are the 95 % bounds of `ratio`. Without unit; 1 is in proportion.
    """

    people: int
    ratio: float
    low: float
    high: float

    @property
    def is_remarkable(self) -> bool:
        """Whether the ratio differs from 1 by more than chance and by more than a fifth."""
        return not self.low <= 1 <= self.high and abs(self.ratio - 1) > REMARKABLE


@dataclass(frozen=True)
class RepresentationGap:
    """How far the people heard differ from the population in one dimension, or in several crossed.

    `variation` is the coefficient of variation of the rate ratios: the bias of any mean is at most this times the
    standard deviation of what is averaged. `variation_beyond_chance` is without what chance alone would bring.
    `empty` segments have nobody, with `empty_share` of the population. `not_stated` people are in no segment.
    """

    ratios: Mapping[str, RateRatio]
    not_stated: int
    variation: float
    variation_beyond_chance: float
    empty: tuple[str, ...]
    empty_share: float


def representation_gap(
    people: Mapping[str, int], population: Mapping[str, float], *, not_stated: int = 0
) -> RepresentationGap:
    """Compare the `people` heard of each segment with the `population`, both counts by segment of one dimension.

    A segment that is missing from `people` has nobody; people who stated nothing are counted apart and never
    distributed. Raises TooFew where nobody stated anything, MeasureError for a segment that the population does not
    have, and for a count that is negative, no number, or zero in the population.

    Source: Schouten, Cobben and Bethlehem 2009 (coefficient of variation); Wilson 1927 (bounds).
    """
    _check_counts(people, population)
    stated, everybody = sum(people.values()), sum(population.values())
    if stated == 0:
        raise TooFew("Nobody stated a segment of this dimension.")
    shares = {segment: count / everybody for segment, count in population.items()}
    ratios = {segment: _rate_ratio(people.get(segment, 0), stated, share) for segment, share in shares.items()}
    squares = sum(shares[segment] * (each.ratio - 1) ** 2 for segment, each in ratios.items())
    empty = tuple(segment for segment, each in ratios.items() if each.people == 0)
    return RepresentationGap(
        ratios=ratios,
        not_stated=not_stated,
        variation=sqrt(squares),
        variation_beyond_chance=sqrt(max(0.0, squares - (len(ratios) - 1) / stated)),
        empty=empty,
        empty_share=sum(shares[segment] for segment in empty),
    )


def _rate_ratio(people: int, stated: int, share: float) -> RateRatio:
    return RateRatio(people, people / stated / share, *rate_ratio_bounds(people, stated, share))


def _check_counts(people: Mapping[str, int], population: Mapping[str, float]) -> None:
    for segment, count in population.items():
        if not 0 < count < inf:
            raise MeasureError(f"The population of “{segment}” is {count}; it must be a number above 0.")
    for segment, count in people.items():
        if segment not in population:
            raise MeasureError(f"“{segment}” is not among the segments of the population.")
        if not 0 <= count < inf:
            raise MeasureError(f"The people heard of “{segment}” are {count}; that is no count.")
