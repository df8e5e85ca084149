"""Groups of people who stand close together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from measures.errors import TooFew

Points = NDArray[np.float64]
Labels = NDArray[np.intp]

BASE_CLUSTERS = 100
STARTS = 20
ROUNDS = 100
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

    Sources: Arthur and Vassilvitskii 2007 (k-means++); Rousseeuw 1987 (silhouette); Small et al. 2021 (base clusters).
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
    width, starts = max(tried, key=lambda grouping: grouping[0])
    labels, _ = min((_k_means(places, people, centres) for centres in starts), key=lambda run: run[1])
    return Clustering(_largest_first(labels[place_of.ravel()]), width)


def _base_clusters(
    places: Points, people: NDArray[np.float64], generator: np.random.Generator
) -> tuple[Points, NDArray[np.float64]]:
    if len(places) <= BASE_CLUSTERS:
        return places, people
    start = _spread_start(places, people, BASE_CLUSTERS, generator)
    labels, _ = _k_means(places, people, start, rounds=BASE_ROUNDS)
    _, labels = np.unique(labels, return_inverse=True)
    return _centres(places, people, labels, labels.max() + 1)


def _grouping(
    bases: Points, weights: NDArray[np.float64], count: int, generator: np.random.Generator
) -> tuple[float, list[Points]]:
    """The silhouette of the best run, and the centres of each run that ended elsewhere than those before."""
    runs = [_k_means(bases, weights, _spread_start(bases, weights, count, generator)) for _ in range(STARTS)]
    ends = {round(spread, DECIMALS): labels for labels, spread in runs}
    return silhouette(bases, weights, ends[min(ends)]), [
        _centres(bases, weights, labels, count)[0] for labels in ends.values()
    ]


def _spread_start(points: Points, weights: NDArray[np.float64], count: int, generator: np.random.Generator) -> Points:
    """Choose starting centres, each far from those before: the chance grows with the squared distance."""
    chosen = [generator.choice(len(points), p=weights / weights.sum())]
    distance = _squared_distance(points, points[chosen[0]])
    for _ in range(count - 1):
        pull = weights * distance
        if pull.sum() == 0:
            break
        chosen.append(generator.choice(len(points), p=pull / pull.sum()))
        distance = np.minimum(distance, _squared_distance(points, points[chosen[-1]]))
    return points[chosen]


def _squared_distance(points: Points, centre: Points) -> NDArray[np.float64]:
    return ((points - centre) ** 2).sum(axis=1)


def _k_means(
    points: Points, weights: NDArray[np.float64], centres: Points, *, rounds: int = ROUNDS
) -> tuple[Labels, float]:
    """Lloyd's rounds until nobody changes or `rounds` are over; return labels and the weighted squares within."""
    labels = np.full(len(points), -1, dtype=np.intp)
    for _ in range(rounds):
        distances = cdist(points, centres, "sqeuclidean")
        nearest = distances.argmin(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        moved, taken = _centres(points, weights, labels, len(centres))
        centres = np.where(taken[:, np.newaxis] > 0, moved, centres)
    return labels, float(weights @ distances[np.arange(len(points)), labels])


def _centres(
    points: Points, weights: NDArray[np.float64], labels: Labels, count: int
) -> tuple[Points, NDArray[np.float64]]:
    taken = np.bincount(labels, weights=weights, minlength=count).astype(np.float64)
    sums = [np.bincount(labels, weights=weights * column, minlength=count) for column in points.T]
    return np.stack(sums, axis=1) / np.maximum(taken, 1)[:, np.newaxis], taken


def silhouette(points: Points, weights: NDArray[np.float64], labels: Labels) -> float:
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
