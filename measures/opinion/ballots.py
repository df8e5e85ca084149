"""The ballots of one round as arrays: who said what about which statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from measures.errors import MeasureError

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True)
class Ballots:
    """One choice of one person on one statement, at most one for each pair.

    `choices` is a sparse matrix of shape (people, statements) with an entry for each ballot: 1 agree, 0 pass and
    -1 disagree. A pass is stored like the others; where nothing is stored nobody was asked or answered.
    """

    choices: csr_array

    @property
    def people(self) -> int:
        return int(self.choices.shape[0])

    @property
    def statements(self) -> int:
        return int(self.choices.shape[1])

    @property
    def by_person(self) -> NDArray[np.intp]:
        """The number of ballots of each person, shape (people,)."""
        return np.diff(self.choices.indptr)

    @property
    def by_statement(self) -> NDArray[np.intp]:
        """The number of ballots on each statement, shape (statements,)."""
        return np.bincount(self.choices.indices, minlength=self.statements)

    def of_people(self, chosen: NDArray[np.intp]) -> Ballots:
        """The same with some people only, in the given order; positions of people, shape (any,)."""
        return Ballots(self.choices[chosen])

    def without_statements(self, removed: Collection[int]) -> Ballots:
        """The same without the columns at these positions; what stays keeps its order."""
        kept = np.setdiff1d(np.arange(self.statements), np.fromiter(removed, dtype=np.intp))
        return Ballots(self.choices[:, kept])


def ballots_of(person: ArrayLike, statement: ArrayLike, choice: ArrayLike, *, people: int, statements: int) -> Ballots:
    """Return the ballots given row by row.

    `person`, `statement` and `choice` have the same length; the first two hold positions from 0, below `people` and
    `statements`, the third 1, 0 or -1. Raises MeasureError that names the first row, counted from 1, with an unknown
    person or statement, another choice (NaN too), or a pair that an earlier row has.
    """
    persons, asked, choices = np.asarray(person), np.asarray(statement), np.asarray(choice)
    if not len(persons) == len(asked) == len(choices):
        raise MeasureError(f"There are {len(persons)} people, {len(asked)} statements and {len(choices)} choices.")
    _refuse(~_is_position(persons, people), "the person {} is not known", persons)
    _refuse(~_is_position(asked, statements), "the statement {} is not known", asked)
    _refuse(~np.isin(choices, (AGREE, PASS, DISAGREE)), "{} is no choice; it must be 1, 0 or -1", choices)
    _refuse_repeated(persons.astype(np.int64) * statements + asked.astype(np.int64))
    return Ballots(_sparse(persons.astype(np.int32), asked.astype(np.int32), choices, (people, statements)))


def _is_position(values: NDArray, limit: int) -> NDArray[np.bool_]:
    return (values >= 0) & (values < limit) & (values == np.floor(values))


def _refuse(wrong: NDArray[np.bool_], reason: str, values: NDArray) -> None:
    if wrong.any():
        row = int(np.argmax(wrong))
        raise MeasureError(f"Row {row + 1}: {reason.format(values[row])}.")


def _refuse_repeated(pairs: NDArray[np.int64]) -> None:
    order = np.argsort(pairs, kind="stable")
    repeated = order[1:][np.diff(pairs[order]) == 0]
    if len(repeated):
        raise MeasureError(f"Row {int(repeated.min()) + 1}: this person already has a ballot on this statement.")


def _sparse(person: NDArray, statement: NDArray, choice: NDArray, shape: tuple[int, int]) -> csr_array:
    """By hand, because a sparse matrix made from pairs would drop nothing but also keep no order."""
    order = np.lexsort((statement, person))
    starts = np.concatenate(([0], np.cumsum(np.bincount(person, minlength=shape[0]))))
    return csr_array((choice[order].astype(np.float64), statement[order], starts), shape=shape)
