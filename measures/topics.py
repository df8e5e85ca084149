"""Which comments are worth reading first because they may be about something, such as not being understood.

A model learns from comments that somebody has labelled. Show its order as "comments to read", never as a rate.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import expit

from measures.errors import MeasureError, TooFew

WORD = re.compile(r"[^\W_]{2,}")
STEM = 5  # letters that the forms of a long word share
LEAST_COMMENTS = 2  # in which a term occurs
LEAST_LABELLED = 20  # of each kind
PENALTY = 0.5


@dataclass(frozen=True)
class Topic:
    """A learnt topic: `terms` in their columns, how rare each is, and how much each speaks for the topic."""

    terms: dict[str, int]
    rarity: NDArray[np.float64]
    weights: NDArray[np.float64]
    base: float

    def scores(self, comments: Sequence[str]) -> NDArray[np.float64]:
        """Return how much speaks for the topic, shape (comments,): only the order of comments means something."""
        return np.asarray(_matrix(comments, self.terms, self.rarity) @ self.weights + self.base)


def learn_topic(comments: Sequence[str], is_about: Sequence[bool]) -> Topic:
    """Learn a topic from labelled comments, both of the same length.

    Words, their beginnings and pairs of them, weighed by how rare they are (tf-idf, Spärck Jones 1972), in a logistic
    regression with a quadratic penalty, both kinds of comments counting alike.

    Raises TooFew with fewer than twenty comments of a kind, MeasureError for different lengths.
    """
    if len(comments) != len(is_about):
        raise MeasureError(f"There are {len(comments)} comments and {len(is_about)} labels.")
    about = np.asarray(is_about, dtype=bool)
    if min(about.sum(), (~about).sum()) < LEAST_LABELLED:
        raise TooFew(f"A topic is learnt from {LEAST_LABELLED} comments that are about it and as many that are not.")
    terms, rarity = _terms(comments)
    weights, base = _regression(_matrix(comments, terms, rarity), about)
    return Topic(terms, rarity, weights, base)


def average_precision(scores: NDArray[np.float64], is_about: Sequence[bool]) -> float:
    """Return how good an order is: the mean, over the comments about the topic, of the share of those up to it.

    1 where all of them come first. Raises TooFew where none is about it.
    """
    about = np.asarray(is_about, dtype=bool)[np.argsort(-scores, kind="stable")]
    if not about.any():
        raise TooFew("No comment is about it: there is no order to judge.")
    return float((np.cumsum(about) / np.arange(1, len(about) + 1))[about].mean())


def _occurrences(comment: str) -> Counter[str]:
    """Words, pairs of words, and the beginnings of long words, so that the forms of a word count together."""
    words = WORD.findall(comment.lower())
    pairs = (f"{one} {next_}" for one, next_ in zip(words, words[1:], strict=False))
    return Counter([*words, *pairs, *(f"{word[:STEM]}…" for word in words if len(word) > STEM)])


def _terms(comments: Iterable[str]) -> tuple[dict[str, int], NDArray[np.float64]]:
    """The terms that occur in two comments at least, and the logarithm of how rare each is."""
    listed = list(comments)
    frequency = Counter(term for comment in listed for term in _occurrences(comment))
    kept = sorted(term for term, count in frequency.items() if count >= LEAST_COMMENTS)
    counts = np.array([frequency[term] for term in kept], dtype=float)
    return {term: column for column, term in enumerate(kept)}, np.log((1 + len(listed)) / (1 + counts)) + 1


def _matrix(comments: Sequence[str], terms: dict[str, int], rarity: NDArray[np.float64]) -> csr_array:
    """A row for each comment, of length 1 unless it has no known term."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, comment in enumerate(comments):
        known = [(terms[term], 1 + np.log(count)) for term, count in _occurrences(comment).items() if term in terms]
        weighed = np.array([value * rarity[column] for column, value in known])
        rows += [row] * len(known)
        columns += [column for column, _ in known]
        values += (weighed / np.sqrt((weighed**2).sum())).tolist() if known else []
    return csr_array((values, (rows, columns)), shape=(len(comments), len(terms)))


def _regression(matrix: csr_array, about: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Weights and constant of a logistic regression in which both kinds count alike."""
    importance = np.where(about, 0.5 / about.sum(), 0.5 / (~about).sum()) * len(about)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, base = parameters[:-1], parameters[-1]
        scores = matrix @ weights + base
        missing = importance * (expit(scores) - about)
        likelihood = (importance * np.logaddexp(0, np.where(about, -scores, scores))).sum()
        gradient = np.append(matrix.T @ missing + PENALTY * weights, missing.sum())
        return float(likelihood + PENALTY / 2 * (weights**2).sum()), gradient

    found = minimize(loss, np.zeros(matrix.shape[1] + 1), jac=True, method="L-BFGS-B")
    return found.x[:-1], float(found.x[-1])
