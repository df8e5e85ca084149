"""Whether there are groups of opinion at all: k-means finds some in noise as well."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from measures.errors import TooFew
from measures.opinion.ballots import Ballots
from measures.opinion.groups import OpinionGroups, find_groups
from measures.opinion.k_means import Labels

SHUFFLES = 99
SUBSAMPLES = 50  # twenty let the 10th percentile wander by a tenth
SUBSAMPLE_SHARE = 0.8
LARGEST_P = 0.05
LEAST_AGREEMENT = 0.5
LEAST_PEOPLE = 5


@dataclass(frozen=True)
class Stability:
    """The three tests that groups must pass before they are shown.

    `smallest`: people in the smallest group. `p_value`: the share of shuffled copies whose silhouette is at least as
    high, in (0, 1]. `agreement`: the 10th percentile of the adjusted Rand index between the groups and those of
    subsamples, at most 1. What comes after a failed test is not measured and None.
    """

    smallest: int
    p_value: float | None = None
    agreement: float | None = None

    @property
    def is_stable(self) -> bool:
        return self.agreement is not None and self.agreement >= LEAST_AGREEMENT


def check_stability(
    ballots: Ballots,
    groups: OpinionGroups,
    *,
    silenced: Collection[int] = (),
    shuffles: int = SHUFFLES,
    subsamples: int = SUBSAMPLES,
    seed: int = 0,
    progressed: Callable[[int, int], None] = lambda done, total: None,
) -> Stability:
    """Return how `groups`, found in `ballots`, hold against chance and against other people.

    Permutation: the ballots on each statement are dealt anew among those who voted on it, `shuffles` times, or until
    the test cannot be passed any more (Besag and Clifford 1991).
    Subsamples: 80 % of the people are drawn `subsamples` times, as many groups are found again and compared by the
    adjusted Rand index (Hubert and Arabie 1985).
    `progressed` is told the steps done and in all. Where a copy has no groups its silhouette is -1 and its agreement 0:
    that speaks for the groups in the one case and against them in the other.
    """
    smallest = int(np.bincount(groups.labels[groups.labels >= 0]).min())
    if smallest < LEAST_PEOPLE:
        return Stability(smallest)
    generator = np.random.default_rng(seed)
    total = shuffles + subsamples
    exceeding = 0
    for done in range(1, shuffles + 1):
        exceeding += _silhouette(_shuffled(ballots, generator), silenced) >= groups.silhouette
        progressed(done, total)
        if (1 + exceeding) / (1 + shuffles) > LARGEST_P:
            return Stability(smallest, p_value=exceeding / done)
    agreements = []
    for done in range(1, subsamples + 1):
        agreements.append(_agreement_of_subsample(ballots, groups, silenced, generator))
        progressed(shuffles + done, total)
    p_value = (1 + exceeding) / (1 + shuffles)
    return Stability(smallest, p_value, float(np.quantile(agreements, 0.1)))


def _shuffled(ballots: Ballots, generator: np.random.Generator) -> Ballots:
    by_column = ballots.choices.tocsc()
    data = by_column.data.copy()
    for start, end in zip(by_column.indptr[:-1], by_column.indptr[1:], strict=True):
        generator.shuffle(data[start:end])
    return Ballots(csc_array((data, by_column.indices, by_column.indptr), shape=by_column.shape).tocsr())


def _silhouette(ballots: Ballots, silenced: Collection[int]) -> float:
    try:
        return find_groups(ballots, silenced=silenced).silhouette
    except TooFew:
        return -1.0


def _agreement_of_subsample(
    ballots: Ballots, groups: OpinionGroups, silenced: Collection[int], generator: np.random.Generator
) -> float:
    chosen = np.sort(generator.choice(ballots.people, round(SUBSAMPLE_SHARE * ballots.people), replace=False))
    try:
        found = find_groups(ballots.of_people(chosen), silenced=silenced, counts=(groups.group_count,)).labels
    except TooFew:
        return 0.0
    known = groups.labels[chosen]
    both = (found >= 0) & (known >= 0)
    return adjusted_rand_index(known[both], found[both])


def adjusted_rand_index(first: Labels, second: Labels) -> float:
    """Return how far two groupings of the same people agree, both of shape (people,) with groups from 0.

    1 for the same groups under any names, 0 as by chance; below 0 is worse than chance. Two groupings of one group each
    are the same. Source: Hubert and Arabie 1985.
    """
    table = np.zeros((first.max(initial=0) + 1, second.max(initial=0) + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    together = _pairs(table).sum()
    apart, across = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    expected = apart * across / max(_pairs(len(first)), 1)
    most = (apart + across) / 2
    return 1.0 if most == expected else float((together - expected) / (most - expected))


def _pairs(counts: NDArray[np.int64] | int) -> NDArray[np.float64]:
    return np.asarray(counts) * (np.asarray(counts) - 1) / 2
