"""Ballots as arrays: what is refused, and what stays."""

import numpy as np
import pytest

from measures.errors import MeasureError
from measures.opinion.ballots import ballots_of
from tests.measures.ballots import NOTHING, ballots_from


def test_a_pass_is_a_ballot_and_no_ballot_is_none():
    ballots = ballots_from([[1, 0, NOTHING], [-1, NOTHING, NOTHING]])
    assert ballots.by_person.tolist() == [2, 1]
    assert ballots.by_statement.tolist() == [2, 1, 0]
    assert ballots.choices.data.tolist() == [1, 0, -1]


def test_rows_come_in_any_order():
    ballots = ballots_of([1, 0, 0], [0, 1, 0], [-1, 0, 1], people=2, statements=2)
    assert ballots.choices.toarray().tolist() == [[1, 0], [-1, 0]]
    assert ballots.choices.nnz == 3


def test_people_and_statements_can_be_taken_out():
    ballots = ballots_from([[1, 0, -1], [0, 0, NOTHING], [1, 1, 1]])
    assert ballots.of_people(np.array([2, 0])).choices.toarray().tolist() == [[1, 1, 1], [1, 0, -1]]
    assert ballots.of_people(np.array([1])).by_person.tolist() == [2]
    assert ballots.without_statements({1}).choices.toarray().tolist() == [[1, -1], [0, 0], [1, 1]]
    assert ballots.without_statements({1}).by_person.tolist() == [2, 1, 2]


def test_a_round_without_ballots_is_empty_and_no_error():
    ballots = ballots_of([], [], [], people=3, statements=2)
    assert ballots.by_person.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("person", "statement", "choice", "sentence"),
    [
        ([0, 2], [0, 0], [1, 1], "Row 2: the person 2 is not known."),
        ([0, -1], [0, 0], [1, 1], "Row 2: the person -1 is not known."),
        ([0, 0.5], [0, 0], [1, 1], "Row 2: the person 0.5 is not known."),
        ([0, float("nan")], [0, 0], [1, 1], "Row 2: the person nan is not known."),
        ([0, 1], [3, 0], [1, 1], "Row 1: the statement 3 is not known."),
        ([0, 1], [0, 0], [1, 2], "Row 2: 2 is no choice; it must be 1, 0 or -1."),
        ([0, 1], [0, 0], [float("nan"), 1], "Row 1: nan is no choice; it must be 1, 0 or -1."),
        ([1, 0, 1], [0, 0, 0], [1, 1, 1], "Row 3: this person already has a ballot on this statement."),
        ([1, 1, 0, 1], [0, 1, 0, 0], [1, 1, 1, 0], "Row 4: this person already has a ballot on this statement."),
        ([1, 0], [0], [1, 1], "There are 2 people, 1 statements and 2 choices."),
    ],
)
def test_ballots_that_cannot_be_are_refused_by_their_row(person, statement, choice, sentence):
    with pytest.raises(MeasureError) as refused:
        ballots_of(person, statement, choice, people=2, statements=3)
    assert str(refused.value) == sentence
