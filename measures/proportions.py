"""Shares and their intervals, in plain arithmetic: light enough for a web process."""

from math import sqrt

from measures.errors import MeasureError

Z_95 = 1.959963984540054


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion (Wilson 1927; Brown, Cai and DasGupta 2001).

    `successes` of `trials`, both counts, 0 <= successes <= trials and trials >= 1; `z` is the normal quantile, 1.96 for
    95 %. Both bounds lie in [0, 1]. Raises MeasureError for impossible counts: no interval is made out of nothing.
    """
    if trials < 1 or not 0 <= successes <= trials:
        raise MeasureError(f"{successes} of {trials} is no proportion.")
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def newcombe_interval(first: tuple[int, int], second: tuple[int, int], z: float = Z_95) -> tuple[float, float]:
    """Return the interval of the difference of two independent proportions, first minus second.

    Each is (successes, trials) as in `wilson_interval`, whose bounds it combines; the result lies in [-1, 1]. Raises
    MeasureError for impossible counts. Source: Newcombe 1998, method 10.
    """
    low1, high1 = wilson_interval(*first, z)
    low2, high2 = wilson_interval(*second, z)
    share1, share2 = first[0] / first[1], second[0] / second[1]
    difference = share1 - share2
    below = sqrt((share1 - low1) ** 2 + (high2 - share2) ** 2)
    above = sqrt((high1 - share1) ** 2 + (share2 - low2) ** 2)
    return difference - below, difference + above
