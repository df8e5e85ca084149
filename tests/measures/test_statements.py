"""What groups say of statements, against formulas worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.opinion.statements import (
    Representative,
    agreement,
    disagreement,
    group_informed_consensus,
    group_votes,
    representative_statements,
)
from tests.measures.ballots import NOTHING, ballots_from

LABELS = np.array([0, 0, 0, 1, 1])
ROWS = [[1, 1, 0], [1, -1, NOTHING], [1, 1, NOTHING], [-1, 1, NOTHING], [0, NOTHING, NOTHING]]

matrices = st.integers(min_value=0, max_value=2**31).map(
    lambda seed: np.random.default_rng(seed).choice([1, 1, 0, -1, NOTHING], size=(20, 6))
)


def test_ballots_are_counted_by_group_and_passes_are_seen():
    votes = group_votes(ballots_from(ROWS), LABELS)
    assert votes.agree.tolist() == [[3, 2, 0], [0, 1, 0]]
    assert votes.disagree.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert votes.seen.tolist() == [[3, 3, 1], [2, 1, 0]]


def test_people_in_no_group_are_left_out():
    votes = group_votes(ballots_from(ROWS), np.array([0, -1, -1, 1, -1]))
    assert votes.seen.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_without_groups_nothing_is_counted():
    votes = group_votes(ballots_from(ROWS), np.full(5, -1))
    assert votes.seen.shape == (0, 3)
    assert representative_statements(votes, added=np.arange(3)) == []


def test_consensus_is_the_product_over_groups():
    votes = group_votes(ballots_from(ROWS), LABELS)
    assert group_informed_consensus(votes) == pytest.approx([4 / 5 * 1 / 4, 3 / 5 * 2 / 3, 1 / 3 * 1 / 2])


def test_tests_equal_the_formulas():
    votes = group_votes(ballots_from(ROWS), LABELS)
    agrees = agreement(votes)
    assert agrees.share[0, 0] == pytest.approx(4 / 5)
    assert agrees.share_test[0, 0] == pytest.approx(2 * 2 * (1 - 0.5))
    assert agrees.ratio[0, 0] == pytest.approx((4 / 5) / (1 / 4))
    pooled = 5 / 7
    error = np.sqrt(pooled * (1 - pooled) * (1 / 4 + 1 / 3))
    assert agrees.ratio_test[0, 0] == pytest.approx((1 - 1 / 3) / error)


def test_where_everybody_agrees_nobody_stands_out():
    votes = group_votes(ballots_from([[1, -1]] * 10), np.repeat([0, 1], 5))
    assert agreement(votes).ratio_test[:, 0].tolist() == [0, 0]


def test_two_tests_below_zero_do_not_make_a_weight():
    """The product of two negatives would put what a group rejects in front."""
    votes = group_votes(ballots_from([[-1, 1]] * 10 + [[1, 1]] * 10), np.repeat([0, 1], 10))
    agrees = agreement(votes)
    assert agrees.share_test[0, 0] < 0
    assert agrees.ratio_test[0, 0] < 0
    assert agrees.weight[0, 0] == 0


def test_a_statement_nobody_of_a_group_saw_does_not_represent_it():
    votes = group_votes(ballots_from([[1, NOTHING]] * 8 + [[-1, 1]] * 8), np.repeat([0, 1], 8))
    first, second = representative_statements(votes, added=np.arange(2))
    assert first == [Representative(0, agrees=True)]
    assert Representative(1, agrees=True) in second


def test_agreements_come_before_disagreements_and_the_most_agreed_first():
    votes = group_votes(ballots_from([[1, -1, 1]] * 20 + [[-1, 1, 1]] * 20), np.repeat([0, 1], 20))
    first, second = representative_statements(votes, added=np.arange(3))
    assert first == [Representative(0, agrees=True), Representative(1, agrees=False)]
    assert second == [Representative(1, agrees=True), Representative(0, agrees=False)]


def test_a_moderated_statement_represents_nobody():
    votes = group_votes(ballots_from([[1, -1, 1]] * 20 + [[-1, 1, 1]] * 20), np.repeat([0, 1], 20))
    for group in representative_statements(votes, added=np.arange(3), left_out=[0]):
        assert 0 not in [each.statement for each in group]


def test_there_are_at_most_as_many_as_asked_for():
    rows = [[1] * 12] * 30 + [[-1] * 12] * 30
    votes = group_votes(ballots_from(rows), np.repeat([0, 1], 30))
    assert [len(group) for group in representative_statements(votes, added=np.arange(12), limit=4)] == [4, 4]


def test_where_nothing_stands_out_the_closest_stands_alone():
    votes = group_votes(ballots_from([[-1, 0], [0, 0], [0, 0], [0, -1]]), np.array([0, 0, 1, 1]))
    first, second = representative_statements(votes, added=np.arange(2))
    assert first == [Representative(0, agrees=False)]
    assert second == [Representative(1, agrees=False)]


@given(rows=matrices)
@settings(max_examples=50, deadline=None)
def test_to_change_agree_and_disagree_mirrors_the_tests(rows):
    labels = np.arange(20) % 3
    mirrored = np.where(rows == NOTHING, NOTHING, -rows)
    votes, other = group_votes(ballots_from(rows), labels), group_votes(ballots_from(mirrored), labels)
    assert np.array_equal(votes.agree, other.disagree)
    for name in ("share", "share_test", "ratio", "ratio_test", "weight"):
        assert getattr(agreement(votes), name) == pytest.approx(getattr(disagreement(other), name))


@given(rows=matrices, seed=st.integers(min_value=0, max_value=2**31))
@settings(max_examples=50, deadline=None)
def test_the_order_of_people_and_statements_changes_nothing(rows, seed):
    generator = np.random.default_rng(seed)
    labels = np.arange(20) % 3
    people, statements = generator.permutation(20), generator.permutation(6)
    votes = group_votes(ballots_from(rows), labels)
    reordered = group_votes(ballots_from(rows[people][:, statements]), labels[people])
    assert group_informed_consensus(reordered) == pytest.approx(group_informed_consensus(votes)[statements])
    chosen = representative_statements(votes, added=np.arange(6))
    again = representative_statements(reordered, added=statements)
    assert [[(statements[each.statement], each.agrees) for each in group] for group in again] == [
        [(each.statement, each.agrees) for each in group] for group in chosen
    ]


@given(rows=matrices)
@settings(max_examples=50, deadline=None)
def test_somebody_who_only_passes_agrees_and_disagrees_with_nothing(rows):
    labels = np.arange(20) % 3
    votes = group_votes(ballots_from(rows), labels)
    more = group_votes(ballots_from([*rows.tolist(), [0] * 6]), np.append(labels, 0))
    assert np.array_equal(votes.agree, more.agree)
    assert np.array_equal(votes.disagree, more.disagree)
    assert np.array_equal(more.seen[0], votes.seen[0] + 1)
