"""K-means over weighted points in the plane, many starts at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Weights = NDArray[np.float64]
Labels = NDArray[np.intp]

ROUNDS = 100


def spread_starts(
    points: Points, weights: Weights, *, count: int, starts: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Choose starting centres, shape (starts, count, 2), each far from those before in its start.

    `points` has shape (points, 2) and `weights` (points,). The chance of a point grows with its weight and its squared
    distance to the nearest centre. Source: Arthur and Vassilvitskii 2007 (k-means++).
    """
    chosen = np.empty((starts, count, 2))
    distance = np.ones((starts, len(points)))
    for place in range(count):
        chosen[:, place] = points[_drawn(weights * distance, generator)]
        apart = _squared_distances(points, chosen[:, place])
        distance = apart if place == 0 else np.minimum(distance, apart)
    return chosen


def _drawn(pull: NDArray[np.float64], generator: np.random.Generator) -> Labels:
    """For each row one column, by chance in proportion to its pull; the first one where nothing pulls."""
    sums = pull.cumsum(axis=1)
    return (sums <= generator.random(len(pull))[:, np.newaxis] * sums[:, -1:]).sum(axis=1).clip(max=pull.shape[1] - 1)


def k_means(
    points: Points, weights: Weights, centres: NDArray[np.float64], *, rounds: int = ROUNDS
) -> tuple[Labels, NDArray[np.float64]]:
    """Move centres until no point changes sides in any start, or `rounds` are over.

    `centres` has shape (starts, count, 2). Returns the labels, shape (starts, points), and the weighted sum of squared
    distances within, shape (starts,). A centre that loses all its points stays where it is. Source: Lloyd 1982.
    """
    labels = np.full((len(centres), len(points)), -1, dtype=np.intp)
    for _ in range(rounds):
        nearest = _nearest(points, centres)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        moved, taken = centres_of(points, weights, labels, centres.shape[1])
        centres = np.where(taken[:, :, np.newaxis] > 0, moved, centres)
    own = np.take_along_axis(centres, labels[:, :, np.newaxis], axis=1)
    return labels, ((points - own) ** 2).sum(axis=2) @ weights


def _nearest(points: Points, centres: NDArray[np.float64]) -> Labels:
    """The nearest centre of each start to each point; the square of the point itself is the same for all."""
    starts, count, _ = centres.shape
    products = centres.reshape(-1, 2) @ points.T
    distances = (centres**2).sum(axis=2).ravel()[:, np.newaxis] - 2 * products
    return distances.reshape(starts, count, -1).argmin(axis=1)


def centres_of(points: Points, weights: Weights, labels: Labels, count: int) -> tuple[NDArray[np.float64], Weights]:
    """Return the weighted means, shape (starts, count, 2), and the weights, (starts, count), of the labelled points."""
    starts = len(labels)
    cells = (labels + count * np.arange(starts)[:, np.newaxis]).ravel()

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.bincount(cells, weights=np.tile(values, starts), minlength=starts * count)
        return sums.reshape(starts, count).astype(np.float64)

    taken = summed(weights)
    sums = np.stack([summed(weights * column) for column in points.T], axis=2)
    return sums / np.maximum(taken, 1)[:, :, np.newaxis], taken


def _squared_distances(points: Points, centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each point to one centre a start, shape (starts, points)."""
    return ((points - centres[:, np.newaxis]) ** 2).sum(axis=2)
