"""Groups keep their names while a round goes on."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from measures.errors import MeasureError
from measures.opinion.k_means import Labels


def keep_labels(previous: Labels, current: Labels) -> Labels:
    """Return `current` with the numbers that its groups had before.

    Both have shape (people,), the same people in the same order, groups from 0 and -1 for people in none (also for
    people who were not there before). Groups are matched so that as many people as possible keep their number; a group
    that has nobody of a former one, or whose match another has, gets the lowest number that was not in use.
    Raises MeasureError for arrays of different lengths. Source: maximum overlap, Kuhn 1955.
    """
    if len(previous) != len(current):
        raise MeasureError(f"{len(previous)} people had labels before and {len(current)} have now.")
    both = (previous >= 0) & (current >= 0)
    overlap = np.zeros((current.max(initial=-1) + 1, previous.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(overlap, (current[both], previous[both]), 1)
    numbers = _numbers(overlap)
    return np.where(current >= 0, numbers[current], -1) if len(numbers) else current


def _numbers(overlap: np.ndarray) -> Labels:
    """For each current group its number: that of its match where they share somebody, otherwise a free one."""
    current, previous = linear_sum_assignment(overlap, maximize=True)
    shared = overlap[current, previous] > 0
    numbers = np.full(len(overlap), -1, dtype=np.intp)
    numbers[current[shared]] = previous[shared]
    free = np.setdiff1d(np.arange(sum(overlap.shape)), np.arange(overlap.shape[1]))
    numbers[numbers < 0] = free[: (numbers < 0).sum()]
    return numbers
