"""Who has been heard, in proportion to who there is.

The chair rule of the product: a segment is heard when enough distinct people spoke and they are not significantly
fewer than the segment's share would let expect.
"""

from enum import StrEnum

from measures.errors import MeasureError
from measures.proportions import wilson_interval


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
