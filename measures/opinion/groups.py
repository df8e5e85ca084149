"""Groups of opinion: from the ballots of a round to who thinks alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from measures.opinion.ballots import Ballots
from measures.opinion.clusters import GROUP_COUNTS, cluster
from measures.opinion.components import Positions, positions_of
from measures.opinion.k_means import Labels

LEAST_BALLOTS = 7


@dataclass(frozen=True)
class OpinionGroups:
    """Where people stand and who stands together.

    `labels` has shape (people,): the group of each, 0 for the largest, and -1 for people with too few ballots to be
    placed. `silhouette` tells how far the groups are apart, in [-1, 1].
    """

    positions: Positions
    labels: Labels
    silhouette: float

    @property
    def group_count(self) -> int:
        return int(self.labels.max()) + 1


def find_groups(
    ballots: Ballots, *, silenced: Collection[int] = (), counts: Sequence[int] = GROUP_COUNTS, seed: int = 0
) -> OpinionGroups:
    """Return the groups of opinion of a round.

    People with at least min(7, statements) ballots are grouped; the others are placed but belong to no group.
    `silenced` as in `positions_of`; `counts` are the numbers of groups to try; `seed` chooses the starts of k-means.
    Raises TooFew where fewer than three people can be grouped or all of them stand in the same place. Whether these
    groups mean anything is for `stability.check_stability` to say.

    Source: Small et al. 2021.
    """
    positions = positions_of(ballots, silenced=silenced)
    placed = np.flatnonzero(ballots.by_person >= min(LEAST_BALLOTS, ballots.statements))
    clustering = cluster(positions.coordinates[placed], counts=counts, seed=seed)
    labels = np.full(ballots.people, -1, dtype=np.intp)
    labels[placed] = clustering.labels
    return OpinionGroups(positions, labels, clustering.silhouette)
