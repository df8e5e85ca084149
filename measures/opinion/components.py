"""Where people stand: the two directions in which their ballots differ most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from measures.errors import TooFew
from measures.opinion.ballots import Ballots

DIMENSIONS = 2
FEW_STATEMENTS = 100


@dataclass(frozen=True)
class Positions:
    """People in the plane of the first two principal components.

    `coordinates` has shape (people, 2), `loadings` (statements, 2), without unit; `explained` is the share of the
    variance along each of the two, in [0, 1].
    """

    coordinates: NDArray[np.float64]
    loadings: NDArray[np.float64]
    explained: tuple[float, float]


def positions_of(ballots: Ballots, *, silenced: Collection[int] = ()) -> Positions:
    """Return where each person stands.

    Principal components of the choices less each statement's mean. No ballot counts as the mean, which is 0 after
    centring, so the matrix stays sparse and nothing is made up. Coordinates are scaled by sqrt(S / n), with n ballots
    of this person and S statements, because few ballots pull a person towards the middle. `silenced` statements
    (positions) weigh nothing but count in S and n, as Polis counts those that were moderated out.

    Raises TooFew with fewer than 2 people or statements, or where everybody said the same of each statement.
    Source: Small et al. 2021, Polis.
    """
    if ballots.people < DIMENSIONS or ballots.statements < DIMENSIONS:
        raise TooFew(f"{ballots.people} people and {ballots.statements} statements span no plane.")
    deviations = _centred(ballots, silenced)
    variance = float(deviations.data @ deviations.data)
    if variance == 0:
        raise TooFew("On each statement everybody said the same, so nobody differs from anybody.")
    eigenvalues, loadings = _leading_eigenvectors(deviations)
    scale = np.sqrt(ballots.statements / np.maximum(_answered(ballots, silenced), 1))
    first, second = np.maximum(eigenvalues, 0) / variance
    return Positions(
        coordinates=(deviations @ loadings) * scale[:, np.newaxis],
        loadings=loadings,
        explained=(float(first), float(second)),
    )


def _centred(ballots: Ballots, silenced: Collection[int]) -> csr_array:
    choices = ballots.choices
    means = np.asarray(choices.sum(axis=0)) / np.maximum(ballots.by_statement, 1)
    weights = np.ones(ballots.statements)
    weights[list(silenced)] = 0
    deviations = (choices.data - means[choices.indices]) * weights[choices.indices]
    return csr_array((deviations, choices.indices, choices.indptr), shape=choices.shape)


def _answered(ballots: Ballots, silenced: Collection[int]) -> NDArray[np.float64]:
    """The statements that count as answered by each person: silenced ones are answered by everybody."""
    heard = np.ones(ballots.statements)
    heard[list(silenced)] = 0
    answered = csr_array((heard[ballots.choices.indices], ballots.choices.indices, ballots.choices.indptr))
    return np.asarray(answered.sum(axis=1)) + len(silenced)


def _leading_eigenvectors(deviations: csr_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of Z'Z, the largest first, each turned to the side on which its loadings reach further."""
    values, vectors = _eigenvectors(deviations)
    leading = vectors[:, : -DIMENSIONS - 1 : -1]
    turned = np.where((leading**3).sum(axis=0) < 0, -1.0, 1.0)
    return values[: -DIMENSIONS - 1 : -1], leading * turned


def _eigenvectors(deviations: csr_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """In ascending order: all of them for few statements; the last ones by Lanczos' method, without Z'Z, for many."""
    transposed = deviations.T.tocsr()
    statements = transposed.shape[0]
    if statements <= FEW_STATEMENTS:
        return np.linalg.eigh((transposed @ deviations).toarray())
    start = np.random.default_rng(0).standard_normal(statements)
    product = LinearOperator((statements, statements), matvec=lambda x: transposed @ (deviations @ x), dtype=np.float64)
    values, vectors = eigsh(product, k=DIMENSIONS, which="LA", v0=start)
    ascending = np.argsort(values)
    return values[ascending], vectors[:, ascending]
