"""Who has been heard, in proportion to who there is.

The chair rule of the product: a segment is heard when enough distinct people spoke and they are not significantly
fewer than the segment's share would let expect.
"""

from enum import StrEnum
from math import sqrt

Z_95 = 1.959963984540054


class Hearing(StrEnum):
    """How far the real people of one segment have been heard."""

    HEARD = "heard"
    UNDER_HEARD = "under_heard"
    THIN = "thin"
    NOBODY = "nobody"


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion (Wilson 1927; Brown, Cai and DasGupta 2001).

    `successes` of `trials`, both counts, 0 <= successes <= trials and trials >= 1; `z` is the normal quantile, 1.96 for
    95 %. Both bounds lie in [0, 1]. Raises ValueError for impossible counts: no interval is made out of nothing.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no proportion.")
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def rate_ratio_bounds(people: int, stated: int, share: float) -> tuple[float, float]:
    """Return the 95 % bounds of a segment's rate ratio: its share among those heard over its share of the population.

    `people` of the `stated` who said something in the dimension belong to the segment; `share` is the segment's part
    of the population, in (0, 1]. Source: Wilson bounds divided by the share, which is taken as known.
    """
    if not 0 < share <= 1:
        raise ValueError(f"A share of {share} is not in (0, 1].")
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
