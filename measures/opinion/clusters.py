"""Groups of people who stand close together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from measures.errors import TooFew
from measures.opinion.k_means import Labels, Points, Weights, centres_of, k_means, spread_starts

BASE_CLUSTERS = 100
STARTS = 20
ENDS = 5  # of the places where starts ended, the best ones go on with all people
BASE_ROUNDS = 10  # base clusters need not be the best, only small
GROUP_COUNTS = (2, 3, 4, 5)
DECIMALS = 9  # coordinates that differ less are the same: the last bits depend on the order of the sums


@dataclass(frozen=True)
class Clustering:
    """Who belongs together: `labels` of shape (people,), 0 for the largest group; silhouette in [-1, 1]."""

    labels: Labels
    silhouette: float

    @property
    def group_count(self) -> int:
        return int(self.labels.max()) + 1

    @property
    def sizes(self) -> NDArray[np.intp]:
        return np.bincount(self.labels)


def cluster(coordinates: Points, *, counts: Sequence[int] = GROUP_COUNTS, seed: int = 0) -> Clustering:
    """Return the grouping with the highest silhouette over the numbers of groups in `counts`.

    `coordinates` has shape (people, 2). Above 100 people, k-means first makes 100 base clusters, weighted by their
    people, as Polis does; groups are then made of these by k-means with 20 starts (k-means++), and people near a
    border are dealt to the nearer group. The result does not depend on the order of the people; `seed` chooses the
    starts. Raises TooFew where fewer different places than groups are taken.

    Sources: Rousseeuw 1987 (silhouette); Small et al. 2021 (base clusters).
    """
    places, place_of, people_at = np.unique(
        np.round(coordinates, DECIMALS), axis=0, return_inverse=True, return_counts=True
    )
    if len(places) <= min(counts):
        raise TooFew(f"People stand at {len(places)} different places, too few to tell groups apart.")
    generator = np.random.default_rng(seed)
    people = people_at.astype(np.float64)
    bases, weights = _base_clusters(places, people, generator)
    tried = [_grouping(bases, weights, count, generator) for count in counts if count < len(bases)]
    width, centres = max(tried, key=lambda grouping: grouping[0])
    labels, spread = k_means(places, people, centres)
    return Clustering(_largest_first(labels[spread.argmin()][place_of.ravel()]), width)


def _base_clusters(places: Points, people: Weights, generator: np.random.Generator) -> tuple[Points, Weights]:
    if len(places) <= BASE_CLUSTERS:
        return places, people
    start = spread_starts(places, people, count=BASE_CLUSTERS, starts=1, generator=generator)
    labels, _ = k_means(places, people, start, rounds=BASE_ROUNDS)
    centres, taken = centres_of(places, people, labels, BASE_CLUSTERS)
    return centres[taken > 0], taken[taken > 0]


def _grouping(
    bases: Points, weights: Weights, count: int, generator: np.random.Generator
) -> tuple[float, NDArray[np.float64]]:
    """The silhouette of the best start, and the centres of the best ones that ended in different places."""
    starts = spread_starts(bases, weights, count=count, starts=STARTS, generator=generator)
    labels, spread = k_means(bases, weights, starts)
    _, different = np.unique(np.round(spread, DECIMALS), return_index=True)
    best = labels[different[:ENDS]]
    return silhouette(bases, weights, best[0]), centres_of(bases, weights, best, count)[0]


def silhouette(points: Points, weights: Weights, labels: Labels) -> float:
    """Return the mean silhouette over people, in [-1, 1].

    `points` has shape (places, 2), `weights` the people at each, `labels` their group. Somebody alone in a group has 0.
    Source: Rousseeuw 1987.
    """
    groups = np.eye(labels.max() + 1)[labels] * weights[:, np.newaxis]
    people = groups.sum(axis=0)
    to_group = cdist(points, points) @ groups
    own = people[labels]
    within = to_group[np.arange(len(points)), labels] / np.maximum(own - 1, 1)
    elsewhere = np.where(
        np.eye(len(people), dtype=bool)[labels] | (people == 0), np.inf, to_group / np.maximum(people, 1)
    )
    nearest = elsewhere.min(axis=1)
    larger = np.maximum(within, nearest)
    widths = np.where((own > 1) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1), 0)
    return float(np.average(widths, weights=weights))


def _largest_first(labels: Labels) -> Labels:
    """Number the groups by size; equal ones by their first member, which is the only place where order counts."""
    used, first, compact, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(used), dtype=np.intp)
    rank[np.lexsort((first, -sizes))] = np.arange(len(used))
    return rank[compact]
